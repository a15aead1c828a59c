import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("Adapters that the broker keeps running", .serialized)
struct SupervisionTests {
    static let echo = "[adapter echo]\n"

    static func double(_ name: String, _ mode: String? = nil, _ more: String = "") -> String {
        "[adapter \(name)]\ncommand = DOUBLE\narguments = \(mode ?? name) \(name)\n\(more)\n"
    }

    @Test(
        "an adapter finds what it needs and nothing else: five descriptors, a short environment, no signal blocked", .timeLimit(.minutes(1))
    )
    func surroundings() throws {
        let desk = try SupervisedDesk(Self.double("facts"))
        let admin = try desk.admin()
        try desk.wait(for: "facts", admin) { $0.state == "connected" }
        let names = desk.text("environment").split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
        #expect(
            Set(names).subtracting(["LC_CTYPE"]) == ["PATH", "LANG", "DESK_FD", "DESK_LIFELINE_FD", "DESK_INSTANCE", "DESK_TEST_DIRECTORY"])
        #expect(desk.text("descriptors") == "0 1 2 3 4\n")
        #expect(desk.text("directory") == "/\n")
        #expect(desk.text("signals").contains("0000000000000000"))
    }

    @Test("one that was started with its connection may be its channel and nothing else", .timeLimit(.minutes(1)))
    func bound() throws {
        let desk = try SupervisedDesk(Self.double("liar"))
        try desk.waitForFile("answer")
        #expect(desk.text("answer").contains("not_permitted"))
        let admin = try desk.admin()
        // It lives on without a connection, and that is not let pass.
        let item = try desk.wait(for: "liar", admin) { $0.starts > 1 || $0.state == "retrying" }
        #expect(item["stateReason"]?.string?.contains("without its connection") == true)
        #expect(item["stateReason"]?.string?.contains("not_permitted: This connection is for the adapter of channel liar") == true)
    }

    @Test("a death is noticed within 100 ms, told with its reason, and mended", .timeLimit(.minutes(1)))
    func noticed() throws {
        let desk = try SupervisedDesk(Self.echo)
        let admin = try desk.admin()
        var delays: [Int] = []
        for starts in 1...3 {
            let item = try desk.wait(for: "echo", admin) { $0.state == "connected" && $0.starts == Int64(starts) }
            let process = try #require(item.process)
            let began = MonotonicTime.now
            kill(process, SIGKILL)
            let dead = try desk.wait(for: "echo", admin) { $0.process != process }
            delays.append(MonotonicTime.now.milliseconds(since: began))
            #expect(dead["stateReason"]?.string == "it was killed by signal 9 (SIGKILL)", "its last line is not why")
            #expect(desk.log.contains("adapter echo ended: it was killed by signal 9 (SIGKILL)"))
        }
        // A machine under load may be late once, and not always.
        #expect((delays.min() ?? .max) <= 100, "\(delays)")
        #expect((delays.max() ?? .max) <= 2_000, "\(delays)")
    }

    @Test(
        "one that dies again and again waits longer each time, is broken at the fifth death, and an admin starts it at once",
        .timeLimit(.minutes(1)))
    func backOff() throws {
        let desk = try SupervisedDesk(Self.double("exit") + "[adapter quick]\ncommand = DIRECTORY/dies-at-once\n" + Self.double("abort"))
        let admin = try desk.admin()
        let seen = try desk.wait(for: "exit", admin) { $0.state == "retrying" }
        #expect(seen["stateReason"]?.string == "it exited with 3: there is no such mailbox")
        #expect((1...1_000).contains(seen["retryInMs"]?.integer ?? 0))
        for (name, reason) in [("exit", "it exited with 3"), ("quick", "it exited with 1"), ("abort", "SIGABRT")] {
            let broken = try desk.wait(for: name, admin) { $0.state == "broken" }
            #expect(broken.starts == 5)
            #expect((1...60_000).contains(broken["retryInMs"]?.integer ?? 0))
            #expect(broken["stateReason"]?.string?.contains(reason) == true)
        }
        #expect(try admin.ask(#""type":"adapter.restart","name":"quick""#)?["type"]?.string == "ok")
        try desk.wait(for: "quick", admin) { $0.starts > 5 }
        let channels = try admin.ask(#""type":"channels""#)?["items"]?.elements ?? []
        // Never there, and yet in the list: nobody would look for it elsewhere.
        let quick = try #require(channels.first { $0["channel"]?.string == "quick" })
        #expect(quick["installed"]?.bool == false)
        #expect(["retrying", "broken", "starting"].contains(quick.state))
    }

    @Test(
        "one that hangs is noticed by its silence, ended and started anew", .timeLimit(.minutes(1)),
        arguments: ["hang", "deaf-and-hung", "stopped"])
    func hang(_ mode: String) throws {
        let isStopped = mode == "stopped"
        let desk = try SupervisedDesk(isStopped ? Self.echo + "silence-seconds = 1" : Self.double("echo", mode, "silence-seconds = 1"))
        let admin = try desk.admin()
        let up = try desk.wait(for: "echo", admin) { $0.state == "connected" }
        let process = try #require(up.process)
        if isStopped { kill(process, SIGSTOP) }
        try desk.wait(for: "echo", admin) { $0.starts > 1 && $0.state == "connected" }
        #expect(desk.log.contains("adapter echo ended: it hung: no sign of life for"))
        #expect(!SupervisedDesk.isAlive(process))
    }

    @Test("one that is idle and answers is left in peace", .timeLimit(.minutes(1)))
    func idle() throws {
        let desk = try SupervisedDesk(Self.echo + "silence-seconds = 1\n" + Self.double("facts", "facts", "silence-seconds = 1"))
        let admin = try desk.admin()
        for name in ["echo", "facts"] { try desk.wait(for: name, admin) { $0.state == "connected" } }
        Glibc.sleep(4)
        for name in ["echo", "facts"] {
            let item = try desk.adapter(name, admin)
            #expect(item.state == "connected" && item.starts == 1)
        }
    }

    @Test("one that gives up its connection and lives on is ended", .timeLimit(.minutes(1)))
    func disconnected() throws {
        let desk = try SupervisedDesk(Self.double("disconnected"))
        let admin = try desk.admin()
        let item = try desk.wait(for: "disconnected", admin) { $0.starts > 1 || $0.state == "retrying" }
        #expect(item["stateReason"]?.string == "it lived on without its connection to the desk")
    }

    @Test("one that says it is set up wrongly is broken at once, and its log says so with the broker's words", .timeLimit(.minutes(1)))
    func setUpWrongly() throws {
        let desk = try SupervisedDesk("[adapter webchat]\narguments = --nonsense\n")
        let admin = try desk.admin()
        let item = try desk.wait(for: "webchat", admin) { $0.state == "broken" }
        #expect(item.starts == 1 && item["stateReason"]?.string?.hasPrefix("it exited with 64: ") == true)
        #expect(desk.log.contains("adapter webchat is broken, its command line or its configuration is wrong: it is tried again in"))
        let lines = try admin.ask(#""type":"adapter.logs","name":"webchat","limit":200"#)?["items"]?.elements ?? []
        let own = lines.filter { $0["broker"]?.bool == true }.compactMap { $0["text"]?.string }
        #expect(own.first?.hasPrefix("started as process ") == true)
        #expect(own.contains { $0.hasPrefix("ended: it exited with 64") })
        #expect(lines.contains { $0["broker"] == nil && $0["text"]?.string?.contains("--nonsense") == true })
    }

    @Test("one whose place another process has taken waits until that one has ended", .timeLimit(.minutes(1)))
    func displaced() throws {
        let desk = try SupervisedDesk(Self.echo)
        let admin = try desk.admin()
        try desk.wait(for: "echo", admin) { $0.state == "connected" }
        do {
            let other = try FrameClient(connectingTo: desk.directory + "/bus.sock")
            #expect(try other.attachAdapter("echo")?["type"]?.string == "welcome")
            let item = try desk.wait(for: "echo", admin) { $0.state == "away" }
            #expect(item["stateReason"]?.string?.hasPrefix("another process has taken its place") == true)
            Glibc.sleep(5)
            #expect(try desk.adapter("echo", admin).starts == 1)
            #expect(try other.ask(#""type":"pong-not-known""#) != nil, "it was not thrown out")
            #expect(try desk.adapter("echo", admin).state == "away")
        }
        try desk.wait(for: "echo", admin) { $0.state == "connected" && $0.starts == 2 }
    }

    @Test("what an adapter forks holds up nobody and learns that the connection and the broker are gone", .timeLimit(.minutes(1)))
    func daemon() throws {
        let desk = try SupervisedDesk(Self.double("daemon"))
        let admin = try desk.admin()
        // Each death is seen though the connection and the standard error live on in the hands of what was forked.
        let broken = try desk.wait(for: "daemon", admin) { $0.state == "broken" }
        #expect(broken["stateReason"]?.string?.hasPrefix("it exited with 4") == true)
        try desk.wait(milliseconds: 5_000, "all know that their connection is closed") { desk.numbers("daemon-closed").count == 5 }
        let items = try admin.ask(#""type":"adapters""#)?["items"]?.elements ?? []
        #expect(items.count == 1, "nobody is taken for an adapter that is not one any more")
        #expect(desk.numbers("daemon").allSatisfy(SupervisedDesk.isAlive))
        desk.signal(SIGKILL)
        _ = try desk.waitForEnd(milliseconds: 5_000)
        try desk.wait(milliseconds: 5_000, "all of them have ended") { desk.numbers("daemon-ended").count == 5 }
        #expect(desk.text("daemon-signals").isEmpty)
    }

    @Test("only what was started is signalled: its family is not", .timeLimit(.minutes(1)))
    func family() throws {
        let desk = try SupervisedDesk(Self.double("family"))
        let admin = try desk.admin()
        try desk.waitForFile("daemon")
        #expect(try admin.ask(#""type":"adapter.restart","name":"family""#)?["type"]?.string == "ok")
        try desk.wait(for: "family", admin) { $0.starts > 1 }
        try desk.wait(milliseconds: 20_000, "the next one has a family, too") { desk.numbers("daemon").count == 2 }
        #expect(desk.text("daemon-signals").isEmpty)
        #expect(SupervisedDesk.isAlive(desk.numbers("daemon")[0]))
        desk.signal(SIGTERM)
        #expect(try desk.waitForEnd(milliseconds: 8_000) == .exited(0))
        try desk.wait(milliseconds: 5_000, "both have ended by themselves") { desk.numbers("daemon-ended").count == 2 }
        #expect(desk.text("daemon-signals").isEmpty)
    }

    @Test("asked to stop, the broker lets adapters finish, kills those that do not, and ends with 0", .timeLimit(.minutes(1)))
    func drain() throws {
        let desk = try SupervisedDesk(Self.echo + Self.double("deaf", "deaf", "drain-seconds = 1"))
        let admin = try desk.admin()
        var processes: [Int32] = []
        for name in ["echo", "deaf"] { processes.append(try #require(try desk.wait(for: name, admin) { $0.state == "connected" }.process)) }
        desk.signal(SIGTERM)
        // While the adapters finish, the desk goes on.
        #expect(try admin.ask(#""type":"stats""#)?["type"]?.string == "ok")
        #expect(try desk.waitForEnd(milliseconds: 8_000) == .exited(0))
        #expect(processes.allSatisfy { !SupervisedDesk.isAlive($0) })
        #expect(desk.log.contains("adapter echo ended: it exited with 0"))
        #expect(desk.log.contains("adapter deaf has not ended in time and is killed"))
    }

    @Test(
        "a reload starts what is new, ends what is gone, and starts anew what has changed; the rest is left alone", .timeLimit(.minutes(1)))
    func reload() throws {
        let kept = Self.double("kept", "deaf")
        let desk = try SupervisedDesk(Self.echo + kept + Self.double("facts"))
        let admin = try desk.admin()
        for name in ["echo", "kept", "facts"] { try desk.wait(for: name, admin) { $0.state == "connected" } }
        let echo = try #require(try desk.adapter("echo", admin).process)
        let old = try #require(try desk.adapter("kept", admin).process)
        let changed = try #require(try desk.adapter("facts", admin).process)
        try desk.configure(kept + Self.double("facts", "facts", "drain-seconds = 3") + Self.double("fresh", "deaf"))
        desk.signal(SIGHUP)
        try desk.wait(for: "fresh", admin) { $0.state == "connected" }
        try desk.wait(milliseconds: 10_000, "echo has ended") { !SupervisedDesk.isAlive(echo) }
        #expect(try desk.adapter("kept", admin).process == old)
        try desk.wait(for: "facts", admin) { $0.state == "connected" && $0.process != changed }
        #expect(throws: SupervisedDesk.Trouble.self) { try desk.adapter("echo", admin) }
    }

    @Test("web chat whose port is taken says so, waits for it, and is well again when it is free", .timeLimit(.minutes(1)))
    func takenPort() throws {
        var port: UInt16 = 0
        var desk: SupervisedDesk?
        func whileTaken() throws {
            let taken = try TCPSocket.listen(address: "127.0.0.1", port: 0)
            port = try TCPSocket.port(of: taken)
            let started = try SupervisedDesk("[adapter webchat]\narguments = --port \(port)\n")
            desk = started
            let item = try started.wait(for: "webchat", try started.admin()) { $0.state == "retrying" }
            #expect(item["stateReason"]?.string?.contains("in use") == true)
            #expect(item.starts == 1)
            try taken.close()
        }
        try whileTaken()
        let started = try #require(desk)
        let item = try started.wait(for: "webchat", try started.admin()) { $0.state == "connected" }
        #expect(item.starts == 1)
        #expect(started.log.contains("adapter webchat: http://127.0.0.1:\(port)/"))
    }

    @Test("what an adapter writes is logged with its name, harmless, and only as much as the log has room for", .timeLimit(.minutes(1)))
    func output() throws {
        let desk = try SupervisedDesk(Self.double("flood") + Self.echo)
        let admin = try desk.admin()
        try desk.wait(milliseconds: 20_000, "the flood is over") {
            let lines = try admin.ask(#""type":"adapter.logs","name":"flood","limit":1"#)?["items"]?.elements ?? []
            return lines.first?["text"]?.string == "the last of the flood"
        }
        let kept = try admin.ask(#""type":"adapter.logs","name":"flood","limit":200"#)?["items"]?.elements ?? []
        #expect(kept.count == 200)
        #expect(try desk.adapter("flood", admin).starts == 1)
        desk.signal(SIGTERM)
        #expect(try desk.waitForEnd(milliseconds: 15_000) == .exited(0))
        let lines = desk.log.split(separator: "\n")
        #expect(lines.contains { $0.contains(#"adapter flood: \u{1b}[31mred\u{1b}[0m"#) })
        #expect(!desk.log.utf8.contains(0x1B))
        #expect(lines.count { $0.contains("adapter flood: ") } <= 200)
        #expect(lines.contains { $0.contains("suppressed") && $0.contains("adapter flood") })
    }

    @Test(
        "among all of them others are answered, and one killed with all of them around leaves nobody behind and nothing broken",
        .timeLimit(.minutes(2)))
    func amongAll() throws {
        let bad = [
            ("exit", "exit"), ("abort", "abort"), ("hung", "deaf-and-hung"), ("daemon", "daemon"), ("deaf", "deaf"), ("flood", "flood"),
        ]
        let sections = bad.map { Self.double($0.0, $0.1, "silence-seconds = 1") }.joined()
        let desk = try SupervisedDesk(Self.echo + sections + "[adapter quick]\ncommand = DIRECTORY/dies-at-once\n")
        let decoy = try ChildProcess("/usr/bin/sleep", ["60"], environment: [], descriptors: [:])
        let admin = try desk.admin()
        let shop = try FrameClient(connectingTo: desk.directory + "/bus.sock")
        _ = try shop.attachAdapter("shop")
        let account = #""type":"account.create","channel":"shop","account":"shop","identifier":{"kind":"opaque","value":"s"}"#
        #expect(try admin.ask(account)?["type"]?.string == "ok")
        var worst = 0
        for index in 0..<300 {
            let began = MonotonicTime.now
            let said = #""thread":"t","from":{"kind":"opaque","value":"m"},"text":"x","at":"2026-11-22T14:48:00Z""#
            #expect(try shop.ask(#""type":"publish","account":"shop","key":"k\#(index)",\#(said)"#)?["type"]?.string == "ok")
            worst = max(worst, MonotonicTime.now.milliseconds(since: began))
            Glibc.usleep(10_000)
        }
        #expect(worst < 1_000, "a sibling's misbehaviour is nobody else's delay")
        let echo = try desk.adapter("echo", admin)
        #expect(echo.state == "connected" && echo.starts == 1)
        let processes = (try admin.ask(#""type":"adapters""#)?["items"]?.elements ?? []).filter { $0["supervised"]?.bool == true }
            .compactMap(\.process)
        #expect(processes.count >= 3)
        let messages = try admin.ask(#""type":"stats""#)?["messages"]?.integer

        desk.signal(SIGKILL)
        #expect(try desk.waitForEnd(milliseconds: 5_000) == .signaled(SIGKILL))
        try desk.wait(milliseconds: 5_000, "no adapter outlives its broker") { processes.allSatisfy { !SupervisedDesk.isAlive($0) } }
        try desk.start()
        let next = try desk.admin()
        #expect(try next.ask(#""type":"stats""#)?["messages"]?.integer == messages)
        try desk.wait(for: "echo", next) { $0.state == "connected" }
        #expect(decoy.poll() == nil, "nobody else was signalled")
        decoy.signal(SIGKILL)
        _ = try decoy.wait(milliseconds: 1_000)
    }
}
