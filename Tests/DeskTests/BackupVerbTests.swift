import DeskJournal
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// `desk backup`, `desk restore` and `desk export` as people run them, with everything killed in between.
@Suite(.serialized)
struct BackupVerbTests {
    static let seed = Environment.value("DESK_SEED").flatMap(UInt64.init) ?? SystemRandom.integer()

    /// So many messages of 200 KiB fill several segments.
    private static func fill(_ office: Office, _ count: Int) throws {
        let text = String(repeating: "0123456789abcdef", count: 12_800)
        for number in 0..<count { try office.say("maria", "\(number) \(text)") }
    }

    /// `desk` on its own, to be killed.
    private static func start(_ words: [String], _ office: Office) throws -> ChildProcess {
        let nothing = try File("/dev/null", .update)
        let errors = try File(office.broker.directory + "/errors", .append)
        return try ChildProcess(
            try Programs.path("desk"), ["--socket", office.broker.socket] + words,
            environment: ["PATH=/usr/bin:/bin", "HOME=\(office.broker.directory)"],
            descriptors: [0: nothing.descriptor.number, 1: nothing.descriptor.number, 2: errors.descriptor.number])
    }

    /// The entries of a journal, each as its checksum.
    private static func entries(_ directory: String) throws -> [UInt32] {
        var sums: [UInt32] = []
        let report = try JournalReader.read(DiskStorage(directory: directory)) { _, payload in sums.append(CRC32C.checksum(payload)) }
        #expect(report.isSound, "\(directory): \(report.damages)")
        #expect(report.tornTail == nil)
        return sums
    }

    @Test("made while messages come in and segments roll, it has all that was answered before it began, and nothing else")
    func underLoad() throws {
        let office = try Office()
        try Self.fill(office, 120)
        let before = try office.say("maria", "the last before")
        let place = office.broker.directory + "/backup"
        let process = try Self.start(["backup", place], office)
        var end: ChildEnd?
        var said = 0
        while end == nil, said < 2_000 {
            try Self.fill(office, 1)
            said += 1
            end = process.poll()
        }
        #expect(try end ?? process.wait(milliseconds: 30_000) == .exited(0))
        let copy = try Self.entries(place)
        #expect(copy.count >= before)
        #expect(try Self.entries(office.broker.data).starts(with: copy))
        #expect(try office.desk(["journal", "check", place]).code == 0)
        #expect(PathFacts(at: place + ".unfinished") == nil)
    }

    @Test("killed at any moment, itself or the broker, it is whole or it has no name; the next one to that place works")
    func killed() throws {
        try StandardStream.error.write("backups under kill -9: DESK_SEED=\(Self.seed)\n")
        var random = SeededRandom(seed: Self.seed)
        let office = try Office()
        try Self.fill(office, 60)
        var whole = 0
        var interrupted = 0
        for round in 0..<24 {
            let place = office.broker.directory + "/backup\(round / 2)"
            if PathFacts(at: place) != nil { continue }
            let process = try Self.start(["backup", place], office)
            _ = try process.wait(milliseconds: Int.random(in: 0...120, using: &random))
            if round % 3 == 0 {
                try office.broker.kill()
                try office.broker.start()
                _ = try process.wait(milliseconds: 30_000)
            } else {
                process.signal(OwnProcess.kill)
                _ = try process.wait(milliseconds: 10_000)
            }
            guard PathFacts(at: place) != nil else {
                interrupted += 1
                continue
            }
            whole += 1
            let copy = try Self.entries(place)
            #expect(try Self.entries(office.broker.data).starts(with: copy), "seed \(Self.seed), round \(round)")
        }
        #expect(interrupted > 0, "seed \(Self.seed): \(whole) whole")
        let place = office.broker.directory + "/backup0"
        Path.removeTree(place)
        Path.removeTree(place + ".unfinished")
        try Directory.create(place + ".unfinished")
        _ = try File(place + ".unfinished/0000000001.journal", .create)
        #expect(try office.desk(["backup", place]).code == 0)
        #expect(try Self.entries(place) == Self.entries(office.broker.data))
    }

    @Test("stopped by Ctrl-C it ends by that signal and leaves nothing")
    func stopped() throws {
        let office = try Office()
        try Self.fill(office, 150)
        let place = office.broker.directory + "/backup"
        let process = try Self.start(["backup", place], office)
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while PathFacts(at: place + ".unfinished/0000000001.journal") == nil, MonotonicTime.now < end {
            _ = try process.wait(milliseconds: 1)
        }
        process.signal(OwnProcess.interrupt)
        #expect(try process.wait(milliseconds: 10_000) == .signaled(OwnProcess.interrupt))
        #expect(PathFacts(at: place) == nil)
        #expect(PathFacts(at: place + ".unfinished") == nil)
    }

