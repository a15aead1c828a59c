"""What is more than words, in a real browser against the real broker: files both ways, edits, deletions, reactions, quotes."""
import hashlib
import os
import subprocess
import time
import urllib.error
import urllib.request
import zlib

from deskpeer import Rep, until


def png(width, height):
    """A picture of one colour."""
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    rows = b"".join(b"\0" + b"\x43\x53\xc9" * width for _ in range(height))
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def command(desk, *words, code=0):
    done = subprocess.run(
        [desk.build + "/desk", "--socket", desk.socket, "--as", "ana", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "HOME": desk.directory}, timeout=60)
    assert done.returncode == code, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
    return done.stdout


def write(desk, name, data):
    path = f"{desk.directory}/{name}"
    with open(path, "wb") as file:
        file.write(data)
    return path


def saved(desk, ticket, name):
    """What the rep keeps of a ticket's file."""
    place = f"{desk.directory}/kept-{name}-{os.urandom(3).hex()}"
    command(desk, "save", str(ticket), name, place)
    with open(place, "rb") as file:
        return file.read()


def choose(visitor, path):
    visitor.post(f"/element/{visitor.element('#chooser')}/value", text=path)


def chips(visitor):
    return visitor.run("return [...document.querySelectorAll('.chip')].map((chip) => chip.className + ': ' + chip.querySelector('span').textContent)")


def wait_for_upload(visitor, count=1):
    until(f"{count} files to be there", lambda: len(chips(visitor)) == count and all(chip.startswith("chip done") for chip in chips(visitor)))


def send(visitor):
    until("the message to be sendable", lambda: not visitor.run("return document.getElementById('send').disabled"))
    visitor.click("#send")


def drop(visitor, kind, name, mime, data):
    """A file that is dropped on the page, or pasted into the line."""
    visitor.run(
        """
        const [kind, name, type, hex] = arguments;
        const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name, { type }));
        const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
        (kind === 'paste' ? document.getElementById('text') : document.body).dispatchEvent(event);
        """, kind, name, mime, data.hex())


def do(visitor, text, label):
    """Opens what can be done with a message of that text, and does it."""
    return visitor.run(
        """
        const [text, label] = arguments;
        const row = [...document.querySelectorAll('.message')].find((row) => row.querySelector('.words')?.textContent === text);
        row.querySelector('.more').click();
        [...row.querySelectorAll('.choose button')].find((button) => button.textContent === label || button.getAttribute('aria-label') === label).click();
        """, text, label)


