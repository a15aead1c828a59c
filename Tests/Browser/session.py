#!/usr/bin/env python3
"""A rep's session at a real terminal (tmux), against the real broker and four made-up services.

    python3 Tests/Browser/session.py .build/debug [PICTURE.png]

What the terminal shows has to read as session.txt, whatever the times are. With a name it also makes a picture of the terminal, in a
real browser. To tell the story anew, let SESSION_WRITE=1 write session.txt, and read it."""
import base64
import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from deskpeer import Peer, until

HERE = os.path.dirname(os.path.abspath(__file__))


class Service(Peer):
    """A channel's adapter: it takes every reply at once, and says that it was delivered."""

    def __init__(self, path, channel, account, identifier, label, **capabilities):
        self.account, self.said = account, 0
        manifest = {"key": channel, "name": label, "capabilities": {"threadingModel": "adapter_thread", **capabilities}}
        super().__init__(path, "adapter", channel, manifest=manifest)
        threading.Thread(target=self.deliver, daemon=True).start()
        admin = Peer(path, "admin", "root")
        kind = capabilities["deliveryIdentifierTypes"][0]
        answer = admin.ask("account.create", channel=channel, account=account, label=label, identifier={"kind": kind, "value": identifier})
        assert answer["type"] == "ok", answer
        admin.close()

    def deliver(self):
        done = 0
        while self.is_open:
            while done < len(self.notices):
                frame = self.notices[done]
                done += 1
                if frame["type"] == "deliver":
                    self.tell("ok", re=frame["id"])
                    self.tell("status", id=10_000 + done, message=frame["message"], status="delivered")
            time.sleep(0.01)

    def say(self, who, value, text, thread=None, **more):
        self.said += 1
        kind = "email" if "@" in value else "phone" if value.startswith("+") else "opaque"
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        fields = {"thread": thread or value} if self.account != "mail" else {}
        answer = self.ask(
            "publish", account=self.account, key=f"{self.account}-{self.said}", text=text, at=now,
            **{"from": {"kind": kind, "value": value, **({"name": who} if who else {})}}, **fields, **more)
        assert answer["type"] == "ok", answer
        return answer["ticket"]

    def upload(self, data):
        import hashlib
        digest = hashlib.sha256(data).hexdigest()
        answer = self.ask("blob.put", upload="u1", offset=0, data=base64.b64encode(data).decode(), final=True, bytes=len(data), sha256=digest)
        assert answer["type"] == "ok", answer
        return digest


class Terminal:
    """A screen of its own for `desk`, by a tmux that nobody else knows."""

    def __init__(self, desk, directory, *words):
        self.tmux = ["tmux", "-S", directory + "/tmux", "-f", "/dev/null"]
        environment = {"PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        command = [*self.tmux, "new-session", "-d", "-x", "100", "-y", "46", " ".join([desk, *words, "; sleep 60"])]
        subprocess.run(command, check=True, env=environment)

    def run(self, *words):
        return subprocess.run([*self.tmux, *words], check=True, capture_output=True, text=True).stdout

    def text(self, *more):
        return self.run("capture-pane", "-p", "-S", "-", *more)

    def type(self, text):
        self.run("send-keys", "-l", text)

    def enter(self, line, answer):
        """A line, and the words that have to follow it."""
        before = self.text().count(answer)
        self.type(line)
        self.run("send-keys", "Enter")
        self.wait(answer, before)

    def wait(self, words, before=0):
        try:
            until(words, lambda: self.text().count(words) > before, 15)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.text()}") from None

    def close(self):
        subprocess.run([*self.tmux, "kill-server"], capture_output=True)


def masked(text):
    """Times, ages and widths differ from one day to the next."""
    text = re.sub(r"\b\d\d:\d\d\b", "00:00", text)
    text = re.sub(r"\b\d+(\.\d+)?(s|m|h|d|ms)\b", "0s", text)
    return [re.sub(r" {2,}", "  ", line).rstrip() for line in text.rstrip().split("\n")]


def compare(text):
    """Line by line what is written down."""
    if os.environ.get("SESSION_WRITE"):
        with open(HERE + "/session.txt", "w") as file:
            file.write(text.rstrip() + "\n")
    with open(HERE + "/session.txt") as file:
        wanted = masked(file.read())
    said = masked(text)
    for number, (one, other) in enumerate(zip(wanted, said), 1):
        assert one == other, f"line {number} is {other!r} instead of {one!r}:\n{text}"
    assert len(wanted) == len(said), f"{len(said)} lines instead of {len(wanted)}:\n{text}"


COLORS = ["#1c1c1c", "#c4473a", "#3f8f4f", "#a67c00", "#3468c0", "#9a4fa5", "#2b8a92", "#d0d0d0"]


def spans(text):
    """What SGR sequences say, as HTML."""
    state, parts = {}, []
    for piece in re.split(r"(\x1b\[[0-9;]*m|\x1b\][^\x1b]*\x1b\\\\)", text):
        if piece.startswith("\x1b["):
            for code in [int(code or 0) for code in piece[2:-1].split(";")]:
                if code == 0:
                    state = {}
                elif code == 1:
                    state["font-weight"] = "bold"
                elif code == 2:
                    state["opacity"] = ".65"
                elif code == 4:
                    state["text-decoration"] = "underline"
                elif 30 <= code <= 37:
                    state["color"] = COLORS[code - 30]
                elif 90 <= code <= 97:
                    state["color"] = COLORS[code - 90]
                elif code == 39:
                    state.pop("color", None)
        elif not piece.startswith("\x1b]"):
            style = ";".join(f"{name}:{value}" for name, value in state.items())
            parts.append(f'<span style="{style}">{html.escape(piece)}</span>' if style else html.escape(piece))
    return "".join(parts)


