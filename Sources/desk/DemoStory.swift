/// What the scripted customers say, and when. The same seed tells the same story.
struct DemoStory: Sendable {
    struct Line: Sendable, Equatable {
        let customer: DemoCustomer
        let key: String
        let text: String
        /// How long after its cause it is said, in milliseconds.
        let delay: Int
        /// Said only if nobody has answered by then.
        var isNag = false
    }

    private static let nagMilliseconds = 20_000

    let customers: [DemoCustomer]
    private var dice: DemoDice
    private var replies: [String: Int] = [:]

    init(seed: UInt64) {
        dice = DemoDice(seed: seed)
        customers = DemoCustomer.all(&dice)
    }

    /// Said before the rep is there.
    var opening: [Line] {
        customers.filter { $0.arrival == nil }.flatMap { customer in
            let line = Line(customer: customer, key: customer.thread + ":1", text: customer.opening, delay: 0)
            // The same key: whatever finger or line stutters, the desk has it once.
            return customer.stutters ? [line, line] : [line]
        }
    }

    /// Said once the rep is there, in time.
    var later: [Line] { customers.flatMap(Self.lines) }

    private static func lines(of customer: DemoCustomer) -> [Line] {
        guard let arrival = customer.arrival else { return [] }
        let first = Line(customer: customer, key: customer.thread + ":1", text: customer.opening, delay: arrival)
        let nags = customer.nags.enumerated().map { index, text in
            let delay = arrival + (index + 1) * nagMilliseconds
            return Line(customer: customer, key: "\(customer.thread):nag\(index + 1)", text: text, delay: delay, isNag: true)
        }
        return [first] + nags
    }

    func isAnswered(_ customer: DemoCustomer) -> Bool { replies[customer.thread] != nil }

    /// What a reply in `thread` makes its customer say; nil where everything is said.
    mutating func hearReply(in thread: String) -> Line? {
        guard let customer = customers.first(where: { $0.thread.utf8.elementsEqual(thread.utf8) }) else { return nil }
        let count = replies[customer.thread, default: 0]
        replies[customer.thread] = count + 1
        guard count < customer.answers.count else { return nil }
        let delay = Int.random(in: 1_500...3_500, using: &dice)
        return Line(customer: customer, key: "\(customer.thread):answer\(count + 1)", text: customer.answers[count], delay: delay)
    }
}
