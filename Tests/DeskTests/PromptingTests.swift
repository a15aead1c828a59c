import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What a rep makes of the prompt, and how it calls them.
@Suite(.serialized)
struct PromptingTests {
    private func attach(_ office: Office, _ environment: [String] = []) throws -> DeskTerminal {
        let terminal = try DeskTerminal(office, environment: ["TERM=xterm-256color", "PATH=/usr/bin:/bin"] + environment)
        #expect(try terminal.wait(for: "Connected to"))
        return terminal
    }

    private func write(_ text: String, to path: String, permissions: UInt32 = 0o600) throws {
        let bytes = Array(text.utf8)
        try File(path, .replace, permissions: permissions).descriptor.writeAll(bytes.span)
    }

    private func read(_ path: String) -> String {
        let bytes = try? File(path, .read).descriptor.readAll(bytesMax: 1 << 16)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    private func wait(until isSo: () -> Bool) -> Bool {
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while MonotonicTime.now < end {
            if isSo() { return true }
            _ = try? PseudoTerminal().terminal.waitReadable(milliseconds: 20)
        }
        return false
    }

    private func type(_ lines: [String], to terminal: DeskTerminal) throws {
        for line in lines {
            try terminal.type(line + "\r")
            try terminal.listen(milliseconds: 60)
        }
    }

    @Test("the rc file is said at the start, and what it says holds: settings, a prompt of one's own, words of one's own")
    func startingFile() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let config = office.broker.directory + "/config"
        try Directory.create(config)
        try Directory.create(config + "/desk")
        try write(
            "# mine\nset prompt \"%t/%w/%c/%s/%u%% \"\nalias thanks reply +closed Many thanks\nset notify off\n", to: config + "/desk/rc")
        let terminal = try attach(office, ["XDG_CONFIG_HOME=\(config)"])
        try type(["open 1"], to: terminal)
        #expect(try terminal.wait(for: "1/maria/web/new/0% "), "\(terminal.text.suffix(300))")
        try type(["thanks for asking"], to: terminal)
        #expect(try terminal.wait(for: "1/maria/web/closed/0% "))
        #expect(try office.desk(["open", "1", "--json"]).objects.last?["text"]?.string == "Many thanks for asking")
        #expect(!terminal.text.contains("\u{1B}[?1004h\u{1B}[?1004h"))
        try type(["set quiet 25:00-7"], to: terminal)
        #expect(try terminal.wait(for: "quiet is HH:MM-HH:MM, not '25:00-7'"))
        try type(["set promt x"], to: terminal)
        #expect(try terminal.wait(for: "there is no setting promt; did you mean prompt?"))
        try type(["alias inbox who"], to: terminal)
        #expect(try terminal.wait(for: "inbox is a verb already"))
        try type(["set prompt default", "history thanks"], to: terminal)
        #expect(try terminal.wait(for: "1 maria@web closed> "))
        #expect(try terminal.wait(for: "thanks for asking"))
    }

