#!/usr/bin/env python3
"""The web chat in a real browser, against the real broker: one scenario a run.

    python3 Tests/Browser/webchat.py .build/debug both_ways

Each begins with a fresh directory, free ports and fresh browser profiles, and leaves nothing behind."""
import http.server
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

import contents
from deskpeer import Desk, Peer, Rep, until
from webdriver import SHIFT_ENTER, Driver


def once(wanted, texts, what):
    """Exactly the wanted texts, in order: nothing lost, nothing doubled."""
    assert list(texts) == list(wanted), f"{what}: {list(texts)} instead of {list(wanted)}"


def both_ways(desk, driver):
    """Two visitors and a rep, both ways, with typing marks, and hostile text as text."""
    rep = Rep(desk.socket)
    maria, tom = driver.browser().open_chat(desk.url), driver.browser().open_chat(desk.url)
    maria.say("Is the blue one back?")
    tom.say("My parcel is late.")
    first, second = rep.ticket_saying("Is the blue one back?"), rep.ticket_saying("My parcel is late.")
    assert first != second
    until("Maria's message to be marked sent", lambda: maria.mark("Is the blue one back?") == "sent")

    rep.tell("viewing", ticket=first)
    until("Maria's message to be marked read", lambda: maria.mark("Is the blue one back?") == "read")
    rep.tell("typing", ticket=first, on=True)
    until("the rep's typing to show", maria.is_typing_shown)
    assert not tom.is_typing_shown(), "Tom sees that the rep types to Maria"
    rep.send(first, "It is, since Monday.")
    until("the answer", lambda: "It is, since Monday." in maria.texts(".theirs"))
    assert not maria.is_typing_shown(), "the typing mark outlives the message"
    until("the rep to see it read", lambda: rep.state_of(first, "It is, since Monday.") == "read")

    tom.type("I would like")
    until("Tom's typing to reach the rep", lambda: rep.typings(second)[-1:] == [True])
    assert not rep.typings(first), "Maria did not type again"
    tom.type(f" two{SHIFT_ENTER}of them.\ue007")
    until("a message of two lines", lambda: rep.texts(second)[-1] == "I would like two\nof them.")
    until("Tom's typing to end", lambda: rep.typings(second)[-1:] == [False])

    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>&lt;b&gt;"
    maria.say(hostile)
    until("the hostile text to arrive", lambda: rep.texts(first)[-1] == hostile)
    rep.send(first, hostile)
    until("the hostile answer", lambda: hostile in maria.texts(".theirs"))
    once(["Is the blue one back?", "It is, since Monday.", hostile, hostile], maria.texts(), "Maria's page")
    once(["My parcel is late.", "I would like two\nof them."], tom.texts(), "Tom's page")
    assert maria.run("return document.querySelectorAll('#log img, #log script, #log b').length") == 0
    assert maria.run("return document.title") == "Chat with us"
    once([], maria.console() + tom.console(), "the consoles")


def reload(desk, driver):
    """A reload keeps the conversation and what was being written; another browser is another visitor."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("one")
    ticket = rep.ticket_saying("one")
    rep.send(ticket, "two")
    until("the answer", lambda: visitor.texts() == ["one", "two"])
    visitor.type("not sent yet")
    visitor.reload()
    until("the conversation", lambda: visitor.texts() == ["one", "two"])
    assert visitor.run("return document.getElementById('text').value") == "not sent yet"
    visitor.say("")
    until("the rest to arrive", lambda: rep.texts(ticket) == ["one", "two", "not sent yet"])
    visitor.reload()
    until("the conversation", lambda: visitor.texts() == ["one", "two", "not sent yet"])
    assert visitor.mark("one") == "read" and visitor.mark("not sent yet") == "sent"
    stranger = driver.browser().open_chat(desk.url)
    once([], stranger.texts(), "a stranger's page")
    once([], visitor.run("return document.cookie.split(';').filter(Boolean)"), "cookies that a script can read")


def two_tabs(desk, driver):
    """Tabs share one conversation and one stream; the one that listens may close."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    first = visitor.tab()
    visitor.say("from the first tab")
    ticket = rep.ticket_saying("from the first tab")
    second = visitor.new_tab()
    visitor.open_chat(desk.url)
    until("the second tab to know", lambda: visitor.texts() == ["from the first tab"])
    visitor.say("from the second tab")
    rep.ticket_saying("from the second tab")
    rep.send(ticket, "to both")
    said = ["from the first tab", "from the second tab", "to both"]
    for tab in (first, second):
        visitor.switch(tab)
        until("both tabs to show all", lambda: visitor.texts() == said)
        assert visitor.mark("from the first tab") == "read"
    # The first listens for both: when it goes, the second does.
    visitor.switch(first)
    visitor.close_tab()
    visitor.switch(second)
    rep.send(ticket, "to the one that is left")
    until("the second tab to listen", lambda: visitor.texts() == [*said, "to the one that is left"])
    once([*said, "to the one that is left"], rep.texts(ticket), "the ticket")


