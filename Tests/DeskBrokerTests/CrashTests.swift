import DeskBroker
import DeskCore
import DeskJournal
import DeskTesting
import DeskWire
import Testing

@Suite("The broker on a disk that goes wrong")
struct CrashTests {
    static let seeds: [UInt64] = [1, 2, 3]

    /// What a run without faults teaches: how often the disk is changed, and the state after each entry.
    struct Reference: Sendable {
        var changes = 0
        var calls = 0
        /// The state as it was in service, where a turn ended at that entry.
        var served: [UInt64: [UInt8]] = [:]
        /// The state that replay makes of the first so many entries.
        var replayed: [UInt64: [UInt8]] = [:]
    }

    static let reference: Reference = {
        (try? makeReference()) ?? Reference()
    }()

    static func makeReference() throws -> Reference {
        var reference = Reference()
        let desk = try MemoryDesk()
        desk.onTurn = { reference.served[$0.journal.durable] = $0.broker.desk.stateBytes() }
        Scenario(on: desk).play()
        reference.changes = desk.disk.changes
        reference.calls = desk.disk.calls
        var replay = Replay(digestKey: desk.journal.digestKey)
        _ = try JournalReader.read(SimulatedDisk(image: desk.disk.image).storage()) { entry, bytes in
            try replay.apply(bytes, sequence: entry.sequence.number)
            reference.replayed[entry.sequence.number] = replay.desk.stateBytes()
        }
        return reference
    }

    @Test("the scenario is played to its end, and replay makes the state that was in service")
    func sound() throws {
        #expect(Self.reference.changes > 60)
        #expect(Self.reference.replayed.count > 40)
        for (sequence, state) in Self.reference.served where sequence > 0 {
            #expect(Self.reference.replayed[sequence] == state, "after entry \(sequence)")
        }
    }

    @Test(
        "the power goes after every change of the disk: what was promised is there once, nothing is invented, the state is the same",
        arguments: seeds)
    func powerCut(_ seed: UInt64) throws {
        for change in 1...Self.reference.changes {
            let disk = SimulatedDisk(seed: seed)
            disk.faults.lastChange = change
            disk.faults.writesShort = seed % 2 == 0
            try Self.playAndAudit(disk, "seed \(seed), change \(change)") { disk.crash(seed: seed &* 1_000 &+ UInt64(change)) }
        }
    }

    @Test(
        "a write or a sync fails, once and for all: nothing is told after it, and nothing that was told is lost", arguments: [false, true])
    func failure(_ staysBroken: Bool) throws {
        for call in 1...Self.reference.calls {
            let disk = SimulatedDisk(seed: 5)
            disk.faults.failingCall = call
            disk.faults.failsForEver = staysBroken
            try Self.playAndAudit(disk, "call \(call)") { disk.crash(seed: UInt64(call)) }
        }
    }

    @Test("the disk is full for one call, wherever: nothing that was told is lost")
    func full() throws {
        for call in 1...Self.reference.calls {
            let disk = SimulatedDisk(seed: 6)
            disk.faults.failingCall = call
            disk.faults.failure = .noSpace
            try Self.playAndAudit(disk, "call \(call)", comparesState: false) { disk.restart() }
        }
    }

    /// Plays the scenario until the disk lets it down, lets `calamity` happen, opens the journal again, and looks at what is left.
    /// - Parameter comparesState: whether the broker's course is that of the reference as far as it goes.
    private static func playAndAudit(
        _ disk: SimulatedDisk, _ place: String, comparesState: Bool = true, _ calamity: () -> Void
    ) throws {
        var scenario: Scenario?
        if let desk = try? MemoryDesk(disk: disk) {
            desk.onFrame = { frame, durable in Self.checkIsDurable(frame, durable, place) }
            scenario = Scenario(on: desk)
            scenario?.play()
        }
        calamity()
        guard let scenario else {
            _ = try MemoryDesk(disk: disk)
            return
        }
        try scenario.desk.reopen(afterCrash: true)
        let head = scenario.desk.journal.head
        if comparesState, let state = Self.reference.replayed[head] {
            let isSame = scenario.desk.broker.desk.stateBytes() == state
            #expect(isSame, "\(place): the state after entry \(head)")
        }
        let told = scenario.timelines()
        #expect(scenario.ledger.complaint(about: told) == nil, "\(place)")
        #expect(scenario.repeatAll() == nil, "\(place)")
    }

    /// No frame leaves before the disk has what it tells of.
    private static func checkIsDurable(_ frame: JSONValue, _ durable: UInt64, _ place: String) {
        for name in ["seq", "message", "head"] {
            guard let number = frame[name]?.integer, number > durable else { continue }
            Issue.record("\(place): \(String(decoding: frame.raw, as: UTF8.self)) left at \(durable)")
        }
    }
}
