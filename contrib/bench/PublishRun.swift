import DeskBroker
import DeskSystem
import DeskTesting

/// A desk with so many accounts and 10,000 rules among them, and people who write to it.
final class PublishRun {
    private static let rulesInAll = 10_000
    /// The most that an account may have.
    private static let rulesMax = 100
    private static let reps = 50
    /// The best of so many: whatever else the machine does makes a batch slower, and none faster.
    private static let batches = 12
    private static let turnsOfBatch = 10
    private static let framesOfTurn = 50

    private let desk: BenchDesk
    private let accounts: Int
    private let admin: SessionID
    private let adapter: SessionID
    private var people = 0
    private var messages = 0
    private var random = SeededRandom(seed: 7)

    init(accounts: Int, data: String) throws {
        self.accounts = accounts
        desk = try BenchDesk(data: data)
        admin = try desk.attach("admin", "root")
        adapter = try desk.attach(
            "adapter", "bench",
            #","manifest":{"key":"bench","name":"Bench","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
        )
        try makePeople()
        for account in 0..<accounts { try makeAccount(account) }
    }

    private func makePeople() throws {
        try desk.demand(admin, #""type":"team.set","team":"first","label":"First line""#)
        // Who sets rules of routing has a seat.
        try desk.demand(admin, #""type":"rep.set","rep":"root","seat":true"#)
        for rep in 0..<Self.reps {
            try desk.demand(admin, #""type":"rep.set","rep":"rep-\#(rep)","seat":true,"active":true,"mainTeam":"first","capacity":1000"#)
            try desk.demand(admin, #""type":"availability","rep":"rep-\#(rep)","available":true"#)
        }
    }

    private func makeAccount(_ account: Int) throws {
        let name = Self.name(account)
        try desk.demand(
            admin, #""type":"account.create","channel":"bench","account":"\#(name)","identifier":{"kind":"opaque","value":"\#(name)"}"#)
        let rules = (0..<min(Self.rulesMax, Self.rulesInAll / accounts)).map { rule in
            // None but the last fits, so that each of them is looked at.
            #"{"when":"account:\#(rule == 0 ? name : "elsewhere-\(rule)")","teams":["first"]}"#
        }
        try desk.demand(
            admin,
            #""type":"routing.set","account":"\#(name)","assign":true,"mode":"users_and_teams","teams":["first"],"rules":[\#(rules.reversed().joined(separator: ","))]"#
        )
    }

    private static func name(_ account: Int) -> String { "account-\(account)" }

    /// Fills the desk up to so many contacts, and then times two kinds of publish.
    func measure(at contacts: Int) throws -> PublishCost {
        while people < contacts {
            try desk.perform((0..<min(500, contacts - people)).map { _ in first() }, from: adapter)
        }
        let next = try best(self.again)
        let new = try best(self.first)
        return PublishCost(accounts: accounts, contacts: contacts, first: new, again: next)
    }

    /// Nanoseconds of a publish, the frames made before the clock starts.
    private func best(_ make: () -> [UInt8]) throws -> Int64 {
        var best = Int64.max
        for _ in 0..<Self.batches {
            let turns = (0..<Self.turnsOfBatch).map { _ in (0..<Self.framesOfTurn).map { _ in make() } }
            let start = MonotonicTime.now
            for turn in turns { try desk.perform(turn, from: adapter) }
            let spent = MonotonicTime.now.nanoseconds - start.nanoseconds
            best = min(best, spent / Int64(Self.turnsOfBatch * Self.framesOfTurn))
        }
        return best
    }

    private func first() -> [UInt8] {
        people += 1
        return publish(from: people - 1)
    }

    private func again() -> [UInt8] { publish(from: Int.random(in: 0..<people, using: &random)) }

    private func publish(from person: Int) -> [UInt8] {
        messages += 1
        return desk.frame(
            for: adapter,
            #""type":"publish","account":"\#(Self.name(person % accounts))","key":"k\#(messages)","thread":"t\#(person)","from":{"kind":"opaque","value":"p\#(person)","name":"Somebody"},"text":"Is the blue one still there?","at":"2026-11-22T14:48:00Z""#
        )
    }
}