def many_tabs(desk, driver):
    """More tabs than a browser has connections to a site: all are told, each can send, and hidden ones count."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    tabs = [visitor.tab()]
    visitor.say("begin")
    ticket = rep.ticket_saying("begin")
    for _ in range(8):
        tabs.append(visitor.new_tab())
        visitor.open_chat(desk.url)
    until("the last tab to know", lambda: visitor.texts() == ["begin"])
    visitor.say("from the last tab")
    until("the last tab's message", lambda: rep.texts(ticket) == ["begin", "from the last tab"])
    visitor.switch(tabs[4])
    visitor.say("from the middle")
    until("the middle's message", lambda: rep.texts(ticket)[-1] == "from the middle")
    rep.send(ticket, "to all")
    for tab in tabs:
        # By script, as to look at a tab is to see it.
        visitor.switch(tab)
        until("each tab to show all", lambda: visitor.texts() == ["begin", "from the last tab", "from the middle", "to all"])
    visitor.switch(tabs[0])
    hide = "Object.defineProperty(document, 'visibilityState', { value: arguments[0], configurable: true });"
    visitor.run(hide + "document.dispatchEvent(new Event('visibilitychange'))", "hidden")
    rep.send(ticket, "unseen")
    until("the title to count", lambda: visitor.run("return document.title") == "(1) Chat with us")
    visitor.run(hide + "document.dispatchEvent(new Event('visibilitychange'))", "visible")
    until("the title to be plain", lambda: visitor.run("return document.title") == "Chat with us")


def killed_broker(desk, driver):
    """kill -9 between sending and answering, at moments that differ: everything arrives once."""
    seed = random.randrange(1 << 32)
    print("seed", seed)
    moments = random.Random(seed)
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("begin")
    ticket = rep.ticket_saying("begin")
    said = ["begin"]
    for turn in range(6):
        visitor.say(f"question {turn}")
        time.sleep(moments.random() * 0.03)
        desk.kill_broker()
        # Sometimes the page notices that the desk is away, sometimes it is back before.
        if turn % 2:
            until("the page to say away", lambda: visitor.state() == "away")
            assert "away" in visitor.notice(), visitor.notice()
        visitor.say(f"and {turn}")
        desk.start_broker()
        rep = Rep(desk.socket)
        said += [f"question {turn}", f"and {turn}"]
        until("both to arrive", lambda: rep.texts(ticket) == said)
        # The answer, killed before its own answer is heard: asked again under the same key.
        key = f"answer-{turn}"
        rep.count += 1
        rep.tell("send", id=rep.count, ticket=ticket, text=f"answer {turn}", force=True, key=key)
        time.sleep(moments.random() * 0.01)
        desk.kill_broker()
        desk.start_broker()
        rep = Rep(desk.socket)
        assert rep.send(ticket, f"answer {turn}", key)["type"] == "ok"
        said.append(f"answer {turn}")
        until("the answer on the page", lambda: visitor.texts() == said)
    until("nothing to be doubtful", lambda: all(i["delivery"]["state"] == "read" for i in rep.items(ticket) if "delivery" in i))
    once(said, rep.texts(ticket), "the ticket")
    visitor.reload()
    until("the page after a reload", lambda: visitor.texts() == said)
    until("all to be marked", lambda: visitor.mark("and 5") == "read")


def channel_off(desk, driver):
    """Off: the page says so and keeps what is written, also over a reload. On: it arrives once, in order."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("before")
    ticket = rep.ticket_saying("before")
    desk.set_active(False)
    until("the page to say closed", lambda: visitor.state() == "off")
    assert "closed" in visitor.notice(), visitor.notice()
    visitor.say("first")
    visitor.say("second")
    until("both to wait", lambda: visitor.mark("second") == "waiting")
    visitor.reload()
    until("both to wait after a reload", lambda: visitor.texts() == ["before", "first", "second"] and visitor.state() == "off")
    visitor.say("third")
    time.sleep(0.5)
    once(["before"], rep.texts(ticket), "the ticket while the channel is off")
    held = rep.send(ticket, "answer meanwhile")
    assert held["delivery"] == "held", held
    desk.set_active(True)
    until("all to arrive", lambda: rep.texts(ticket, "incoming") == ["before", "first", "second", "third"])
    until("the held answer", lambda: "answer meanwhile" in visitor.texts(".theirs"))
    until("the page to be open", lambda: visitor.state() == "on" and visitor.notice() == "")
    once(["before", "first", "second", "third"], visitor.texts(".mine"), "the page")
    time.sleep(0.5)
    once(["before", "first", "second", "third"], rep.texts(ticket, "incoming"), "the ticket")


