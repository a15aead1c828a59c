import DeskJournal
import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

/// Each thing that `desk doctor` looks at, broken once.
@Suite(.serialized)
struct DoctorTests {
    struct Line: Equatable {
        let grade: String
        let text: String
        let mend: String
    }

    static let checks = [
        "socket", "directory", "permission", "configuration", "credentials", "data", "disk", "journal", "clock", "descriptors", "versions",
        "adapters",
    ]

    @Test("a desk that is well has twelve times ok and exit code 0, in every shape")
    func well() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let result = try office.desk(["doctor"])
        #expect(result.code == 0 && result.errors.isEmpty)
        #expect(result.lines.map { String($0.split(separator: "\t")[1]) } == Self.checks)
        // Whatever machine this is, its disk and its limits are its own.
        #expect(result.lines.allSatisfy { !$0.hasPrefix("fail") }, "\(result.output)")
        let objects = try office.desk(["doctor", "--json"]).objects
        #expect(objects.map { $0["check"]?.string } == Self.checks)
        #expect(objects[0]["grade"]?.string == "ok" && objects[0]["mend"] == nil)
    }

    @Test("without a broker what can be seen is looked at, and the rest said not to be")
    func withoutBroker() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        try office.broker.stop()
        let found = try Self.look(office, 1, ["--data", office.broker.data])
        #expect(found["socket"]?.grade == "fail" && found["socket"]?.mend.hasPrefix("deskd --data") == true)
        for check in ["data", "journal", "clock"] { #expect(found[check]?.grade == "ok", "\(check): \(String(describing: found[check]))") }
        for check in ["permission", "descriptors", "versions", "adapters"] {
            #expect(found[check]?.text.hasPrefix("cannot look: ") == true, "\(check): \(String(describing: found[check]))")
        }
    }

    @Test("a socket that a killed broker left, and one behind which nobody speaks")
    func socket() throws {
        let office = try Office()
        try office.broker.kill()
        #expect(try Self.look(office, 1)["socket"]?.text.contains("nobody listens") == true)
        let mute = try UnixSocket.listen(at: office.broker.directory + "/mute")
        defer { withExtendedLifetime(mute) {} }
        let found = try Self.look(office, 1, ["--socket", office.broker.directory + "/mute"])
        #expect(found["socket"]?.text.contains("says nothing") == true)
        _ = try File(office.broker.directory + "/file", .create)
        #expect(try Self.look(office, 1, ["--socket", office.broker.directory + "/file"])["socket"]?.text.contains("no socket") == true)
    }

    @Test("directories that others can write to or look into")
    func modes() throws {
        let office = try Office()
        try Self.chmod("777", office.broker.directory)
        try Self.chmod("755", office.broker.data)
        let found = try Self.look(office, 1)
        #expect(found["directory"]?.grade == "fail" && found["directory"]?.mend == "chmod go-w \(office.broker.directory)")
        #expect(found["data"]?.grade == "fail" && found["data"]?.mend == "chmod 700 \(office.broker.data)")
        try Self.chmod("700", office.broker.directory)
        try Self.chmod("700", office.broker.data)
        try Self.chmod("666", office.broker.socket)
        let closed = try Self.look(office, 0)["directory"]
        #expect(closed?.grade == "warn" && closed?.mend == "chmod o+x \(office.broker.directory)", "nobody of a role gets in")
    }

    @Test("who has no role is told so, and may not look everywhere", .enabled(if: PeerCredentials.ownUser == 0, "takes root to be another"))
    func permission() throws {
        let office = try Office()
        try Self.chmod("711", office.broker.directory)
        var found = try Self.lookAsStranger(office)
        #expect(found["permission"]?.grade == "fail" && found["permission"]?.text.contains("may not open") == true, "\(found)")
        #expect(found["permission"]?.mend.contains("[role rep]") == true, "\(found)")
        #expect(found["journal"]?.grade == "warn" && found["journal"]?.mend.hasPrefix("sudo desk") == true, "\(found)")
        try Self.chmod("666", office.broker.socket)
        found = try Self.lookAsStranger(office)
        #expect(found["permission"]?.grade == "fail" && found["permission"]?.text.contains("no role here") == true, "\(found)")
    }

    @Test("a configuration that cannot be used, and secrets that others can read")
    func configuration() throws {
        let office = try Office()
        let place = office.broker.directory
        try Self.write("sokcet = /x\n", place + "/desk.conf")
        try Directory.create(place + "/credentials")
        try Self.write("secret", place + "/credentials/mail")
        try Self.chmod("644", place + "/credentials/mail")
        var found = try Self.look(office, 1, ["--config", place + "/desk.conf"])
        #expect(found["configuration"]?.grade == "fail" && found["configuration"]?.text.contains("desk.conf:1") == true, "\(found)")
        #expect(found["configuration"]?.mend == "deskd --check-config --config \(place)/desk.conf")
        #expect(found["credentials"]?.grade == "fail" && found["credentials"]?.mend == "chmod go= \(place)/credentials/mail")
        try Self.chmod("666", place + "/desk.conf")
        found = try Self.look(office, 1, ["--config", place + "/desk.conf"])
        #expect(found["configuration"]?.mend == "chmod go-w \(place)/desk.conf", "\(found)")
        try Self.write("socket = /x\n", place + "/desk.conf")
        try Self.chmod("600", place + "/credentials/mail")
        found = try Self.look(office, 0, ["--config", place + "/desk.conf"])
        #expect(found["configuration"]?.grade == "ok" && found["credentials"]?.grade == "ok", "\(found)")
    }

    @Test("a journal that is damaged, and one that only ends in what nobody was told of")
    func journal() throws {
        let office = try Office()
        for number in 1...9 { try office.say("maria", "message \(number)") }
        try office.broker.stop()
        let segment = try Self.segment(office)
        let bytes = try segment.read(at: 0, count: min(try segment.size(), 1 << 16))
        let end = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
        try segment.write([0xDE, 0x5C].span, at: (end + 63) / 64 * 64)
        #expect(try Self.look(office, 1, ["--data", office.broker.data])["journal"]?.text.contains("cut at the next start") == true)
        let needle = Array("message 3\"".utf8)
        let place = try #require((0..<bytes.count - needle.count).first { Array(bytes[$0..<$0 + needle.count]) == needle })
        try segment.write([UInt8(ascii: "M")].span, at: place)
        let found = try Self.look(office, 1, ["--data", office.broker.data])
        #expect(found["journal"]?.grade == "fail" && found["journal"]?.mend == "desk journal check \(office.broker.data)", "\(found)")
    }

    @Test("a clock that is behind the journal")
    func clock() throws {
        let office = try Office()
        let data = office.broker.directory + "/later"
        let journal = try Journal.open(try DiskStorage(creating: data), randomness: SystemRandom.integer) { _, _ in }
        let entry = Array(#"{"at":"2096-11-22T14:48:00.000Z","events":[]}"#.utf8)
        _ = try journal.append(entry.span)
        try journal.commit()
        let found = try Self.look(office, 1, ["--data", data])
        #expect(found["clock"]?.grade == "fail" && found["clock"]?.text.contains("2096-11-22") == true, "\(found)")
    }

    @Test("too few descriptors, adapters of another version, and two of one user")
    func broker() throws {
        let broker = try RealBroker(starting: false)
        broker.limits = ["-n 64"]
        try broker.start()
        let old = try broker.connect()
        _ = try old.ask(Self.hello("mail", "desk-mail/0.0.1"))
        let found = try Self.look(broker, 0)
        #expect(found["descriptors"]?.grade == "warn" && found["descriptors"]?.text.contains("64") == true, "\(found)")
        #expect(found["versions"]?.grade == "warn" && found["versions"]?.text.contains("desk-mail/0.0.1") == true, "\(found)")
        #expect(found["adapters"]?.grade == "ok")
        let other = try broker.connect()
        _ = try other.ask(Self.hello("fax", "fax.py"))
        let both = try Self.look(broker, 0)["adapters"]
        #expect(both?.grade == "warn" && both?.text.hasPrefix("mail and fax all run as ") == true, "\(String(describing: both))")
        withExtendedLifetime((old, other)) {}
    }

    @Test("an adapter that is broken, and an account that is on and that nobody serves")
    func adapters() throws {
        let broker = try RealBroker(starting: false)
        let file = broker.directory + "/desk.conf"
        try Self.write("[adapter one]\ncommand = /bin/false\n", file)
        broker.options = ["--config", file]
        try broker.start()
        let admin = try broker.attach(as: "admin", "root")
        try Self.wait(admin) { $0["items"]?.elements.first?["state"]?.string == "broken" }
        let ill = try Self.look(broker, 1)["adapters"]
        #expect(ill?.grade == "fail" && ill?.text.hasPrefix("one is broken: ") == true, "\(String(describing: ill))")
        #expect(ill?.mend == "desk adapter logs one")
        var visitors: FrameClient? = try broker.connect()
        _ = try visitors?.attachAdapter("web")
        _ = try admin.ask(#""type":"account.create","channel":"web","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
        try Self.write("", file)
        broker.signal(SIGHUP)
        try Self.wait(admin) { $0["items"]?.elements.count == 1 }
        #expect(try Self.look(broker, 0)["adapters"]?.grade == "ok")
        withExtendedLifetime(visitors) {}
        visitors = nil
        try Self.wait(admin) { $0["items"]?.elements.isEmpty == true }
        let missing = try Self.look(broker, 1)["adapters"]
        #expect(missing?.text == "shop of web is on, and no adapter is here that serves it", "\(String(describing: missing))")
        _ = try admin.ask(#""type":"account.set","account":"shop","active":false"#)
        #expect(try Self.look(broker, 0)["adapters"]?.grade == "ok")
    }

    private static func wait(_ admin: FrameClient, _ isSo: (JSONValue) -> Bool) throws {
        for _ in 0..<2_000 {
            if let body = try admin.ask(#""type":"adapters""#), isSo(body) { return }
            usleep(10_000)
        }
        Issue.record("adapters are not as wanted within 20 s")
    }

    @Test("what starts the broker is what fits the configuration that there is, or makes one")
    func start() throws {
        let home = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(home) }
        func mend() throws -> Line? { Self.lines(try Self.run(try Programs.path("desk"), ["doctor"], home))["socket"] }
        if PathFacts(at: "/etc/desk/desk.conf") == nil { #expect(try mend()?.mend == "desk init") }
        for place in ["/.config", "/.config/desk"] { try Directory.create(home + place) }
        try Self.write("data = \(home)/data\nsocket = \(home)/bus.sock\n", home + "/.config/desk/desk.conf")
        try Self.chmod("600", home + "/.config/desk/desk.conf")
        let found = try mend()
        #expect(found?.mend == "deskd" && found?.text.contains("\(home)/bus.sock") == true, "\(String(describing: found))")
    }

    @Test("a disk without room", .enabled(if: canMount, "takes the right to mount"))
    func disk() throws {
        let office = try Office()
        let place = office.broker.directory + "/small"
        try Directory.create(place)
        let command =
            "mount -t tmpfs -o size=20m none \(place) && exec \(try Programs.path("desk")) doctor --socket \(office.broker.socket) --data \(place)"
        let output = try Self.run("/usr/bin/unshare", ["-m", "/bin/bash", "-c", command], office.broker.directory)
        #expect(output.contains("fail\tdisk\t20 MiB free"), "\(output)")
    }
}

// How it is asked.
extension DoctorTests {
    static let canMount = PeerCredentials.ownUser == 0 && PathFacts(at: "/usr/bin/unshare") != nil

    private static func look(_ office: Office, _ code: Int32, _ words: [String] = []) throws -> [String: Line] {
        try look(office.broker, code, words)
    }

    private static func look(_ broker: RealBroker, _ code: Int32, _ words: [String] = []) throws -> [String: Line] {
        let output = try run(
            try Programs.path("desk"), ["--socket", broker.socket, "doctor"] + words, broker.directory, code: code)
        return lines(output)
    }

    private static func lines(_ output: String) -> [String: Line] {
        var found: [String: Line] = [:]
        for fields in output.split(separator: "\n").map({ $0.split(separator: "\t").map(String.init) }) where fields.count == 4 {
            found[fields[1]] = Line(grade: fields[0], text: fields[2], mend: fields[3])
        }
        return found
    }

    private static func lookAsStranger(_ office: Office) throws -> [String: Line] {
        let words = [
            "--reuid=54321", "--regid=54321", "--clear-groups", try Programs.path("desk"), "--as", "kim", "--socket", office.broker.socket,
        ]
        return lines(try run("/usr/bin/setpriv", words + ["doctor", "--data", office.broker.data], office.broker.directory, code: 1))
    }

    private static func run(_ program: String, _ words: [String], _ directory: String, code: Int32? = nil) throws -> String {
        let path = directory + "/doctor.out"
        try? Path.remove(path)
        let output = try File(path, .create)
        let process = try ChildProcess(
            program, words, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=\(directory)"],
            descriptors: [1: output.descriptor.number, 2: output.descriptor.number])
        let end = try process.wait(milliseconds: 20_000)
        let text = String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self)
        if let code { #expect(Office.code(end) == code, "\(text)") }
        return text
    }

    private static func hello(_ name: String, _ software: String) -> String {
        #""type":"hello","protocol":[1,1],"role":"adapter","name":"\#(name)","software":"\#(software)","manifest":{"key":"\#(name)","#
            + #""name":"\#(name)","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
    }

    private static func chmod(_ mode: String, _ path: String) throws {
        let process = try ChildProcess("/bin/chmod", [mode, path], environment: [], descriptors: [:])
        #expect(try process.wait(milliseconds: 5_000) == .exited(0))
    }

    private static func write(_ text: String, _ path: String) throws {
        let bytes = Array(text.utf8)
        try? Path.remove(path)
        try File(path, .create).write(bytes.span, at: 0)
    }

    private static func segment(_ office: Office) throws -> File {
        let names = try Directory.names(in: office.broker.data).map { office.broker.data + "/" + $0 }
        let path = try #require(names.last { PathFacts(at: $0).map { $0.kind == .file && $0.size > 4_096 } ?? false })
        return try File(path, .update)
    }
}
