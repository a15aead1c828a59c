import DeskBroker
import DeskCore
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// No decision, entry or answer depends on the order of a Set or Dictionary, which differs from process to process.
@Suite("Determinism")
struct DeterminismTests {
    private static let variable = "DESK_DIGESTS"

    @Test("three processes, each with hashes of its own, make the same journal, state and frames of every transcript")
    func sameInEveryProcess() throws {
        guard Environment.value(Self.variable) == nil else { return }
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-digests-")
        defer { Path.removeTree(directory) }
        var digests: [String] = []
        for (index, more) in [[], [], ["SWIFT_DETERMINISTIC_HASHING=1"]].enumerated() {
            digests.append(try Self.digestsOfChild("\(directory)/\(index)", more))
        }
        #expect(digests[0].split(separator: "\n").count > 25)
        #expect(digests[0] == digests[1])
        #expect(digests[0] == digests[2])
    }

    private static func digestsOfChild(_ path: String, _ environment: [String]) throws -> String {
        let log = try File(path + ".log", .append)
        let child = try ChildProcess(
            try Path.ownExecutable(), ["--testing-library", "swift-testing", "--filter", "DeterminismTests/digest"],
            environment: ["\(variable)=\(path)", "PATH=/usr/bin:/bin"] + environment,
            descriptors: [1: log.descriptor.number, 2: log.descriptor.number])
        guard try child.wait(milliseconds: 60_000) == .exited(0) else {
            child.signal(9)
            return "the child failed"
        }
        let file = try File(path, .read)
        return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }

    @Test("digests are written for whoever asked", .enabled(if: Environment.value(variable) != nil))
    func digest() throws {
        let path = try #require(Environment.value(Self.variable))
        let lines = try Transcript.all(in: Self.transcripts).map { "\($0.name) \(try Self.digest(of: $0))\n" }
        try File(path, .create).write(Array(lines.joined().utf8).span, at: 0)
    }

    private static let transcripts = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Transcripts"

    /// Of the disk's files, the state, and everything that was said to anybody.
    private static func digest(of transcript: Transcript) throws -> UInt32 {
        let desk = try MemoryDesk()
        var checksum: UInt32 = 0
        func add(_ bytes: [UInt8]) { checksum = CRC32C.checksum(bytes.span, continuing: checksum) }
        desk.onFrame = { frame, _ in add(frame.raw) }
        try TranscriptPlay(on: desk).play(transcript)
        add(desk.broker.desk.stateBytes())
        for (name, bytes) in desk.disk.image.sorted(by: { $0.key < $1.key }) {
            add(Array(name.utf8))
            add(bytes)
        }
        return checksum
    }
}
