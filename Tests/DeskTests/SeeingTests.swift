import DeskSystem
import DeskTesting
import DeskWire
import FoundationEssentials
import Testing

/// What `desk` shows of a running desk: status, metrics, traces, taps.
@Suite("Seeing what happens", .serialized)
struct SeeingTests {
    @Test("status tells what waits and why, and what needs attention first")
    func status() throws {
        let office = try Office()
        try office.say("maria", "Is the blue one back?")
        let calm = try office.desk(["status"])
        #expect(calm.code == 0 && calm.errors.isEmpty)
        #expect(calm.lines.map { $0.split(separator: "\t")[0] } == ["broker", "journal", "sessions", "tickets", "web", "first"])
        #expect(calm.output.contains("\tdeskd/0.1, process \(office.broker.identifier ?? 0), up "))
        #expect(calm.output.contains(", at \(office.broker.socket)\n"))
        #expect(calm.output.contains("sessions\t1 adapter, 1 rep, "))
        #expect(calm.output.contains("tickets\t1 open (1 new)\n"))
        #expect(calm.output.contains("web\there, 1 account: 0 queued, 0 held, 0 unknown, 0 failed\n"))
        #expect(calm.output.hasSuffix("first\t1 ticket waits for us: desk next\n"))
        _ = try office.desk(["--as", "root", "channel", "off", "shop"])
        _ = try office.desk(["reply", "1", "--force", "Yes."])
        let held = try office.desk(["status"])
        #expect(held.output.contains("web\there, 1 account, OFF: 0 queued, 1 held, 0 unknown, 0 failed, oldest waits 0s\n"))
        #expect(held.output.hasSuffix("first\t1 reply held on web, which is off: desk channel list, then desk channel on ACCOUNT\n"))
        let json = try #require(try office.desk(["status", "--json"]).objects.first)
        #expect(json["channels"]?.elements.first?["held"]?.integer == 1 && json["well"]?.bool == false)
        #expect(json["synced"]?.string?.hasSuffix("Z") == true && json["socket"]?.string == office.broker.socket)
    }

    @Test("a channel that nobody can write to, and a configuration that was refused, need attention")
    func closed() throws {
        let office = try Office()
        #expect(try office.desk(["status"]).output.hasSuffix("first\tnothing needs attention\n"))
        _ = try office.desk(["--as", "root", "channel", "off", "shop"])
        let off = "first\tweb is off, so nobody can write there: desk channel list, then desk channel on ACCOUNT\n"
        #expect(try office.desk(["status"]).output.hasSuffix(off))
        let guest = try office.broker.connect()
        _ = try guest.attachAdapter("chat")
        let bare = "first\tchat is connected and has no account yet: desk channel connect chat\n"
        #expect(try office.desk(["status"]).output.hasSuffix(bare))
        withExtendedLifetime(guest) {}
    }

