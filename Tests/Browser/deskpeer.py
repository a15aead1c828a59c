"""A peer of the desk on its socket, and the programs of a desk, for tests. Standard library only."""
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time


def until(what, found, seconds=25):
    """Waits until found() is true and returns it."""
    end = time.monotonic() + seconds
    while True:
        value = found()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


class Peer:
    """Frames are a length and a JSON object; a thread collects what comes."""

    def __init__(self, path, role, name, **more):
        self.socket = socket.socket(socket.AF_UNIX)
        until("the broker to listen", lambda: self.socket.connect_ex(path) == 0)
        self.count, self.answers, self.notices, self.is_open = 0, {}, [], True
        threading.Thread(target=self.listen, daemon=True).start()
        welcome = self.ask("hello", protocol=[1, 1], role=role, name=name, software="test/0", **more)
        assert welcome["type"] == "welcome", welcome

    def listen(self):
        buffer = b""
        try:
            while data := self.socket.recv(1 << 16):
                buffer += data
                while len(buffer) >= 4 and len(buffer) >= 4 + (size := struct.unpack(">I", buffer[:4])[0]):
                    frame = json.loads(buffer[4 : 4 + size])
                    buffer = buffer[4 + size :]
                    if "re" in frame:
                        self.answers[frame["re"]] = frame
                    else:
                        self.notices.append(frame)
        except OSError:
            pass
        self.is_open = False

    def tell(self, type, **fields):
        data = json.dumps({"type": type, **fields}).encode()
        self.socket.sendall(struct.pack(">I", len(data)) + data)

    def ask(self, type, **fields):
        self.count += 1
        number = self.count
        self.tell(type, id=number, **fields)
        until(f"an answer to {type}", lambda: number in self.answers or not self.is_open)
        return self.answers.get(number) or {"type": "lost"}

    def close(self):
        self.socket.close()


class Rep(Peer):
    def __init__(self, path, name="ana"):
        super().__init__(path, "rep", name)
        self.ask("watch")

    def tickets(self):
        return self.ask("tickets", query="is:open", limit=50)["items"]

    def ticket_saying(self, text):
        """The ticket with a message of exactly that text."""
        return until(f"a ticket that says {text!r}", lambda: next((t["ticket"] for t in self.tickets() if text in self.texts(t["ticket"])), None))

    def items(self, ticket):
        return self.ask("ticket", ticket=ticket, limit=200)["items"]

    def texts(self, ticket, direction=None):
        return [item["text"] for item in self.items(ticket) if direction in (None, item["direction"])]

    def send(self, ticket, text, key=None):
        answer = self.ask("send", ticket=ticket, text=text, force=True, key=key or os.urandom(8).hex())
        return answer

    def typings(self, ticket):
        return [n["on"] for n in self.notices if n["type"] == "typing" and n.get("ticket") == ticket and "contact" in n]

    def state_of(self, ticket, text):
        return next((i["delivery"]["state"] for i in self.items(ticket) if i["text"] == text and "delivery" in i), None)


class Desk:
    """A broker and a web chat in a private directory."""

    def __init__(self, build, *options, accounts=("shop",)):
        self.build, self.options = build, options
        self.directory = tempfile.mkdtemp(prefix="desk-browser-")
        self.socket = self.directory + "/bus.sock"
        self.broker = self.web = None
        self.port = 0
        try:
            self.start_broker()
            self.start_web()
            admin = Peer(self.socket, "admin", "root")
            until("the channel", lambda: any(c["channel"] == "webchat" for c in admin.ask("channels")["items"]))
            for account in accounts:
                answer = admin.ask(
                    "account.create", channel="webchat", account=account, label=account, identifier={"kind": "opaque", "value": account})
                assert answer["type"] == "ok", answer
            admin.close()
        except BaseException:
            self.close()
            raise

    def run(self, program, *arguments, **options):
        log = open(f"{self.directory}/{program}.log", "ab")
        return subprocess.Popen([f"{self.build}/{program}", *arguments], stderr=log, stdin=subprocess.DEVNULL, **options)

    def start_broker(self):
        self.broker = self.run("deskd", "--data", self.directory + "/data", "--socket", self.socket)

    def start_web(self):
        """The second time on the same port, as a service's restart would."""
        arguments = ["--socket", self.socket, "--port", str(self.port), *self.options]
        self.web = self.run("desk-webchat", *arguments, stdout=subprocess.PIPE, text=True)
        line = self.web.stdout.readline().strip()
        assert line.startswith("http://127.0.0.1:"), f"{line!r}: {self.logs()}"
        self.port = int(line.rstrip("/").rsplit(":", 1)[1])
        self.url = line

    def kill_broker(self):
        self.end(self.broker, signal.SIGKILL)

    def kill_web(self):
        self.end(self.web, signal.SIGKILL)

    def set_active(self, active, account="shop"):
        admin = Peer(self.socket, "admin", "root")
        answer = admin.ask("account.set", account=account, active=active, reason="test")
        assert answer["type"] == "ok", answer
        admin.close()

    @staticmethod
    def end(process, number):
        if process and process.poll() is None:
            process.send_signal(number)
            process.wait(10)

    def logs(self):
        names = [name for name in os.listdir(self.directory) if name.endswith(".log")]
        return "\n".join(f"--- {name}\n{open(self.directory + '/' + name).read()[-3000:]}" for name in sorted(names))

    def close(self):
        for process in (self.web, self.broker):
            self.end(process, signal.SIGKILL)
        if self.web:
            self.web.stdout.close()
        shutil.rmtree(self.directory, ignore_errors=True)
