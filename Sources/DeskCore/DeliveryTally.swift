/// How many deliveries are in each state.
public struct DeliveryTally: Sendable {
    private var counts = [Int](repeating: 0, count: DeliveryState.allCases.count)

    public init() {}

    public subscript(state: DeliveryState) -> Int { counts[Self.place(of: state)] }

    mutating func count(_ state: DeliveryState, by step: Int) { counts[Self.place(of: state)] += step }

    mutating func add(_ other: DeliveryTally) {
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    private static func place(of state: DeliveryState) -> Int {
        switch state {
        case .queued: 0
        case .held: 1
        case .dispatched: 2
        case .accepted: 3
        case .sent: 4
        case .delivered: 5
        case .read: 6
        case .failed: 7
        case .unknown: 8
        case .canceled: 9
        }
    }
}

extension DeliveryTally {
    public static func + (left: DeliveryTally, right: DeliveryTally) -> DeliveryTally {
        var sum = left
        sum.add(right)
        return sum
    }
}