def killed_web(desk, driver):
    """The adapter itself is killed and comes back: the page goes on, nothing lost, nothing doubled."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("before")
    ticket = rep.ticket_saying("before")
    desk.kill_web()
    visitor.say("meanwhile")
    until("the page to notice", lambda: "interrupted" in visitor.notice())
    assert rep.send(ticket, "answer meanwhile")["delivery"] == "queued"
    desk.start_web()
    until("the page to be back", lambda: visitor.notice() == "")
    until("all to arrive", lambda: sorted(rep.texts(ticket)) == ["answer meanwhile", "before", "meanwhile"])
    until("all to show", lambda: sorted(visitor.texts()) == ["answer meanwhile", "before", "meanwhile"])
    until("the answer to be read", lambda: rep.state_of(ticket, "answer meanwhile") == "read")


def too_fast(desk, driver):
    """More than the limit at once: the page waits, and all arrives once, in order."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    said = [f"line {number}" for number in range(25)]
    for line in said:
        visitor.say(line)
    ticket = rep.ticket_saying("line 0")
    until("all to arrive", lambda: rep.texts(ticket) == said, 40)
    until("all to be sent", lambda: visitor.mark("line 24") == "sent")
    once(said, visitor.texts(), "the page")
    visitor.run("document.getElementById('text').value = 'x'.repeat(4001); document.getElementById('text').dispatchEvent(new Event('input'))")
    assert visitor.run("return document.getElementById('send').disabled")
    assert visitor.run("return document.getElementById('counter').textContent") == "1 too many"


def embedded(desk, driver):
    """The widget in a page of another origin, opened by its button."""
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<h1>A shop</h1><script src="http://localhost:{desk.port}/embed.js" data-account="shop" defer></script>'.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    desk.end(desk.web, signal.SIGTERM)
    desk.options = ("--origin", f"http://localhost:{server.server_port}")
    desk.start_web()
    rep, visitor = Rep(desk.socket), driver.browser()
    visitor.go(f"http://localhost:{server.server_port}/")
    inside = "const root = document.body.lastElementChild.shadowRoot; return root && root.querySelector(arguments[0])"
    until("the button", lambda: visitor.run(inside, "button"))
    assert not visitor.run("return document.body.lastElementChild.shadowRoot.querySelector('iframe').src"), "loaded before it is wanted"
    visitor.run("document.body.lastElementChild.shadowRoot.querySelector('button').click()")
    visitor.post("/frame", id=visitor.run(inside, "iframe"))
    until("the widget to be open", lambda: visitor.state() == "on")
    visitor.say("from the widget")
    ticket = rep.ticket_saying("from the widget")
    rep.send(ticket, "to the widget")
    until("the answer in the widget", lambda: visitor.texts() == ["from the widget", "to the widget"])
    until("it to be read", lambda: rep.state_of(ticket, "to the widget") == "read")

    # Closed again: what comes is counted on the button, delivered but not read.
    visitor.post("/frame", id=None)
    visitor.run("document.body.lastElementChild.shadowRoot.querySelector('button').click()")
    rep.send(ticket, "while it is closed")
    until("the count on the button", lambda: visitor.run(inside, "span") and visitor.run("return document.body.lastElementChild.shadowRoot.querySelector('span').textContent") == "1")
    until("it to be delivered", lambda: rep.state_of(ticket, "while it is closed") == "delivered")
    visitor.run("document.body.lastElementChild.shadowRoot.querySelector('button').click()")
    until("it to be read", lambda: rep.state_of(ticket, "while it is closed") == "read")

    # A site that is not the chat's neighbour: browsers keep the cookie from its frame, and the page says so. And one that is not
    # allowed at all gets nothing to show.
    desk.end(desk.web, signal.SIGTERM)
    desk.options += ("--origin", f"http://127.0.0.1:{server.server_port}")
    desk.start_web()
    visitor.go(f"http://127.0.0.1:{server.server_port}/")
    until("the button", lambda: visitor.run(inside, "button"))
    visitor.run("document.body.lastElementChild.shadowRoot.querySelector('button').click()")
    visitor.post("/frame", id=visitor.run(inside, "iframe"))
    until("the page to ask for its cookie", lambda: "cookie" in visitor.notice())
    server.shutdown()