    // From a review: a visitor of the web page who gave no name was 32 digits wide, and pushed the subject out of the row.
    @Test("who gave no name and is known by something that no one reads has a short one, for people and not for programs")
    func nameless() throws {
        let office = try Office()
        let (first, second) = ("83a1b2c3" + String(repeating: "0", count: 24), "83a1b2c3" + String(repeating: "1", count: 24))
        for (key, who) in [("1", first), ("2", second), ("3", "bo"), ("4", "49151123456789012345@s.whatsapp.example")] {
            let thread = key == "2" ? first : who
            _ = try office.visitors.ask(
                #""type":"publish","account":"shop","key":"\#(key)","thread":"\#(thread)","from":{"kind":"opaque","value":"\#(who)"},"#
                    + #""text":"Hello?","at":"2026-11-22T14:48:00Z""#)
        }
        #expect(try office.desk(["inbox"]).output.contains("\t\(first)\t"), "programs get all of it")
        #expect(try office.desk(["inbox", "--json"]).objects.contains { $0["identifier"]?["value"]?.string == first })
        let terminal = try DeskTerminal(office, ["inbox"])
        #expect(try terminal.wait(for: "4915"))
        #expect(try terminal.wait(for: "need you") || terminal.text.contains("visitor 83a1b2c3 "), "\(terminal.text)")
        #expect(terminal.text.contains("visitor 83a1b2c3 ") && !terminal.text.contains(first) && terminal.text.contains(" bo "))
        let page = try DeskTerminal(office, ["open", "1"])
        #expect(try page.wait(for: "(seen "))
        #expect(page.text.contains("from visitor 83a1b2c3, ") && !page.text.contains(first), "\(page.text)")
        #expect(page.text.contains("from \(second), "), "somebody else is told from the ticket's contact")
    }

    @Test("ten lines are enough for a hundred channels, those in trouble first")
    func manyChannels() throws {
        let office = try Office()
        for index in 0..<100 { _ = try office.broker.connect().attachAdapter("c\(index)") }
        let guest = try office.broker.connect()
        _ = try guest.attachAdapter("zulu")
        let lines = try office.desk(["status"]).lines
        #expect(lines.count == 10)
        #expect(lines[4].hasPrefix("c0\tAWAY, 0 accounts") && lines[8].contains("more channels"), "\(lines)")
        #expect(lines[9] == "first\tthe adapter of c0 is away: start it")
    }

    @Test("where no broker answers it says which socket was tried and what to do, and ends with 69")
    func absence() throws {
        let office = try Office()
        let nobody = office.broker.directory + "/nobody.sock"
        let absent = try office.desk(["status"], socket: nobody)
        #expect(absent.code == 69 && absent.output.isEmpty)
        #expect(absent.errors.contains("no broker at \(nobody): start it with `deskd --data DIR --socket \(nobody)`"))
        office.broker.signal(19)
        defer { office.broker.signal(18) }
        let silent = try office.desk(["status"])
        #expect(silent.code == 69 && silent.errors.contains("the broker at \(office.broker.socket) does not answer"))
    }

    @Test("a text file of metrics is whole or is not there")
    func textFile() throws {
        let office = try Office()
        let directory = office.broker.directory + "/collector"
        try Directory.create(directory)
        let shown = try office.desk(["metrics"])
        #expect(shown.code == 0)
        #expect(try ExpositionText(shown.output).value("desk_channel_up", ["channel": "web"]) == 1)
        for _ in 0..<2 { #expect(try office.desk(["metrics", "--textfile", directory]).code == 0) }
        #expect(try Directory.names(in: directory) == ["desk.prom"])
        let file = try File(directory + "/desk.prom", .read)
        let text = String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
        #expect(try ExpositionText(text).value("desk_frames_total", ["dir": "in", "kind": "metrics"]) == 3)
        #expect(PathFacts(at: directory + "/desk.prom").map { $0.permissions & 0o444 } == 0o444, "whoever collects it is another user")
        let lost = try office.desk(["metrics", "--textfile", directory + "/nowhere"])
        #expect(lost.code == 74 && lost.errors.contains("cannot be written"))
    }

    @Test("a message is traced by its number or its line, to what it waits for")
    func trace() throws {
        let office = try Office()
        let incoming = try office.say("maria", "Is the blue one back?")
        let came = try office.desk(["trace", "\(incoming)"])
        let steps = came.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        #expect(steps.map { $0[0] } == ["received", "stored", "threaded"])
        #expect(steps.map { $0[3] } == ["from adapter web", "entry 3, synced", "a new thread, opens ticket 1"])
        #expect(steps.allSatisfy { Timestamps.isMoment($0[1]) })
        _ = try office.desk(["--as", "root", "channel", "off", "shop", "--reason", "stocktaking"])
        _ = try office.desk(["reply", "1", "--force", "Yes."])
        let held = try office.desk(["trace", "1", "m2"])
        #expect(held.output.contains("\nheld\t") && held.output.contains("by rep ana\n"))
        #expect(held.lines.last?.hasPrefix("waits\t") == true)
        let rows = held.lines.map { $0.split(separator: "\t").map(String.init) }
        let (waits, before) = (try #require(rows.last), try #require(rows.dropLast().last))
        // The channel was off before there was a reply to wait, which began to wait when it was there.
        #expect(waits.dropFirst().first == before.dropFirst().first && waits.dropFirst(2).first == "0", "\(held.output)")
        #expect(held.lines.last?.hasSuffix("\tchannel off by admin root (stocktaking); `desk channel on shop`") == true, "\(held.output)")
        #expect(try office.desk(["trace", "1", "m2", "--json"]).objects.first?["waits"]?["for"]?.string == "channel_off")
        #expect(try office.desk(["trace", "99"]).code == 1)
        #expect(try office.desk(["trace", "soon"]).code == 64)
        let spoken = try office.desk(["trace", "\(incoming)"], environment: ["TERM=xterm", "ACCESSIBLE=1"])
        #expect(spoken.code == 0)
    }

    @Test("a tap shows live frames of whom and what was asked for, as JSON lines without anybody's words")
    func tap() throws {
        let office = try Office()
        let output = try File(office.broker.directory + "/tapped", .create)
        let tap = try ChildProcess(
            try Programs.path("desk"), ["--socket", office.broker.socket, "--as", "root", "tap", "--type", "publish", "--peer", "web"],
            environment: ["PATH=/usr/bin:/bin"], descriptors: [1: output.descriptor.number, 2: output.descriptor.number])
        defer { tap.signal(9) }
        func lines() throws -> [Substring] {
            String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self).split(separator: "\n")
        }
        let end = MonotonicTime.now.advanced(milliseconds: 20_000)
        while try lines().isEmpty, MonotonicTime.now < end {
            _ = try office.desk(["inbox"])
            try office.say("maria", "A word of mine")
        }
        let tapped = try #require(try lines().first.map { try JSONDocument(parsing: Array($0.utf8)).root })
        #expect(tapped["direction"]?.string == "in" && tapped["peer"]?["name"]?.string == "web")
        #expect(tapped["frame"]?["text"]?.string == "(14 bytes)" && tapped["frame"]?["thread"]?.string == "maria")
        #expect(try lines().allSatisfy { $0.contains(#""type":"publish""#) && !$0.contains("of mine") })
    }

    @Test("frames made by hand go through socat and come back as lines, as Protocol.md shows")
    func byHand() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/DeskWire/DeskWire.docc/Protocol.md")
        let blocks = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n```\n")
        let example = try #require(blocks.first { $0.contains("| desk frame unpack") })
        let office = try Office()
        let output = try File(office.broker.directory + "/socat", .create)
        let desk = try Programs.path("desk")
        let shell = try ChildProcess(
            "/bin/bash", ["-c", example],
            environment: ["PATH=\(desk.dropLast("/desk".utf8.count)):/usr/bin:/bin", "SOCKET=\(office.broker.socket)"],
            descriptors: [1: output.descriptor.number, 2: output.descriptor.number])
        #expect(try shell.wait(milliseconds: 20_000) == .exited(0))
        let lines = String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self).split(separator: "\n")
        let objects = lines.compactMap { try? JSONDocument(parsing: Array($0.utf8)).root }
        #expect(objects.compactMap { $0["type"]?.string } == ["welcome", "ok"], "\(lines)")
        #expect(objects.last?["epoch"]?.string?.utf8.count == 32)
    }
}

enum Timestamps {
    static func isMoment(_ text: String) -> Bool { text.utf8.count == 24 && text.hasSuffix("Z") && text.hasPrefix("20") }
}