def draw(text, picture):
    """The terminal as a browser draws it."""
    from webdriver import Driver

    driver = Driver()
    page = tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8")
    try:
        page.write(
            '<!doctype html><meta charset="utf-8"><body style="margin:0;overflow:hidden;background:#fbfaf7"><pre style="margin:0;padding:14px 18px;'
            f'font:14px/1.35 \'DejaVu Sans Mono\',monospace;color:#1c1c1c">{spans(text.rstrip())}</pre>')
        page.close()
        browser = driver.browser()
        browser.go("file://" + page.name)
        height = browser.run("return document.querySelector('pre').offsetHeight + 140")
        browser.post("/window/rect", width=920, height=int(height))
        browser.picture(picture)
    finally:
        driver.close()
        os.unlink(page.name)


def story(path, terminal_of):
    """Four customers, a colleague, and what kim does about them."""
    mail = Service(path, "email", "mail", "help@shop.example", "Help", deliveryIdentifierTypes=["email"], threadingModel="by_address",
                   allowConversationStart=True)
    page = Service(path, "web", "page", "shop", "Web", deliveryIdentifierTypes=["opaque"], supportsTyping="full")
    text = Service(path, "sms", "text", "+15550100", "SMS", deliveryIdentifierTypes=["phone"], allowConversationStart=True,
                   outgoingAttachmentTypes=[])
    admin, lee = Peer(path, "admin", "root"), Peer(path, "rep", "lee")
    for type, fields in [
        ("team.set", {"team": "billing"}), ("rep.set", {"rep": "kim", "mainTeam": "billing", "seat": True}),
    ]:
        assert admin.ask(type, **fields)["type"] == "ok"
    receipt = mail.upload(JPEG)
    mail.say("Ana Ruiz", "ana@shop.example", "I was charged twice for order 8831.", subject="Refund for order 8831",
             attachments=[{"blob": receipt, "name": "receipt.jpg", "bytes": len(JPEG), "mime": "image/jpeg", "usage": "image"}])
    kim = Peer(path, "rep", "kim")
    send = lambda ticket, words: kim.ask("send", ticket=ticket, text=words, force=True, key=words)
    assert send(1, "Thanks Ana, I am looking into it.")["type"] == "ok"
    text.say("", "+358401234512", "Delivery today?")
    page.say("Jo Park", "jo", "page is blank on my phone")
    assert admin.ask("account.set", account="text", active=False, reason="carrier refused login")["type"] == "ok"
    assert send(2, "The carrier has it.")["type"] == "ok"
    # Who wrote a letter last year turns out to be the visitor of the page.
    former = mail.say("Jo Park", "jo.park@shop.example", "Which colours are there?")
    assert kim.ask("set", ticket=former, status="closed", key="former")["type"] == "ok"
    twins = [person["contact"] for person in admin.ask("contacts", query="Jo")["items"]]
    assert admin.ask("contact.merge", contact=twins[0], into=twins[1], key="twins")["type"] == "ok"
    kim.close()
    until("the reply to Ana to be out", lambda: any(n["type"] == "deliver" for n in mail.notices))
    mail.say("Ana Ruiz", "ana@shop.example", "Any news? The second charge is still there.")

    terminal = terminal_of()
    terminal.wait("kim [")
    enter, wait = terminal.enter, terminal.wait
    enter("inbox", "waiting for us")
    enter("next", "Any news?")
    enter("show a1", "a1")
    terminal.type("r m3 +closed Hi Ana, the second charge of 49.90 was re")
    page.say("Jo Park", "jo", "hello? is anyone there")
    wait("is anyone there")
    enter("turned today. Kim", "undo")
    time.sleep(6)
    enter("next", "is anyone there")
    enter("take", "is yours")
    enter("chat", "/end")
    enter("Hi Jo, which phone and browser is it?", "delivered")
    enter("/note known bug 4411, fixed in tonight's release", "note")
    page.say("Jo Park", "jo", "iPhone 12, Safari")
    wait("iPhone 12")
    time.sleep(0.6)
    enter("/end", "> ")
    enter("via", "text")
    enter("via email", "go via")
    enter("reply +waiting-contact We fixed it, please reload after eight. Kim", "held")
    time.sleep(6)
    enter("open 2", "Delivery today?")
    enter("search \"charged twice\" account:mail newer:30d", "found")
    enter("view save double-charge \"charged twice\"", "double-charge")
    enter("pass lee on the phone with the carrier", "lee")
    enter("inbox", "waiting for us")
    return terminal


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
    "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=")


def main(build, picture=None):
    """Once from beginning to end; nothing is left behind."""
    directory = tempfile.mkdtemp(prefix="desk-session-")
    path = directory + "/bus.sock"
    log = open(directory + "/deskd.log", "ab")
    broker = subprocess.Popen([build + "/deskd", "--data", directory + "/data", "--socket", path], stderr=log, stdin=subprocess.DEVNULL)
    terminal = None
    try:
        made = []

        def open_terminal():
            made.append(Terminal(build + "/desk", directory, "--socket", path, "--as", "kim"))
            return made[0]

        try:
            compare(story(path, open_terminal).text())
            if picture:
                draw(made[0].text("-e"), picture)
        finally:
            terminal = made[0] if made else None
    finally:
        if terminal:
            terminal.close()
        broker.send_signal(signal.SIGKILL)
        broker.wait(10)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