def strangers(desk, driver):
    """What another site, another visitor or a script may not do."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("mine")
    rep.ticket_saying("mine")
    cookies = driver.call("GET", visitor.path + "/cookie")
    cookie = next(c for c in cookies if c["name"] == "desk_visitor")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax", cookie

    session = visitor.run("return fetch('/session').then((answer) => answer.json())")
    other = visitor.run("return fetch('/session', { credentials: 'omit' }).then((answer) => answer.json())")
    assert session["thread"] != other["thread"] and cookie["value"] not in str(session)

    own = f"http://127.0.0.1:{desk.port}"
    head = {"Cookie": f"desk_visitor={cookie['value']}", "Origin": own, "X-Desk-Token": session["token"], "Content-Type": "application/json"}
    body = '{"account":"shop","key":"%s","text":"replayed"}' % ("0" * 32)

    def status(path, method="POST", leave=(), data=body, **fields):
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        headers = {name: value for name, value in {**head, **fields}.items() if name not in leave}
        request = urllib.request.Request(own + path, method=method, headers=headers, data=data.encode() if method == "POST" else None)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def piece(offset, total, name="1" * 32, data="hello", **fields):
        fields = {"Content_Type": "application/octet-stream", **fields}
        return status(f"/upload?account=shop&upload={name}&offset={offset}&total={total}", data=data, **fields)

    read = f"/history?account=shop&token={session['token']}"
    rows = [
        ("a replay", 200, status("/send")),
        ("the same again", 200, status("/send")),
        ("the same key, another text", 409, status("/send", data=body.replace("replayed", "changed"))),
        ("without the cookie", 403, status("/send", leave=["Cookie"])),
        ("without the token", 403, status("/send", leave=["X-Desk-Token"])),
        ("another visitor's token", 403, status("/send", X_Desk_Token=other["token"])),
        ("without the origin", 403, status("/send", leave=["Origin"])),
        ("another origin", 403, status("/send", Origin="http://evil.example")),
        ("a form", 415, status("/send", Content_Type="application/x-www-form-urlencoded")),
        ("another host", 421, status("/send", Host="evil.example")),
        ("no JSON", 400, status("/send", data="{")),
        ("a key twice in an object", 400, status("/send", data=body.replace("{", '{"text":"x",'))),
        ("an empty text", 400, status("/send", data=body.replace("replayed", "  "))),
        ("a long text", 400, status("/send", data=body.replace("replayed", "x" * 4001))),
        ("another account", 404, status("/send", data=body.replace("shop", "other"))),
        ("reading", 200, status(read, "GET")),
        ("reading without the cookie", 403, status(read, "GET", leave=["Cookie"])),
        ("reading without the token", 403, status("/history?account=shop", "GET")),
        ("listening without the token", 403, status("/events?account=shop", "GET")),
        ("a piece of a file", 200, piece(0, 10)),
        ("the piece behind it", 200, piece(5, 10)),
        ("a piece of nothing that was begun", 409, piece(5, 20, name="2" * 32)),
        ("a piece of another length in all", 409, piece(0, 10, name="3" * 32) and piece(5, 11, name="3" * 32)),
        ("a piece beyond the end", 400, piece(0, 3)),
        ("an empty piece", 400, piece(0, 3, data="")),
        ("a piece without the token", 403, piece(0, 10, leave=["X-Desk-Token"])),
        ("a piece of another visitor's", 403, piece(0, 10, X_Desk_Token=other["token"])),
        ("a piece from another origin", 403, piece(0, 10, Origin="http://evil.example")),
        ("a piece as a form", 415, piece(0, 10, Content_Type="multipart/form-data")),
        ("a piece that is too large", 413, piece(0, 300_000, data="x" * 200_000)),
        ("a file that is too large", 413, piece(0, (25 << 20) + 1)),
        ("a message with a file that nobody put here", 400, status("/send", data=body.replace('"text"', '"files":[{"blob":"%s"}],"text"' % ("a" * 64)))),
        ("a file of no message", 404, status(f"/file?account=shop&token={session['token']}&message=99&file=0", "GET")),
        ("a file without the cookie", 403, status(f"/file?account=shop&token={session['token']}&message=1&file=0", "GET", leave=["Cookie"])),
        ("a file", 404, status("/etc/passwd", "GET")),
        ("a way up", 400, status("/../../etc/passwd", "GET")),
    ]
    once([], [f"{what}: {found} instead of {wanted}" for what, wanted, found in rows if wanted != found], "statuses")
    until("the replay to show once", lambda: visitor.texts() == ["mine", "replayed"])


def several_accounts(desk, driver):
    """Each account has its own page, and a visitor is another one on each."""
    admin = Peer(desk.socket, "admin", "root")
    admin.ask("account.create", channel="webchat", account="blue", label="Blue", identifier={"kind": "opaque", "value": "blue"})
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url + "?account=shop")
    visitor.say("to the shop")
    visitor.open_chat(desk.url + "?account=blue")
    once([], visitor.texts(), "the other account's page")
    visitor.say("to blue")
    one, other = rep.ticket_saying("to the shop"), rep.ticket_saying("to blue")
    accounts = {t["ticket"]: (t["account"], t["thread"]) for t in rep.tickets()}
    assert accounts[one][0] == "shop" and accounts[other][0] == "blue" and accounts[one][1] != accounts[other][1], accounts
    visitor.go(desk.url + "?account=none")
    until("the page to say that there is none", lambda: "no chat" in visitor.notice())


def edited_look(desk, driver):
    """A page that is open takes what an admin edits: title, colours, hours; and what they wrote stays text."""
    admin = Peer(desk.socket, "admin", "root")
    hostile = "<b>Pots</b> & {greeting}"
    token = admin.ask("account.connect", channel="webchat", account="pots", values={"title": hostile, "colour": "#00aa00"})["token"]
    until("the page to be connected", lambda: admin.ask("connect.status", token=token)["state"] == "completed")
    visitor = driver.browser().open_chat(desk.url + "?account=pots")
    heading = lambda: visitor.run("return document.getElementById('title').textContent")
    colour = lambda: visitor.run("return getComputedStyle(document.querySelector('.badge')).backgroundColor")
    assert heading() == hostile and visitor.run("return document.querySelectorAll('h1 b').length") == 0
    until("the colour", lambda: colour() == "rgb(0, 170, 0)")

    answer = admin.ask("account.edit", account="pots", settings={"title": "Pans", "colour": "#ff0000", "hours": "Mon-Sun 00:00-00:01"})
    assert answer["type"] == "ok", answer
    until("the title to follow", lambda: heading() == "Pans" and visitor.run("return document.title") == "Pans")
    until("the colour to follow", lambda: colour() == "rgb(255, 0, 0)")
    presence = lambda: visitor.run("return document.getElementById('presence').textContent")
    if time.gmtime()[3:5] != (0, 0):
        until("the hours to show", lambda: presence().startswith("Closed now; we answer from ") and presence().endswith(" 00:00 (UTC)"))
    visitor.say("Written all the same")
    until("it to be sent", lambda: visitor.mark("Written all the same") == "sent")


scenarios = {
    action.__name__: action
    for action in (
        both_ways, reload, two_tabs, many_tabs, killed_broker, channel_off, killed_web, too_fast, embedded, strangers, several_accounts,
        edited_look, *contents.scenarios,
    )
}


def main():
    if len(sys.argv) < 2 or any(name not in scenarios for name in sys.argv[2:]):
        sys.exit(f"usage: {sys.argv[0]} BUILD-DIRECTORY [{' | '.join(scenarios)}]…")
    for name in sys.argv[2:] or scenarios:
        begin = time.monotonic()
        driver, desk = Driver(), None
        try:
            desk = Desk(sys.argv[1])
            scenarios[name](desk, driver)
            print(f"{name}: good, {time.monotonic() - begin:.1f} s")
        except Exception:
            if desk:
                print(desk.logs(), file=sys.stderr)
            for number, browser in enumerate(driver.browsers):
                try:
                    print(f"page {number}: {browser.run('return document.body.innerText')!r} {browser.console()}", file=sys.stderr)
                except Exception as error:
                    print(f"page {number}: {error}", file=sys.stderr)
            raise
        finally:
            driver.close()
            if desk:
                desk.close()


if __name__ == "__main__":
    main()
