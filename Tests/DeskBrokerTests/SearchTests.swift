import DeskBroker
import DeskCore
import DeskJournal
import DeskTesting
import DeskWire
import Testing

/// Searching, against looking at every message one by one.
@Suite("Search")
struct SearchTests {
    private static var cramped: Limits {
        var limits = Limits.standard
        limits.indexTailNumbersMax = 60
        return limits
    }

    /// Words as people write them, each with what it comes down to.
    private static let words: [(said: [String], key: String)] = [
        (["printer", "PRINTER", "Prınter"], "printer"), (["café", "Cafe", "CAFE\u{301}"], "cafe"), (["blue"], "blue"),
        (["Straße", "strasse"], "strasse"), (["ink", "Ink"], "ink"), (["返金"], "返金"), (["naïve", "naive"], "naive"),
        (["order"], "order"), (["8831"], "8831"), (["Łódź", "lodz"], "lodz"), (["йод", "ИОД"], "иод"), (["ばら", "は\u{3099}ら"], "ばら"),
    ]

    /// What was said, as the words that it comes down to.
    private struct Said {
        let message: Int64
        let ticket: Int
        let words: [String]
        let isNote: Bool
    }

    private final class Office {
        let desk: MemoryDesk
        private let scenario: Scenario
        private var random: SeededRandom
        private(set) var said: [Said] = []
        private var count = 0

        init(seed: UInt64) throws {
            desk = try MemoryDesk(limits: SearchTests.cramped, seed: seed, searchDisk: SimulatedDisk())
            scenario = Scenario(on: desk)
            scenario.attachAll()
            random = SeededRandom(seed: seed)
        }

        func ask(_ fields: String) -> JSONValue? { scenario.ask("ana", fields) }

        func again() throws {
            scenario.attachAll()
        }

        func talk(_ messages: Int) throws {
            for _ in 0..<messages {
                count += 1
                let picked = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    Int.random(in: 0..<SearchTests.words.count, using: &random)
                }
                let text = picked.map { SearchTests.words[$0].said.randomElement(using: &random) ?? "" }.joined(separator: " ")
                let keys = picked.map { SearchTests.words[$0].key }
                let thread = Int.random(in: 1...8, using: &random)
                let isNote = !said.isEmpty && Int.random(in: 0..<4, using: &random) == 0
                let answer =
                    isNote
                    ? scenario.ask("ana", #""type":"note","ticket":\#(said[0].ticket),"text":"\#(text)","key":"n\#(count)""#)
                    : scenario.ask(
                        "webchat",
                        #""type":"publish","account":"shop","key":"k\#(count)","thread":"t\#(thread)","from":{"kind":"opaque","value":"m\#(thread)"},"subject":"-","text":"\#(text)","at":"2026-11-22T14:48:00Z""#
                    )
                let body = try #require(answer)
                let message = try #require(body["seq"]?.integer)
                let ticket = isNote ? said[0].ticket : Int(try #require(body["ticket"]?.integer))
                said.append(Said(message: message, ticket: ticket, words: keys, isNote: isNote))
            }
        }

        /// A query, and whether a message is meant by it.
        func question() -> (text: String, holds: (Said) -> Bool) {
            func word() -> (String, (Said) -> Bool) {
                let word = SearchTests.words[Int.random(in: 0..<SearchTests.words.count, using: &random)]
                let said = word.said.randomElement(using: &random) ?? word.key
                return (said, { $0.words.contains(word.key) })
            }
            let (first, second, third) = (word(), word(), word())
            return switch Int.random(in: 0..<7, using: &random) {
            case 0: first
            case 1: ("\(first.0) \(second.0)", { first.1($0) && second.1($0) })
            case 2: ("\(first.0) -\(second.0)", { first.1($0) && !second.1($0) })
            case 3: ("(\(first.0) OR \(second.0)) \(third.0)", { (first.1($0) || second.1($0)) && third.1($0) })
            case 4: ("\(first.0) is:note", { first.1($0) && $0.isNote })
            case 5: ("-(\(first.0) OR \(second.0)) \(third.0)", { !first.1($0) && !second.1($0) && third.1($0) })
            default: phrase()
            }
        }

        private func phrase() -> (String, (Said) -> Bool) {
            let one = SearchTests.words[Int.random(in: 0..<SearchTests.words.count, using: &random)]
            let other = SearchTests.words[Int.random(in: 0..<SearchTests.words.count, using: &random)]
            return (
                "\\\"\(one.said[0]) \(other.said[0])\\\"",
                { said in zip(said.words, said.words.dropFirst()).contains { $0 == one.key && $1 == other.key } }
            )
        }

        /// All pages of it: messages, or the first of each ticket.
        func found(_ query: String, byMessage: Bool, limit: Int) throws -> [Int64] {
            var found: [Int64] = []
            var after = ""
            for _ in 0..<500 {
                let answer = try #require(
                    ask(#""type":"search","query":"\#(query)","limit":\#(limit),"per":"\#(byMessage ? "message" : "ticket")"\#(after)"#))
                #expect(answer["type"]?.string == "ok", "\(query): \(String(decoding: answer.raw, as: UTF8.self))")
                found += (answer["items"]?.elements ?? []).compactMap { $0["message"]?.integer }
                guard let next = answer["next"]?.integer else { return found }
                after = ",\"after\":\(next)"
            }
            Issue.record("the pages of \(query) have no end")
            return found
        }

        /// What looking at each would find.
        func expected(_ holds: (Said) -> Bool, byMessage: Bool) -> [Int64] {
            var seen: Set<Int> = []
            return said.reversed().filter(holds).filter { byMessage || seen.insert($0.ticket).inserted }.map(\.message)
        }

        func compare(_ questions: Int, _ when: String) throws {
            for _ in 0..<questions {
                let (query, holds) = question()
                let byMessage = Bool.random(using: &random)
                let limit = Int.random(in: 1...20, using: &random)
                let found = try found(query, byMessage: byMessage, limit: limit)
                #expect(
                    found == expected(holds, byMessage: byMessage),
                    "\(when): \(query) by \(byMessage ? "message" : "ticket"), \(limit) at once")
            }
        }

        func rest() { for _ in 0..<2_000 where desk.broker.hasSearchWork { desk.turn { $0.attendToSearch() } } }
    }

