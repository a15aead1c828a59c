/// What a publish took, best of several, with so much on the desk.
struct PublishCost {
    let accounts: Int
    let contacts: Int
    /// In nanoseconds: of somebody new, and of somebody known on a ticket that is open.
    let first: Int64
    let again: Int64

    var line: String { "\(accounts) accounts, \(contacts) contacts: first \(first) ns, again \(again) ns" }
}

/// The costs, each as a ratio to the smallest desk's.
struct CostTable {
    /// A dictionary of a million takes longer to look into than one of a thousand, as it no longer fits the processor's caches.
    private static let ratioMax = 4.0
    private var costs: [PublishCost] = []

    mutating func add(_ cost: PublishCost) { costs.append(cost) }

    var isFlat: Bool { costs.allSatisfy { ratio($0, \.first) <= Self.ratioMax && ratio($0, \.again) <= Self.ratioMax } }

    var text: String {
        var lines = ["| accounts | contacts | first message | ratio | next message | ratio |", "|---|---|---|---|---|---|"]
        for cost in costs {
            lines.append(
                "| \(cost.accounts) | \(cost.contacts) | \(Self.micro(cost.first)) µs | \(Self.shown(ratio(cost, \.first))) "
                    + "| \(Self.micro(cost.again)) µs | \(Self.shown(ratio(cost, \.again))) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func ratio(_ cost: PublishCost, _ part: KeyPath<PublishCost, Int64>) -> Double {
        guard let least = costs.first else { return 1 }
        return Double(cost[keyPath: part]) / Double(max(least[keyPath: part], 1))
    }

    private static func micro(_ nanoseconds: Int64) -> String { shown(Double(nanoseconds) / 1_000) }

    private static func shown(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