def files_in(desk, driver):
    """A picture, a document and a voice message of a visitor's, shown to the rep and kept byte for byte."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    picture, document = png(40, 30), os.urandom(300_000)
    visitor.say("Look")
    ticket = rep.ticket_saying("Look")

    drop(visitor, "paste", "shot.png", "image/png", picture)
    wait_for_upload(visitor)
    visitor.type("This one")
    send(visitor)
    until("the picture on the page", lambda: visitor.run("const img = document.querySelector('.mine img.picture'); return img?.naturalWidth") == 40)
    until("the rep to have it", lambda: "This one" in rep.texts(ticket))
    found = next(item for item in rep.items(ticket) if item["text"] == "This one")["attachments"]
    assert [(file["name"], file["mime"], file["usage"], file["bytes"]) for file in found] == [("shot.png", "image/png", "image", len(picture))], found
    assert "shot.png" in command(desk, "attachments", str(ticket))
    assert saved(desk, ticket, "a1") == picture

    # Two at once, without words: chosen and dropped.
    choose(visitor, write(desk, "übersicht \"1\".pdf", b"%PDF-1.4\n" + document))
    wait_for_upload(visitor, 1)
    drop(visitor, "drop", "../../evil.sh", "text/x-sh", b"#!/bin/sh\n")
    wait_for_upload(visitor, 2)
    send(visitor)
    until("both with the rep", lambda: len(rep.items(ticket)) == 3)
    files = rep.items(ticket)[2]["attachments"]
    assert [file["name"] for file in files] == ["übersicht \"1\".pdf", "evil.sh"], files
    assert saved(desk, ticket, "a2") == b"%PDF-1.4\n" + document

    # A voice message, from a microphone that the browser makes up.
    visitor.click("#record")
    until("the recording", lambda: visitor.run("return document.getElementById('record').getAttribute('aria-pressed')") == "true")
    time.sleep(1.2)
    visitor.click("#record")
    wait_for_upload(visitor)
    send(visitor)
    until("the voice message with the rep", lambda: len(rep.items(ticket)) == 4)
    voice = rep.items(ticket)[3]["attachments"][0]
    assert voice["usage"] == "voice" and 500 < voice["durationMs"] < 10_000, voice
    assert hashlib.sha256(saved(desk, ticket, "a4")).hexdigest() == voice["blob"]
    assert "[voice " in command(desk, "open", str(ticket)), command(desk, "open", str(ticket))

    # Too large and empty ones are named, and hold nothing up once they are taken away.
    drop(visitor, "drop", "empty.txt", "text/plain", b"")
    until("the empty one to be refused", lambda: any("It is empty." in chip for chip in chips(visitor)))
    visitor.click(".chip button")
    visitor.say("That is all")
    until("the last", lambda: rep.texts(ticket)[-1] == "That is all")

    # All of it is there again after a reload and a restart of the chat.
    desk.kill_web()
    desk.start_web()
    visitor.reload()
    until("the conversation", lambda: len(visitor.texts()) == 5)
    until("the picture", lambda: visitor.run("return document.querySelector('.mine img.picture')?.naturalWidth") == 40)
    assert visitor.run("return document.querySelectorAll('.mine audio').length") == 1
    assert [line for line in visitor.console() if "Security" in line or "Uncaught" in line] == [], visitor.console()


def files_out(desk, driver):
    """A rep's picture is shown, a rep's file is had byte for byte, and by this visitor only."""
    rep, visitor, other = Rep(desk.socket), driver.browser().open_chat(desk.url), driver.browser().open_chat(desk.url)
    visitor.say("Do you have a list?")
    other.say("Hello")
    ticket = rep.ticket_saying("Do you have a list?")
    data, picture = b"<script>alert(1)</script>" + os.urandom(500_000), png(64, 48)
    page = b"<html><script>parent.owned = 1</script></html>"
    command(
        desk, "reply", str(ticket), "--force", "--attach", write(desk, "prices 2026 ü.bin", data), "--attach", write(desk, "one.png", picture),
        "--attach", write(desk, "page.html", page), "Here it is.")
    until("the picture", lambda: visitor.run("return document.querySelector('.theirs img.picture')?.naturalWidth") == 64)
    link = visitor.run("const file = document.querySelector('.theirs a.file'); return [file.href, file.download, file.querySelector('.file-name').textContent]")
    assert link[1:] == ["prices 2026 ü.bin"] * 2, link
    fetched = visitor.run(
        "return fetch(arguments[0]).then((answer) => answer.arrayBuffer()).then((data) => crypto.subtle.digest('SHA-256', data))"
        ".then((sum) => [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))", link[0])
    assert fetched == hashlib.sha256(data).hexdigest()

    cookie = next(c for c in visitor.driver.call("GET", visitor.path + "/cookie") if c["name"] == "desk_visitor")["value"]
    wrong = next(c for c in other.driver.call("GET", other.path + "/cookie") if c["name"] == "desk_visitor")["value"]

    def get(cookie, address=link[0]):
        request = urllib.request.Request(address, headers={"Cookie": f"desk_visitor={cookie}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {}, b""

    status, head, body = get(cookie)
    assert status == 200 and body == data
    assert head["Content-Disposition"] == "attachment; filename=\"prices 2026 __.bin\"; filename*=UTF-8''prices%202026%20%C3%BC.bin", head
    assert head["X-Content-Type-Options"] == "nosniff" and "sandbox" in head["Content-Security-Policy"], head
    # A page of somebody's is for keeping, whatever it is called.
    third = link[0].replace("file=0", "file=2")
    status, head, body = get(cookie, third)
    assert body == page and head["Content-Type"] == "application/octet-stream" and head["Content-Disposition"].startswith("attachment"), head
    assert get(wrong)[0] == 403 and get(cookie, link[0].replace("file=0", "file=7"))[0] == 404
    # The other visitor's own token and cookie lead to none of it.
    session = other.run("return fetch('/session').then((answer) => answer.json())")
    query = link[0].split("?")[1].split("&")
    stolen = "&".join("token=" + session["token"] if part.startswith("token=") else part for part in query)
    assert get(wrong, link[0].split("?")[0] + "?" + stolen)[0] == 404


def amended(desk, driver):
    """Edits, deletions, reactions and quotes, both ways; there again after a reload."""
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("The jug is broken")
    ticket = str(rep.ticket_saying("The jug is broken"))
    command(desk, "reply", ticket, "--force", "Which one?")
    until("the question", lambda: "Which one?" in visitor.texts(".theirs"))

    # The rep's.
    command(desk, "edit", ticket, "m2", "Which jug?")
    until("the edit", lambda: visitor.texts(".theirs") == ["Which jug?"])
    assert visitor.run("return document.querySelector('.theirs .edited').textContent") == "edited"
    command(desk, "react", ticket, "m1", "👍")
    until("the reaction", lambda: visitor.run("return [...document.querySelectorAll('.mine .reactions span')].map((sign) => sign.textContent)") == ["👍"])
    visitor.say("And it came late")
    until("the next", lambda: "And it came late" in rep.texts(int(ticket)))
    command(desk, "reply", ticket, "m1", "--force", "We are sorry.")
    until("the quote", lambda: visitor.run("return [...document.querySelectorAll('.theirs blockquote')].map((quote) => quote.textContent)") == ["The jug is broken"])

    # The visitor's: answered, reacted to, edited.
    words = lambda: visitor.run("return [...document.querySelectorAll('.message .words')].map((words) => words.textContent)")
    do(visitor, "Which jug?", "Reply")
    visitor.say("The blue one")
    until("the answer", lambda: "The blue one" in rep.texts(int(ticket)))
    answer = next(item for item in rep.items(int(ticket)) if item["text"] == "The blue one")
    question = next(item for item in rep.items(int(ticket)) if item["text"].startswith("Which"))
    assert answer["replyTo"]["message"] == question["message"], answer
    do(visitor, "We are sorry.", "React with ❤️")
    until("the visitor's reaction", lambda: "❤️" in command(desk, "open", ticket))
    do(visitor, "The blue one", "Edit")
    assert visitor.run("return document.getElementById('text').value") == "The blue one"
    visitor.run("document.getElementById('text').value = ''; document.getElementById('text').dispatchEvent(new Event('input'))")
    visitor.say("The blue one, with the lid")
    until("the edit with the rep", lambda: "The blue one, with the lid" in command(desk, "open", ticket))
    until("the edit on the page", lambda: "The blue one, with the lid" in words() and "The blue one" not in words())

    # Deleted, by either side.
    visitor.say("My card is 4111 1111")
    until("the slip", lambda: "My card is 4111 1111" in words() and visitor.mark("My card is 4111 1111") in ("sent", "read"))
    do(visitor, "My card is 4111 1111", "Delete")
    until("it to be gone", lambda: "My card is 4111 1111" not in words() and "Deleted" in visitor.texts(".mine"))
    until("the rep to see that", lambda: "[deletes m10]" in command(desk, "open", ticket))
    command(desk, "delete", ticket, "m6")
    until("the rep's to be gone", lambda: "Deleted" in visitor.texts(".theirs"))

    before = visitor.texts()
    desk.kill_web()
    desk.start_web()
    visitor.reload()
    until("the same again", lambda: visitor.texts() == before)
    # Nobody changes what others said.
    refused = visitor.run(
        """return fetch('/session').then((answer) => answer.json()).then((session) => fetch('/send', { method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Desk-Token': session.token },
          body: JSON.stringify({ account: session.account, key: '0'.repeat(32), text: 'x', kind: 'edit', target: arguments[0] }) }))
          .then((answer) => answer.status)""", question["message"])
    assert refused == 400, refused


def large_file(desk, driver):
    """25 MB go up while somebody else talks, and nobody waits for it."""
    rep, visitor, other = Rep(desk.socket), driver.browser().open_chat(desk.url), driver.browser().open_chat(desk.url)
    visitor.say("A large one")
    other.say("A small one")
    ticket, small = rep.ticket_saying("A large one"), rep.ticket_saying("A small one")
    data = os.urandom(1 << 20) * 25
    choose(visitor, write(desk, "film.bin", data))
    until("it to be under way", lambda: chips(visitor) and not chips(visitor)[0].startswith("chip done") and " 0 %" not in chips(visitor)[0])
    slowest = 0
    for number in range(10):
        begin = time.monotonic()
        rep.send(small, f"Answer {number}")
        until("the answer", lambda: f"Answer {number}" in other.texts(".theirs"))
        slowest = max(slowest, time.monotonic() - begin)
    until("all of it to be there", lambda: chips(visitor) and chips(visitor)[0].startswith("chip done"), 60)
    send(visitor)
    until("the file with the rep", lambda: any(item.get("attachments") for item in rep.items(ticket)))
    assert saved(desk, ticket, "a1") == data
    print(f"25 MB went up; the slowest answer beside it took {slowest * 1000:.0f} ms")
    # One byte more is refused before anything goes up.
    choose(visitor, write(desk, "larger.bin", data + b"x"))
    until("the larger one to be refused", lambda: any("more than 25 MB" in chip for chip in chips(visitor)))


scenarios = (files_in, files_out, amended, large_file)
