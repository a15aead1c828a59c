import DeskBroker
import DeskCore
import DeskJournal
import DeskSystem
import DeskTesting
import DeskWire

/// The broker with a journal on a real directory and no sockets, so that nothing but its own work is measured.
final class BenchDesk {
    private var broker: Broker
    private var clock: Int64 = 0
    private var peers: [SessionID: Peer] = [:]

    /// Somebody attached: takes what it is told, and answers what it is asked.
    final class Peer {
        var decoder = FrameDecoder(frameBytesMax: 4 << 20)
        var answers: [Int64: JSONValue] = [:]
        var asked: [Int64] = []
        var request: Int64 = 0
    }

    init(data: String) throws {
        var replay = Replay(digestKey: [UInt8](repeating: 0, count: 16))
        var random = SeededRandom(seed: 1)
        let journal = try Journal.open(
            try DiskStorage(creating: data), randomness: { random.next() }, prepare: { replay = Replay(digestKey: $0) },
            replay: { sequence, entry in try replay.apply(entry, sequence: sequence.number) })
        broker = Broker(journal, replay, permissions: Permissions(brokerUser: 1_000), at: Self.moment(0))
        broker.stopwatch = { MonotonicTime.now.nanoseconds }
    }

    func keepIndex(in directory: String) throws { broker.keepIndex(in: try DiskStorage(creating: directory)) }

    /// All of the work on the search index; says how long the longest step took, in nanoseconds.
    func makeIndex() throws -> Int64 {
        var longest: Int64 = 0
        while broker.hasSearchWork {
            let start = MonotonicTime.now
            broker.attendToSearch()
            longest = max(longest, MonotonicTime.now.nanoseconds - start.nanoseconds)
        }
        return longest
    }

    var indexMemory: Int { broker.searchFacts.memoryBytes }

    private static func moment(_ clock: Int64) -> Moment {
        Moment(wall: Timestamp(milliseconds: 1_795_358_400_000 + clock), monotonicMilliseconds: 1_000 + clock)
    }

    var counts: (contacts: Int, tickets: Int) { (broker.desk.contacts.count, broker.desk.tickets.count) }

    func attach(_ role: String, _ name: String, _ more: String = "") throws -> SessionID {
        var id: SessionID?
        try turn { broker in id = broker.open(PeerIdentity(user: 1_000, process: 1)) }
        guard let id else { throw BenchError("no session") }
        peers[id] = Peer()
        let answer = try ask(id, #""type":"hello","protocol":[1,1],"role":"\#(role)","name":"\#(name)"\#(more)"#)
        guard answer["type"]?.isString("welcome") == true else { throw BenchError("hello was answered \(Self.shown(answer))") }
        return id
    }

    /// One request in a turn of its own.
    func ask(_ id: SessionID, _ members: String) throws -> JSONValue {
        let request = number(for: id)
        try turn { $0.receive(Framing.frame(Array("{\"id\":\(request),\(members)}".utf8)).span, from: id) }
        guard let answer = peers[id]?.answers.removeValue(forKey: request) else { throw BenchError("no answer to {\(members)}") }
        return answer
    }

    func demand(_ id: SessionID, _ members: String) throws {
        let answer = try ask(id, members)
        guard answer["type"]?.isString("ok") == true else {
            throw BenchError("{\(members.prefix(200))…} was answered \(Self.shown(answer))")
        }
    }

    /// Frames that were made before, all in one turn; every one of them must be answered ok.
    func perform(_ frames: [[UInt8]], from id: SessionID) throws {
        try turn { broker in for frame in frames { broker.receive(frame.span, from: id) } }
        guard let peer = peers[id] else { return }
        for answer in peer.answers.values where answer["type"]?.isString("ok") != true {
            throw BenchError("a publish was answered \(Self.shown(answer))")
        }
        guard peer.answers.count == frames.count else { throw BenchError("\(peer.answers.count) answers to \(frames.count) frames") }
        peer.answers = [:]
    }

    func frame(for id: SessionID, _ members: String) -> [UInt8] {
        Framing.frame(Array("{\"id\":\(number(for: id)),\(members)}".utf8))
    }

    private func number(for id: SessionID) -> Int64 {
        guard let peer = peers[id] else { return 0 }
        peer.request += 1
        return peer.request
    }

    private func turn(_ body: (inout Broker) -> Void) throws {
        clock += 1
        broker.beginTurn(at: Self.moment(clock))
        body(&broker)
        repeat {
            try broker.endTurn()
            for id in broker.takeTouched() { flush(id) }
        } while broker.hasWork || isDue
        _ = broker.takeLog()
        while let (id, request) = nextAsked() {
            broker.receive(Framing.frame(Array("{\"type\":\"ok\",\"re\":\(request)}".utf8)).span, from: id)
            try broker.endTurn()
            for id in broker.takeTouched() { flush(id) }
        }
    }

    /// What the desk does by itself at once is part of what a publish costs.
    private var isDue: Bool { broker.nextDeadline.map { $0 <= Self.moment(clock).wall } ?? false }

    private func nextAsked() -> (SessionID, Int64)? {
        for (id, peer) in peers where !peer.asked.isEmpty { return (id, peer.asked.removeFirst()) }
        return nil
    }

    private func flush(_ id: SessionID) {
        guard let peer = peers[id] else { return }
        broker.send(to: id) { bytes in
            peer.decoder.append(bytes)
            return bytes.count
        }
        while let bytes = try? peer.decoder.next() {
            guard let root = try? JSONDocument(parsing: bytes).root else { continue }
            if let answered = root["re"]?.integer { peer.answers[answered] = root }
            if let asked = root["id"]?.integer { peer.asked.append(asked) }
        }
    }

    private static func shown(_ frame: JSONValue) -> String { String(decoding: frame.raw.prefix(400), as: UTF8.self) }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