    @Test("a status that asks for properties has them asked for, a wrong answer again; meanwhile the reply waits as a draft")
    func requiredProperties() throws {
        let office = try Office()
        try office.say("maria", "Where is my parcel?")
        let admin = try office.broker.attach(as: "admin", "root")
        _ = try admin.ask(##""type":"property.set","property":"reason","label":"Reason","kind":"enum","options":["late","broken"]"##)
        _ = try admin.ask(##""type":"property.set","property":"refund","label":"Refund","kind":"number""##)
        let open = ["new", "waiting-contact", "waiting-us"].map { ##"{"status":"\##($0)","open":true},"## }.joined()
        let statuses = "[" + open + ##"{"status":"closed","open":false,"required":["reason","refund"]}]"##
        _ = try admin.ask(##""type":"pipeline.set","pipeline":"support","label":"Support","statuses":"## + statuses)
        let terminal = try attach(office)
        try type(["open 1", "reply +closed It comes tomorrow."], to: terminal)
        #expect(try terminal.wait(for: "Reason (late, broken): "), "\(terminal.text.suffix(400))")
        try type(["brokn"], to: terminal)
        #expect(try terminal.wait(for: "reason cannot be brokn; did you mean broken?"))
        try type([""], to: terminal)
        #expect(try terminal.wait(for: "Nothing was sent; `draft` brings it back."))
        #expect(try terminal.wait(for: "1 maria@web new> "))
        terminal.forget()
        try type(["draft"], to: terminal)
        #expect(try terminal.wait(for: "reply +closed It comes tomorrow."))
        try type([""], to: terminal)
        #expect(try terminal.wait(for: "Reason (late, broken): "))
        try type(["late"], to: terminal)
        #expect(try terminal.wait(for: "Refund (a number): "))
        try type(["12.50"], to: terminal)
        #expect(try terminal.wait(for: "1 maria@web closed> "), "\(terminal.text.suffix(400))")
        let lines = try office.desk(["open", "1", "--json"]).objects
        #expect(lines.last?["text"]?.string == "It comes tomorrow.")
        #expect(lines.first?["properties"]?["refund"]?.raw.elementsEqual("12.50".utf8) == true, "\(lines)")
        #expect(try office.desk(["status", "1", "new"]).code == 0)
        let refused = try office.desk(["status", "1", "closed", "--set", "reason=lost"])
        #expect(refused.code == 64 && refused.errors.contains("it is one of late, broken"), "\(refused.errors)")
    }

    @Test("a ticket that is snoozed is left out by next until the contact speaks, and prev goes back to what was open")
    func snoozing() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        try office.say("max", "Good day")
        let terminal = try attach(office)
        // What others do counts here as well.
        _ = try office.desk(["snooze", "1", "2h"])
        #expect(try terminal.wait(for: "ana [1]> ") && terminal.text.contains("snooze 1 by "), "\(terminal.text.suffix(300))")
        terminal.forget()
        _ = try office.desk(["snooze", "1", "off"])
        #expect(try terminal.wait(for: "ana [2]> ") && terminal.text.contains("back 1, its snooze is over"))
        try type(["open 1", "snooze soon"], to: terminal)
        #expect(try terminal.wait(for: "snooze: 'soon' is no moment"))
        try type(["snooze until-reply"], to: terminal)
        #expect(try terminal.wait(for: "1 is snoozed until the contact says something. snooze 1 off"))
        #expect(try terminal.wait(for: "1 maria@web new [1]> "))
        try type(["next"], to: terminal)
        #expect(try terminal.wait(for: "next: 2, nobody's"), "\(terminal.text.suffix(300))")
        terminal.forget()
        try type(["next"], to: terminal)
        #expect(try terminal.wait(for: "Nothing else needs you."), "\(terminal.text.suffix(300))")
        terminal.forget()
        try type(["prev"], to: terminal)
        #expect(try terminal.wait(for: "-- snoozed until the contact says something"), "\(terminal.text.suffix(300))")
        try type(["prev"], to: terminal)
        #expect(try terminal.wait(for: "prev: no other ticket was open before"))
        #expect(try office.desk(["inbox", "is:snoozed", "--plain"]).output.hasPrefix("snoozed\t1\t"))
        terminal.forget()
        try office.say("maria", "Anybody?")
        #expect(try terminal.wait(for: "Anybody?"))
        try type(["back", "next"], to: terminal)
        #expect(try terminal.wait(for: "next: "))
        #expect(try office.desk(["snooze", "1", "2h"]).output.hasPrefix("1 is snoozed until 20"))
        #expect(try office.desk(["snooze", "1", "off"]).output == "1 is snoozed no more.\n")
        #expect(try office.desk(["snooze", "1", "off"]).output.hasPrefix("Nothing was changed"))
        #expect(try office.desk(["inbox", "is:snoozed"]).output.isEmpty)
    }

    @Test("a list says which promise is nearly over")
    func lateness() throws {
        let office = try Office()
        _ = try office.desk(["sla", "set", "quick", "--first-reply", "1m", "--due-soon", "1m"])
        try office.say("maria", "Hello?")
        #expect(wait { (try? office.desk(["inbox", "--json"]).output.contains("due_soon")) ?? false })
        let terminal = try attach(office)
        try type(["inbox"], to: terminal)
        #expect(try terminal.wait(for: "new due soon  -"), "\(terminal.text.suffix(300))")
        #expect(try office.desk(["inbox", "--plain"]).output.hasSuffix("\tnew\t-\n"))
    }

    @Test("verbs may be said as to a shell, whois is of the open ticket, and help's rows are no longer than the terminal is wide")
    func asToAShell() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try attach(office)
        try type(["desk whois"], to: terminal)
        #expect(try terminal.wait(for: "whois: which ticket?"))
        try type(["desk next", "desk whois"], to: terminal)
        #expect(try terminal.wait(for: "opaque:maria"))
        terminal.forget()
        try type(["help pipeline"], to: terminal)
        #expect(try terminal.wait(for: "read it from this file, as JSON"))
        let rows = terminal.text.split(whereSeparator: \.isNewline).filter { !$0.utf8.contains(0x1B) }
        #expect(rows.count > 15 && rows.allSatisfy { $0.utf8.count < 80 }, "\(rows)")
        #expect(rows.contains("  --require STATUS=PROPERTIES") && rows.contains("                           lets them"), "\(rows)")
    }

    @Test("a file of verbs ends at the first line that fails, unless it is told to go on, and so it does in a script")
    func files() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let path = office.broker.directory + "/verbs"
        try write("open 1\nnote first\nnonsense\nnote second\n", to: path)
        let terminal = try attach(office)
        try type(["source \(path)"], to: terminal)
        #expect(try terminal.wait(for: "verbs: line 3 failed, and the rest was not run"), "\(terminal.text.suffix(400))")
        try type(["set onerror go", "source \(path)"], to: terminal)
        #expect(wait { ((try? office.desk(["open", "1", "--json"]).objects.count) ?? 0) == 5 })
        let script = try office.desk([], input: "source \(path)\nnote third\n")
        #expect(script.code == 64 && script.errors.contains("no verb nonsense"), "\(script.errors)")
        try write("source \(path)\n", to: path)
        #expect(try office.desk([], input: "source \(path)\n").errors.contains("more than 8 deep"))
    }

    @Test("who looks elsewhere is called once for what comes together, by what the terminal knows, and a half-typed line stays")
    func calling() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let log = office.broker.directory + "/called"
        let hook = office.broker.directory + "/hook"
        try write("#!/bin/sh\necho \"$DESK_TOPIC $DESK_TICKET $DESK_TITLE $DESK_BODY\" >>\(log)\n", to: hook, permissions: 0o700)
        let terminal = try attach(office, ["TERM_PROGRAM=WezTerm"])
        try type(["take 1", "notify team", "set notify-command \(hook)"], to: terminal)
        try terminal.type("\u{1B}[Or half a")
        try terminal.listen(milliseconds: 100)
        try office.say(name: "maria;\u{07}\u{1B}]52;c;x", thread: "maria", text: "secret words")
        try office.say("jo", "page is blank")
        #expect(try terminal.wait(for: "\u{1B}]777;notify;"), "\(terminal.text.suffix(500))")
        try terminal.listen(milliseconds: 2_000)
        let calls = terminal.text.components("\u{1B}]777;")
        #expect(calls.count == 2 && calls[1].contains(" and 1 more;"), "\(calls.count)")
        #expect(!calls[1].contains("secret words;") && !calls[1].contains("\u{1B}]52"))
        #expect(wait { read(log).split(separator: "\n").count == 1 })
        #expect(!read(log).contains("secret"))
        try terminal.type(" line\r")
        #expect(try terminal.wait(for: "open one, or name it"))
        terminal.forget()
        try terminal.type("\u{1B}[I")
        try office.say("kim", "anybody?")
        try terminal.listen(milliseconds: 2_000)
        #expect(!terminal.text.contains("\u{1B}]777;"), "who looks has seen it")
        try type(["notify off 30m"], to: terminal)
        #expect(try terminal.wait(for: "Quiet until "))
        try terminal.type("\u{1B}[O")
        try office.say("lee", "anybody?")
        try terminal.listen(milliseconds: 2_000)
        #expect(!terminal.text.contains("\u{1B}]777;"))
    }

