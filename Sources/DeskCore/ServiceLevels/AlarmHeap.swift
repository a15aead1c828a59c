/// Moments at which something is due, one for each key; the next of them is known without looking.
///
/// A moment that was replaced stays in the heap until it comes up or there are too many such.
struct AlarmHeap<Key: Hashable & Comparable & Sendable>: Sendable {
    private struct Alarm: Comparable, Sendable {
        let at: Timestamp
        let key: Key

        static func < (left: Self, right: Self) -> Bool { left.at == right.at ? left.key < right.key : left.at < right.at }
    }

    private var current: [Key: Timestamp] = [:]
    private var heap: [Alarm] = []

    var count: Int { current.count }

    /// The first moment at which anything is due.
    var next: Timestamp? { heap.first?.at }

    subscript(key: Key) -> Timestamp? { current[key] }

    /// Nil where nothing is due any more.
    mutating func set(_ key: Key, _ at: Timestamp?) {
        guard current[key] != at else { return }
        current[key] = at
        if let at { push(Alarm(at: at, key: key)) }
        tidy()
    }

    /// What is due by `now`, the earliest first, at most so many.
    func due(by now: Timestamp, max: Int) -> [Key] {
        var due: [Key] = []
        var frontier = heap.isEmpty ? [] : [0]
        var last: Alarm?
        // Best first through the tree, whose children are never due before their parents. The frontier is kept latest first.
        while due.count < max, let index = frontier.popLast(), heap[index].at <= now {
            let alarm = heap[index]
            if alarm != last, isCurrent(alarm) { due.append(alarm.key) }
            last = alarm
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count { insert(child, into: &frontier) }
        }
        return due
    }

    private func insert(_ index: Int, into frontier: inout [Int]) {
        var low = 0
        var high = frontier.count
        while low < high {
            let middle = (low + high) / 2
            if heap[index] < heap[frontier[middle]] { low = middle + 1 } else { high = middle }
        }
        frontier.insert(index, at: low)
    }

    private func isCurrent(_ alarm: Alarm) -> Bool { current[alarm.key] == alarm.at }

    private mutating func tidy() {
        while let first = heap.first, !isCurrent(first) { pop() }
        guard heap.count > 2 * current.count + 64 else { return }
        // Sorted, it is a heap as well.
        heap = current.map { Alarm(at: $1, key: $0) }.sorted()
    }

    private mutating func push(_ alarm: Alarm) {
        heap.append(alarm)
        var index = heap.count - 1
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[index] else { return }
            heap.swapAt(index, least)
            index = least
        }
    }

    /// What is current, by key.
    var sorted: [(key: Key, at: Timestamp)] { current.map { ($0, $1) }.sorted { $0.0 < $1.0 } }
}
