import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: one at a time")
struct TakeoverTests {
    @Test("a second broker on the same data or the same socket exits with 75, and the first goes on")
    func second() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        let sameData = try broker.startAnother(socket: broker.directory + "/other.sock")
        #expect(sameData.end == .exited(75), "\(sameData.log)")
        let number = try #require(broker.identifier)
        #expect(sameData.log.contains("process \(number) has the journal in \(broker.data); "), "\(sameData.log)")
        let sameSocket = try broker.startAnother(data: broker.directory + "/other")
        #expect(sameSocket.end == .exited(75), "\(sameSocket.log)")
        #expect(sameSocket.log.contains("process \(number) holds \(broker.socket).lock"), "\(sameSocket.log)")
        #expect(PathFacts(at: broker.directory + "/other") == nil, "there is no new journal that nobody serves")
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
        #expect(try broker.attach(as: "rep", "kim").ask(#""type":"stats""#) != nil, "new connections reach the first one")
    }

    @Test("a data directory whose parent is missing is refused with what to do: exit code 78")
    func missingParent() throws {
        let broker = try RealBroker(starting: false)
        let (end, log) = try broker.startAnother(data: broker.directory + "/not/there/")
        #expect(end == .exited(78))
        #expect(log.contains("mkdir -p \(broker.directory)/not,"), "\(log)")
        #expect(PathFacts(at: broker.directory + "/not") == nil)
    }

    enum Squatter: CaseIterable { case file, directory, link, linkToSocket }

    // From a review: the mode was looked at, and the owner was not.
    @Test("a socket's directory in which somebody else could replace it is refused: exit code 78", arguments: ["open to all", "another's"])
    func unsafeDirectory(_ kind: String) throws {
        let broker = try RealBroker(starting: false)
        let directory = broker.directory + "/unsafe"
        try Directory.create(directory, permissions: kind == "open to all" ? 0o777 : 0o700)
        if kind == "another's" {
            // Only root can give a directory away; for anybody else there is no such directory that could be opened.
            guard PeerCredentials.ownUser == 0 else { return }
            let chown = try ChildProcess("/bin/chown", ["12345", directory], environment: [], descriptors: [:])
            #expect(try chown.wait(milliseconds: 5_000) == .exited(0))
        }
        let (end, log) = try broker.startAnother(data: broker.directory + "/other", socket: directory + "/s")
        #expect(end == .exited(78))
        #expect(log.contains(directory), "the sentence names the directory: \(log)")
        #expect(PathFacts(at: directory + "/s") == nil)
    }

    @Test("what lies in the socket's place and is no socket is left as it is: exit code 78", arguments: Squatter.allCases)
    func squatter(_ squatter: Squatter) throws {
        let broker = try RealBroker(starting: squatter == .linkToSocket)
        let path = broker.directory + "/squatted"
        switch squatter {
        case .file: try File(path, .create).write([1, 2, 3].span, at: 0)
        case .directory: try Directory.create(path)
        case .link: try Path.link(path, to: broker.directory + "/nowhere")
        case .linkToSocket: try Path.link(path, to: broker.socket)
        }
        let before = PathFacts(at: path)
        let (end, log) = try broker.startAnother(data: broker.directory + "/other", socket: path)
        #expect(end == .exited(78))
        #expect(log.contains(path), "the sentence names the path: \(log)")
        #expect(PathFacts(at: path) == before)
    }

    @Test("a socket that a killed broker left behind is taken over")
    func stale() throws {
        let broker = try RealBroker()
        #expect(try broker.kill() == .signaled(9))
        #expect(PathFacts(at: broker.socket)?.kind == .socket)
        try broker.start()
        _ = try broker.attach(as: "rep", "ana")
    }

    @Test("a data directory in which others could replace the journal is refused: exit code 78", arguments: [UInt32(0o777), 0o770])
    func openData(_ mode: UInt32) throws {
        let broker = try RealBroker(starting: false)
        try Directory.create(broker.data)
        try Path.give(broker.data, to: nil, permissions: mode)
        let (end, log) = try broker.startAnother()
        #expect(end == .exited(78) && log.contains("chmod 700 \(broker.data)"), "\(log)")
        try Path.give(broker.data, to: nil, permissions: 0o755)
        try broker.start()
    }

    @Test("where others may write to the socket's directory, nothing is served: exit code 78")
    func openDirectory() throws {
        let broker = try RealBroker(starting: false)
        let open = broker.directory + "/open"
        try Directory.create(open, permissions: 0o777)
        #expect(try broker.startAnother(socket: open + "/bus.sock").end == .exited(78))
    }

    @Test(
        "the command line is answered with exit codes",
        arguments: [
            (["--help"], 0), (["--version"], 0), ([], 64), (["--data"], 64), (["--data", "/tmp/x"], 64), (["--purple", "--help"], 64),
            (["--data", "/proc/nowhere/data", "--socket", "/tmp/x.sock"], 78), (["--data", "/proc/data", "--socket", "/tmp/x.sock"], 74),
        ] as [([String], Int32)])
    func commandLine(_ arguments: [String], _ code: Int32) throws {
        let nothing = try File("/dev/null", .update)
        let process = try ChildProcess(
            Programs.path("deskd"), arguments, environment: [],
            descriptors: [0: nothing.descriptor.number, 1: nothing.descriptor.number, 2: nothing.descriptor.number])
        #expect(try process.wait(milliseconds: 10_000) == .exited(code))
    }
}