    @Test("what is there already, what is a broker's and what is damaged is not touched")
    func refused() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let directory = office.broker.directory
        let (backup, data) = (directory + "/backup", directory + "/restored")
        #expect(try office.desk(["backup", directory]).code == 64)
        #expect(try office.desk(["backup", "--data", office.broker.data, backup]).code == 75)
        #expect(try office.desk(["restore", directory + "/nothing", data]).code == 74)
        #expect(try office.desk(["backup", backup]).code == 0)
        #expect(try office.desk(["backup", backup]).code == 64)
        #expect(try office.desk(["restore", backup, office.broker.data]).code == 75)
        #expect(try office.desk(["restore", office.broker.data, data]).code == 75)
        let file = try File(backup + "/0000000001.journal", .update)
        try file.write([0xFF].span, at: 4_096 + 80)
        let refusal = try office.desk(["restore", backup, data])
        #expect(refusal.code == 65 && refusal.errors.contains("damaged"), "\(refusal.errors)")
        #expect(PathFacts(at: data) == nil)
        try office.broker.stop()
        #expect(try office.desk(["restore", directory + "/run1", data]).code == 74)
        let offline = try office.desk(["--json", "backup", "--data", office.broker.data, directory + "/offline"])
        #expect(offline.code == 0 && offline.objects[0]["head"]?.integer == 3, "\(offline.errors)")
    }

    // From a review: of a restore that was killed a broker made an empty desk, and restoring again was refused.
    @Test("what a killed restore left is served by nobody, and restored over", arguments: [["2", "3"], ["2"], [], nil])
    func killedRestore(_ moved: [String]?) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let (backup, data) = (office.broker.directory + "/backup", office.broker.directory + "/restored")
        #expect(try office.desk(["backup", backup]).code == 0)
        if let moved { try Self.interrupt(office, backup, data, moved) } else { try Directory.create(data) }
        if moved == nil { try Directory.create(data + "/restoring") }
        let refused = try office.broker.startAnother(data: data, socket: office.broker.directory + "/other.sock")
        #expect(refused.end == .exited(78) && refused.log.contains("interrupted"), "\(refused.log)")
        let result = try office.desk(["restore", backup, data])
        #expect(result.code == 0, "\(result.errors)")
        #expect(try Self.entries(data) == Self.entries(backup))
        #expect(try Directory.names(in: data) == ["0000000001.journal"])
    }

    /// As a restore is that was killed while it moved segments to their place: the first one goes last.
    private static func interrupt(_ office: Office, _ backup: String, _ data: String, _ moved: [String]) throws {
        #expect(try office.desk(["restore", backup, data]).code == 0)
        try Directory.create(data + "/restoring")
        try Path.rename(data + "/0000000001.journal", to: data + "/restoring/0000000001.journal")
        for name in moved { try copy(data + "/restoring/0000000001.journal", data + "/000000000\(name).journal") }
    }

    private static func copy(_ old: String, _ new: String) throws {
        let file = try File(old, .read)
        let bytes = try file.read(at: 0, count: try file.size())
        try File(new, .create).write(bytes.span, at: 0)
    }

    // From a review: whatever was called like a segment went with what a restore had left, somebody's journal too.
    @Test(
        "what lay beside a killed restore and is not its own stays", arguments: ["a journal", "a note", "in the stage", "an empty stage"])
    func notItsOwn(_ what: String) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let (backup, data) = (office.broker.directory + "/backup", office.broker.directory + "/restored")
        #expect(try office.desk(["backup", backup]).code == 0)
        try Self.interrupt(office, backup, data, ["2"])
        let others = ["a journal": "/0000000003.journal", "a note": "/note", "in the stage": "/restoring/note"]
        let precious = data + others[what, default: "/0000000002.journal"]
        if what == "an empty stage" {
            try Path.remove(data + "/restoring/0000000001.journal")
        } else {
            try Self.copy(backup + "/0000000001.journal", precious)
        }
        let size = PathFacts(at: precious)?.size
        let before = try Directory.names(in: data)
        let result = try office.desk(["restore", backup, data])
        #expect(result.code == 64, "\(result.errors)")
        #expect(try Directory.names(in: data) == before && PathFacts(at: precious)?.size == size)
    }

    // From a review: the directory around was opened as if it were ours to refuse links in.
    @Test("a place that is reached by way of a link is as good as any")
    func throughLink() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let directory = office.broker.directory
        try Directory.create(directory + "/real")
        try Path.link(directory + "/link", to: directory + "/real")
        let made = try office.desk(["backup", directory + "/link/today"])
        #expect(made.code == 0, "\(made.errors)")
        #expect(try Directory.names(in: directory + "/real") == ["today"])
        try Path.link(directory + "/latest", to: directory + "/real/today")
        let restored = try office.desk(["restore", directory + "/latest", directory + "/link/data"])
        #expect(restored.code == 0, "\(restored.errors)")
    }

    // From a review: whoever made the unfinished directory first owned the copy.
    @Test("an unfinished directory that others may reach into is not copied into")
    func strangersPlace() throws {
        let office = try Office()
        let backup = office.broker.directory + "/backup"
        try Directory.create(backup + ".unfinished", permissions: 0o777)
        let refused = try office.desk(["backup", backup])
        #expect(refused.code == 77 && refused.errors.contains("others may reach into it"), "\(refused.errors)")
        #expect(try Directory.names(in: backup + ".unfinished").isEmpty)
        #expect(PathFacts(at: backup) == nil)
    }

    @Test("restored, the desk is as it was, clients notice, and what was on its way is asked about before anything is sent")
    func restored() throws {
        let office = try Office()
        let message = try office.say("maria", "Is it open?")
        let rep = try office.broker.attach(as: "rep", "ana")
        let reply = try rep.ask(#""type":"send","ticket":1,"text":"It is.","seen":\#(message),"key":"r1""#)
        #expect(reply?["delivery"]?.string == "dispatched")
        let backup = office.broker.directory + "/backup"
        let made = try office.desk(["--json", "backup", backup]).objects[0]
        try office.say("maria", "said after the backup")
        let before = try office.desk(["export", "tickets", "--until", "2999-01-01"]).output
        #expect(before.contains("maria"))
        try office.broker.stop()
        Path.removeTree(office.broker.data)
        let result = try office.desk(["--json", "restore", backup, office.broker.data])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.objects[0]["epoch"]?.string != made["epoch"]?.string)
        #expect(result.objects[0]["head"]?.integer == made["head"]?.integer)
        try office.broker.start()
        let back = try office.broker.connect()
        let welcome = try back.ask(
            #""type":"hello","protocol":[1,1],"role":"rep","name":"ana","resume":{"epoch":"\#(made["epoch"]?.string ?? "")","seq":9}"#)
        #expect(welcome?["notice"]?.string == "epoch_changed")
        #expect(welcome?["readOnly"] == nil)
        #expect(welcome?["head"]?.integer == made["head"]?.integer)
        let adapter = try office.broker.connect()
        _ = try adapter.attachAdapter("web")
        let asked = try adapter.receive()
        #expect(asked?["type"]?.string == "probe" && asked?["message"]?.integer == reply?["message"]?.integer)
        // A key that was used before is known: its digest's key came along.
        let again = try back.ask(#""type":"send","ticket":1,"text":"It is.","seen":\#(message),"key":"r1""#)
        #expect(again?["duplicate"]?.bool == true && again?["message"]?.integer == reply?["message"]?.integer)
    }

    @Test("export gives everything once and in order, filtered as asked, and ends quietly when nobody reads on")
    func export() throws {
        let office = try Office()
        for number in 1...450 {
            try office.say(number % 3 == 0 ? "maria" : "\u{1B}[31mBo\u{7F}\n", "message \(number) \u{202E}\u{1B}[2J\n\"")
        }
        let rep = try office.broker.attach(as: "rep", "ana")
        _ = try rep.ask(#""type":"note","ticket":1,"text":"between us","key":"n1""#)
        let messages = try office.desk(["export", "messages"])
        #expect(messages.code == 0 && messages.objects.count == 451 && messages.lines.count == 451, "\(messages.errors)")
        #expect(messages.objects[0]["text"]?.string == "message 1 \u{202E}\u{1B}[2J\n\"")
        let numbers = messages.objects.compactMap { $0["message"]?.integer }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 451)
        #expect(messages.objects.last?["kind"]?.string == "note")
        #expect(messages.objects.allSatisfy { $0["stored"]?.string != nil && $0["ticket"]?.integer != nil })
        #expect(try office.desk(["export", "messages", "--ticket", "2"]).objects.count == 150)
        #expect(try office.desk(["export", "messages", "--query", "maria"]).objects.count == 150)
        let moment = messages.objects[200]["stored"]?.string ?? ""
        let since = try office.desk(["export", "messages", "--since", moment]).objects
        let until = try office.desk(["export", "messages", "--until", moment]).objects
        #expect(since.count + until.count == 451 && since.count >= 251)
        #expect(since.first?["stored"]?.string == moment)
        #expect(try office.desk(["export", "tickets"]).objects.compactMap { $0["ticket"]?.integer } == [1, 2])
        #expect(try office.desk(["export", "contacts"]).objects.compactMap { $0["contact"]?.integer } == [1, 2])
        let first = try File(office.broker.directory + "/first", .create)
        let script = "\"$0\" --socket \"$1\" export messages 2>&1 | head -1 | wc -l"
        let pipe = try ChildProcess(
            "/bin/sh", ["-c", script, try Programs.path("desk"), office.broker.socket],
            environment: ["PATH=/usr/bin:/bin", "HOME=\(office.broker.directory)"], descriptors: [1: first.descriptor.number])
        #expect(try pipe.wait(milliseconds: 10_000) == .exited(0))
        #expect(try first.read(at: 0, count: 9) == Array("1\n".utf8))
        #expect(try office.desk(["export", "contacts", "--query", "x"]).code == 64)
        #expect(try office.desk(["export", "everything"]).code == 64)
        #expect(office.broker.log.contains("(ana) exports messages"))
        #expect(try rep.ask(#""type":"export","of":"messages""#)?["code"]?.string == "not_allowed")
    }
}
