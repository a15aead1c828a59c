#!/usr/bin/env python3
"""The pictures of the page in its README and the project's: a conversation with what it can hold, wide and as a phone has it.

    python3 Tests/Browser/pictures.py .build/debug adapters/webchat/Pictures
"""
import sys
import time

from contents import command, drop, send, wait_for_upload, write
from deskpeer import Desk, Peer, Rep, until
from webdriver import Driver


def jug():
    """A picture that is recognised as one: a jug, by rectangles."""
    import zlib
    width, height = 220, 150
    rows = []
    for y in range(height):
        row = bytearray(b"\xf3\xef\xe6" * width)
        for x in range(width):
            body, neck = 70 <= x < 150 and 50 <= y < 130, 85 <= x < 135 and 25 <= y < 50
            handle = 150 <= x < 175 and 60 <= y < 110 and not (150 <= x < 165 and 70 <= y < 100)
            crack = body and abs((x - 70) - (y - 50)) < 2
            if body or neck or handle:
                row[3 * x:3 * x + 3] = b"\xf3\xef\xe6" if crack else b"\x3a\x63\xa8"
        rows.append(b"\0" + bytes(row))
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


def story(desk, driver):
    admin = Peer(desk.socket, "admin", "root")
    assert admin.ask("rep.set", rep="ana", label="Ana")["type"] == "ok"
    rep, visitor = Rep(desk.socket), driver.browser().open_chat(desk.url)
    visitor.say("Hello! The blue jug came today, and it has a crack.")
    ticket = rep.ticket_saying("Hello! The blue jug came today, and it has a crack.")
    drop(visitor, "drop", "jug.png", "image/png", jug())
    wait_for_upload(visitor)
    send(visitor)
    until("the picture", lambda: len(rep.items(ticket)) == 2)
    command(desk, "react", str(ticket), "m1", "😮")
    command(desk, "reply", str(ticket), "--force", "I am sorry! We send you another one today, and you can keep this one.")
    command(desk, "reply", str(ticket), "--force", "--attach", write(desk, "Delivery 8831.pdf", b"%PDF-1.4\n" + b"0" * 48_000), "Here is its number.")
    until("the file", lambda: len(visitor.texts(".theirs")) == 2)
    visitor.say("Wonderful, thank you.")
    until("it to be sent", lambda: visitor.mark("Wonderful, thank you.") == "sent")
    rep.tell("viewing", ticket=ticket)
    until("it to be read", lambda: visitor.mark("Wonderful, thank you.") == "read")
    rep.tell("typing", ticket=ticket, on=True)
    until("Ana to type", visitor.is_typing_shown)
    return visitor


def main(build, place):
    driver, desk = Driver(), None
    try:
        desk = Desk(build)
        visitor = story(desk, driver)
        for name, width, height in [("page", 1000, 1000), ("phone", 500, 900)]:
            visitor.post("/window/rect", width=width, height=height)
            time.sleep(0.5)
            visitor.run("document.getElementById('scroller').scrollTop = 1e6; document.activeElement.blur()")
            time.sleep(0.3)
            visitor.picture(f"{place}/{name}.png")
    finally:
        driver.close()
        if desk:
            desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
