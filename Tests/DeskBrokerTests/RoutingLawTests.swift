import DeskTesting
import DeskWire
import Testing

/// What must hold of routing whatever happens, in whatever order.
@Suite("Laws of routing")
struct RoutingLawTests {
    @Test(
        "U21: no ticket has two owners, no capacity is exceeded, nothing overtakes, and each decision can be made again",
        arguments: [UInt64](1...12))
    func laws(_ seed: UInt64) throws {
        print("seed \(seed)")
        let day = try RoutingDay(seed: seed)
        for step in 0..<160 {
            try day.step()
            for broken in day.brokenLaws { Issue.record("seed \(seed), step \(step): \(broken)") }
            if !day.brokenLaws.isEmpty { return }
        }
        #expect(day.witness.assigned > 3, "seed \(seed): something was given to somebody")
        for broken in day.remade() { Issue.record("seed \(seed): \(broken)") }
        // Compares the state after replay with the state in service.
        try day.desk.reopen()
    }

    @Test("a decision that is tampered with is found out")
    func tampered() throws {
        let right =
            #"{"outcome":"assigned","rep":"r1","eligible":2,"source":"targets","selection":"least_busy","candidates":[["r1",0,0],["r2",1,0]]}"#
        let wrong =
            #"{"outcome":"assigned","rep":"r2","eligible":2,"source":"targets","selection":"least_busy","candidates":[["r1",0,0],["r2",1,0]]}"#
        #expect(RemadeDecision.trouble(try JSONDocument(parsing: Array(right.utf8)).root) == nil)
        #expect(RemadeDecision.trouble(try JSONDocument(parsing: Array(wrong.utf8)).root) != nil)
    }
}

/// Makes a recorded decision again, as Protocol.md says that it is made, from nothing but what was recorded.
enum RemadeDecision {
    private struct Candidate { let rep: String, open: Int64, last: Int64 }

    /// What does not agree; nil where the same comes of it.
    static func trouble(_ item: JSONValue) -> String? {
        let chosen = item["rep"]?.string
        let wanted = rep(item)
        guard wanted != chosen else { return nil }
        return "\(chosen ?? "nobody") was chosen, and \(wanted ?? "nobody") should be: \(String(decoding: item.raw, as: UTF8.self))"
    }

    private static func rep(_ item: JSONValue) -> String? {
        if item["source"]?.string == "owner" { return item["contactOwner"]?["rep"]?.string }
        let candidates = (item["candidates"]?.elements ?? []).map(\.elements).map {
            Candidate(rep: $0[0].string ?? "", open: $0[1].integer ?? -1, last: $0[2].integer ?? -1)
        }
        let count = item["eligible"]?.integer ?? 0
        guard count > 0, item["outcome"]?.string != "nobody" else { return nil }
        switch item["selection"]?.string {
        case "least_busy": return candidates.min { ($0.open, $0.last, $0.rep) < ($1.open, $1.last, $1.rep) }?.rep
        case "round_robin":
            let names = candidates.map(\.rep).sorted()
            return names.first { $0 > item["afterRep"]?.string ?? "" } ?? names.first
        default:
            var random = SeededRandom(seed: UInt64(item["seed"]?.integer ?? 0))
            var drawn: UInt64 = 0
            for _ in 0...(item["draw"]?.integer ?? 0) { drawn = random.next() }
            let place = Int64(drawn % UInt64(count)) - (item["firstNamed"]?.integer ?? 0)
            return candidates.indices.contains(Int(place)) ? candidates[Int(place)].rep : nil
        }
    }
}
