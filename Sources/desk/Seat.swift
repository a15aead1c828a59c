internal import DeskConsole
internal import DeskKit

/// What verbs share, behind whichever door they were said: who one is, the link, the ticket that is open.
final class Seat {
    private(set) var me: String
    let flags: Flags
    var format: Format
    let output: Output
    let loop: EventLoop
    var link: BrokerLink?
    var keys: KeyMaker
    /// The ticket that verbs without a number are about.
    var open: OpenTicket?
    /// Tickets that `next` has shown, and how they stood then, so that it goes on to others first.
    var passed: [Int64: Int64] = [:]
    /// Tickets that were opened, the latest last.
    var trail = Trail()
    /// Sequences of what this session did itself, which is no news to it.
    var own = OwnDeeds()
    /// How a reply stood when it was last told of, which is no news either.
    var told: (message: Int64, state: String)?
    /// One's latest reply, and until when it can be taken back.
    var undoable: (message: Int64, ticket: Int64, until: Int64)?
    /// The way that was chosen for a ticket's replies.
    var via: ChosenWay?
    /// What the line doors know and a command does not.
    weak var session: LineSession?
    /// What was searched for last and has more to show.
    var search: SearchVerb.Place?
    /// Files that wait for a reply.
    var tray = FileTray()
    /// Set by `quit`.
    var wantsToLeave = false

    init(me: String, flags: Flags, format: Format, output: Output, loop: EventLoop, link: BrokerLink?) {
        self.me = me
        self.flags = flags
        self.format = format
        self.output = output
        self.loop = loop
        self.link = link
        keys = KeyMaker(me)
    }

    /// The name under which the desk has let one in: another than was asked for, where the configuration gives one.
    func attached(as name: String) {
        guard !name.isEmpty, !name.utf8.elementsEqual(me.utf8) else { return }
        me = name
        keys = KeyMaker(name)
    }

    var triage: Triage { Triage(me: me) }
    var now: Int64 { WallClock.nowMilliseconds() }
    /// Whether verbs without a ticket's number have one to be about.
    var isLineDoor: Bool { session != nil }
}

/// Keys that nobody else makes, so that sending again is harmless.
struct KeyMaker {
    private let start: String
    private var count = 0

    init(_ name: String) { start = "\(name)-" + String(SystemRandom.integer(), radix: 36) }

    mutating func next() -> String {
        count += 1
        return "\(start)-\(count)"
    }
}

/// What this session has asked the broker to do. Its events may come before or after the answer.
struct OwnDeeds {
    static let sequencesMax = 256
    /// Asked and not yet answered.
    var pending = 0
    private var sequences: [Int64] = []

    mutating func add(_ sequence: Int64) {
        sequences.append(sequence)
        if sequences.count > Self.sequencesMax { sequences.removeFirst() }
    }

    func contains(_ sequence: Int64) -> Bool { sequences.contains(sequence) }
}

/// Which tickets were opened one after the other, so that one can go back.
struct Trail {
    static let ticketsMax = 100
    private var tickets: [Int64] = []

    mutating func opened(_ ticket: Int64) {
        guard tickets.last != ticket else { return }
        tickets.append(ticket)
        if tickets.count > Self.ticketsMax { tickets.removeFirst() }
    }

    /// The one before that which is open; nil where there is none.
    mutating func goBack(from open: Int64?) -> Int64? {
        if let open, tickets.last == open { tickets.removeLast() }
        return tickets.popLast()
    }
}