    @Test("what is found is what looking at every message finds, however far the index is", arguments: 1...6)
    func seeded(_ seed: UInt64) throws {
        let office = try Office(seed: seed)
        try office.talk(40)
        try office.compare(15, "while the index is behind")
        try office.talk(160)
        office.rest()
        #expect(try #require(office.desk.searchDisk).image.count > 1, "segments were written")
        try office.compare(40, "when the index is whole")
        try office.desk.reopen()
        try office.again()
        try office.compare(15, "after a restart")
        try office.talk(30)
        try office.compare(15, "with news since")
    }

    @Test("the index is killed at every moment of its making, and nothing is found differently", arguments: [3, 17, 40, 77])
    func killed(_ steps: Int) throws {
        let office = try Office(seed: UInt64(steps))
        try office.talk(120)
        for round in 0..<6 {
            for _ in 0..<(steps + round) where office.desk.broker.hasSearchWork { office.desk.turn { $0.attendToSearch() } }
            // Half the time the power goes, too, and takes what was not synced, which is all of the index.
            if round % 2 == 0 { try office.desk.perform(.killAndRestart) } else { try office.desk.perform(.powerCutAndRestart) }
            try office.again()
            try office.compare(8, "after death \(round)")
            try office.talk(10)
        }
        office.rest()
        try office.compare(20, "in the end")
    }

    @Test("a damaged segment is put away and made again, and until then its part of the journal is looked through")
    func damaged() throws {
        for byte in [0, 20, 40, 130, 140, 400, -1, -40] {
            let office = try Office(seed: 99)
            try office.talk(150)
            office.rest()
            let disk = try #require(office.desk.searchDisk)
            let name = try #require(disk.image.keys.sorted().first { $0.hasSuffix(".words") })
            let size = disk.image[name]?.count ?? 0
            try office.desk.perform(.restart)
            disk.flipBit(of: name, at: byte < 0 ? size + byte : byte)
            try office.desk.perform(.killAndRestart)
            try office.again()
            try office.compare(12, "with byte \(byte) of \(name) damaged")
            office.rest()
            try office.compare(12, "when that was made again")
            #expect(office.desk.broker.searchFacts.complete == office.desk.journal.head)
        }
    }

    @Test("an index of another journal, or of another history of this one, is not believed")
    func another() throws {
        let disk = SimulatedDisk()
        for seed in [UInt64(5), 6] {
            let desk = try MemoryDesk(limits: Self.cramped, seed: seed, searchDisk: disk)
            let scenario = Scenario(on: desk)
            scenario.attachAll()
            for index in 0..<40 { scenario.publish("k\(index)", "t\(index)", seed == 5 ? "apples and pears \(index)" : "plums \(index)") }
            for _ in 0..<500 where desk.broker.hasSearchWork { desk.turn { $0.attendToSearch() } }
            let apples = scenario.ask("ana", #""type":"search","query":"apples""#)?["items"]?.elements.count
            #expect(apples == (seed == 5 ? 40 : 0))
            let plums = scenario.ask("ana", #""type":"search","query":"plums""#)?["items"]?.elements.count
            #expect(plums == (seed == 5 ? 0 : 40))
        }
    }

    @Test("a disk that takes no index takes nothing from searching")
    func refused() throws {
        let office = try Office(seed: 12)
        let disk = try #require(office.desk.searchDisk)
        disk.faults.failingCall = 1
        disk.faults.failsForEver = true
        disk.faults.failure = .noSpace
        try office.talk(120)
        office.rest()
        try office.compare(20, "without room for an index")
        #expect(office.desk.log.contains { $0.text.contains("search index") })
        disk.faults = SimulatedDisk.Faults()
        office.desk.pass(milliseconds: 61_000, deadlines: true)
        try office.again()
        office.rest()
        try office.compare(20, "when it has room again")
        #expect(office.desk.broker.searchFacts.complete == office.desk.journal.head)
    }
}
