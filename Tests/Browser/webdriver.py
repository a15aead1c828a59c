"""Chromium through chromedriver's JSON protocol (W3C WebDriver). Standard library only."""
import base64
import json
import subprocess
import urllib.error
import urllib.request

from deskpeer import until

ENTER = "\ue007"
SHIFT_ENTER = "\ue008\ue007\ue008"


class Driver:
    """One chromedriver on a port of its own choice, and any number of browsers."""

    def __init__(self):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = None
        for line in self.process.stdout:
            if "started successfully on port" in line:
                self.port = int(line.strip().rstrip(".").rsplit(" ", 1)[1])
                break
        assert self.port, "chromedriver did not start"
        self.browsers = []

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method, headers={"Content-Type": "application/json"},
            data=json.dumps(body or {}).encode() if method == "POST" else None)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.loads(error.read())["value"]["message"].split("\n")[0]) from None

    def browser(self):
        browser = Browser(self)
        self.browsers.append(browser)
        return browser

    def close(self):
        for browser in self.browsers:
            try:
                self.call("DELETE", browser.path)
            except (OSError, AssertionError):
                pass
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class Browser:
    """A browser with a fresh profile: a visitor."""

    def __init__(self, driver):
        self.driver = driver
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1000,800",
                     "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        self.path = "/session/" + driver.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def post(self, path, **body):
        return self.driver.call("POST", self.path + path, body)

    def go(self, url):
        self.post("/url", url=url)

    def reload(self):
        self.post("/refresh")

    def run(self, script, *arguments):
        return self.post("/execute/sync", script=script, args=list(arguments))

    def element(self, selector):
        return next(iter(self.post("/element", using="css selector", value=selector).values()))

    def type(self, text, selector="#text"):
        self.post(f"/element/{self.element(selector)}/value", text=text)

    def click(self, selector):
        self.post(f"/element/{self.element(selector)}/click")

    def enter_frame(self, selector):
        found = self.post("/element", using="css selector", value=selector)
        self.post("/frame", id=found)

    def tab(self):
        return self.driver.call("GET", self.path + "/window")

    def new_tab(self):
        handle = self.post("/window/new", type="tab")["handle"]
        self.switch(handle)
        return handle

    def switch(self, handle):
        self.post("/window", handle=handle)

    def close_tab(self):
        self.driver.call("DELETE", self.path + "/window")

    def picture(self, file):
        with open(file, "wb") as output:
            output.write(base64.b64decode(self.driver.call("GET", self.path + "/screenshot")))

    def console(self):
        return [entry["message"] for entry in self.post("/se/log", type="browser")]

    # The chat page.

    def say(self, text):
        self.type(text + ENTER)

    def texts(self, kind=""):
        selector = f".message{kind} .bubble"
        return self.run("return [...document.querySelectorAll(arguments[0])].map((bubble) => bubble.textContent)", selector)

    def mark(self, text):
        """The mark of the visitor's own message."""
        script = (
            "const row = [...document.querySelectorAll('.mine')].find((row) => row.querySelector('.bubble').textContent === arguments[0]);"
            "return row ? row.dataset.mark : null")
        return self.run(script, text)

    def state(self):
        return self.run("return document.body.dataset.state")

    def notice(self):
        return self.run("const notice = document.getElementById('notice'); return notice.hidden ? '' : notice.textContent")

    def is_typing_shown(self):
        return not self.run("return document.getElementById('typing').hidden")

    def open_chat(self, url):
        self.go(url)
        until("the chat to be open", lambda: self.state() == "on")
        return self
