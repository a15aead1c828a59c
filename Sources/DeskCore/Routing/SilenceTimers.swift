/// When which ticket goes back to the queue because its owner is silent.
struct SilenceTimers: Sendable {
    private struct Timer: Comparable, Sendable {
        let at: Timestamp
        let ticket: TicketID
        static func < (left: Self, right: Self) -> Bool { (left.at, left.ticket) < (right.at, right.ticket) }
    }

    private var deadlines: [TicketID: Timestamp] = [:]
    /// A heap. Timers that were stopped or set anew stay in it until they come to its top.
    private var heap: [Timer] = []

    var isEmpty: Bool { deadlines.isEmpty }
    var tickets: [TicketID] { deadlines.keys.sorted() }
    func isRunning(_ ticket: TicketID) -> Bool { deadlines[ticket] != nil }
    /// Never that of a timer that was stopped.
    var first: (at: Timestamp, ticket: TicketID)? { heap.first.map { ($0.at, $0.ticket) } }

    mutating func start(_ ticket: TicketID, at deadline: Timestamp) {
        deadlines[ticket] = deadline
        heap.append(Timer(at: deadline, ticket: ticket))
        rise(heap.count - 1)
        tidy()
    }

    mutating func stop(_ ticket: TicketID) {
        guard deadlines.removeValue(forKey: ticket) != nil else { return }
        tidy()
    }

    private mutating func tidy() {
        while let top = heap.first, deadlines[top.ticket] != top.at { removeTop() }
        // What was stopped below the top must not outgrow what runs.
        if heap.count > 2 * deadlines.count + 64 {
            heap = deadlines.map { Timer(at: $0.value, ticket: $0.key) }.sorted()
        }
    }

    private mutating func removeTop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        sink(0)
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0, heap[index] < heap[(index - 1) / 2] {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] { least = child }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }

    func write(to state: inout StateWriter) {
        for ticket in deadlines.keys.sorted() {
            state.write(ticket.number)
            state.write(deadlines[ticket]) { $0.write($1.milliseconds) }
        }
    }
}