    @Test("the window's title counts what waits, and is given back")
    func titles() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try attach(office)
        #expect(try terminal.wait(for: "\u{1B}[22;2t\u{1B}]2;desk (1)\u{1B}\\") || terminal.text.contains("]2;desk (1)"))
        try type(["set title off"], to: terminal)
        #expect(try terminal.wait(for: "\u{1B}[23;2t"))
        try type(["quit"], to: terminal)
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)
    }

    @Test("a long ticket is read in a pager that may run nothing, and comes out whole without one")
    func paging() throws {
        let office = try Office()
        for number in 1...60 { try office.say("maria", "line number \(number)") }
        let pager = office.broker.directory + "/pager"
        try write("#!/bin/sh\necho \"PAGER $LESSSECURE $(grep -c 'line number')\"\n", to: pager, permissions: 0o700)
        let terminal = try attach(office, ["PAGER=\(pager)"])
        try type(["thread 1 -a"], to: terminal)
        #expect(try terminal.wait(for: "PAGER 1 61"), "\(terminal.text.suffix(300))")
        try type(["set pager cat", "thread 1 -a"], to: terminal)
        #expect(try terminal.wait(for: "line number 1\r\n"))
        #expect(try office.desk(["thread", "1", "--all"]).lines.count == 60)
        #expect(try office.desk(["t", "1"]).lines.count == 20)
    }

    @Test("an address that is broken over rows is one link to what is read, unless that is unwanted")
    func links() throws {
        let office = try Office()
        let address = "https://example.org/" + (0..<30).map { "part\($0)" }.joined(separator: "/")
        try office.say("maria", "See \(address) please")
        let terminal = try attach(office)
        try type(["open 1"], to: terminal)
        #expect(try terminal.wait(for: "please"))
        #expect(terminal.text.components(";\(address)\u{1B}\\").count == 4, "\(terminal.text.suffix(900))")
        let plain = try attach(office, ["NO_HYPERLINKS=1"])
        try type(["open 1"], to: plain)
        #expect(try plain.wait(for: "please"))
        #expect(!plain.text.contains("\u{1B}]8;"))
    }

    @Test("Tab knows settings, their values, aliases and files")
    func completing() throws {
        let office = try Office()
        let terminal = try attach(office)
        try terminal.type("set notify-wh\t")
        #expect(try terminal.wait(for: "set notify-when "))
        try terminal.type("al\t\r")
        #expect(try terminal.wait(for: "notify-when always"))
        try terminal.type("source \(office.broker.directory)/bus.s\t")
        #expect(try terminal.wait(for: "/bus.sock"))
    }
}

extension String {
    /// Cut at each `separator`.
    fileprivate func components(_ separator: String) -> [String] {
        var (parts, rest) = ([String](), Array(utf8)[...])
        let wanted = Array(separator.utf8)
        var part: [UInt8] = []
        while !rest.isEmpty {
            if rest.starts(with: wanted) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                rest = rest.dropFirst(wanted.count)
            } else {
                part.append(rest.removeFirst())
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }
}
