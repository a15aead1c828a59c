/// The unit of work that somebody is answerable for.
public struct Ticket: Sendable {
    public enum Side: UInt8, Sendable { case contact, rep }

    public let id: TicketID
    public let subject: Text
    public let thread: ThreadID
    public let opened: Timestamp
    public let followUpOf: TicketID?
    public fileprivate(set) var status: StatusSlug
    public fileprivate(set) var owner: RepName?
    public fileprivate(set) var closed: Timestamp?
    public fileprivate(set) var updated: Timestamp
    /// The highest entry that touched it: what a rep's `seen` is held against.
    public fileprivate(set) var head: SequenceNumber
    public fileprivate(set) var lastSide: Side?
    /// Whether anybody of our side has ever answered it.
    public fileprivate(set) var isAnswered = false
    /// Messages and notes in order.
    public fileprivate(set) var timeline: [MessageID] = []
    /// Deliveries that need somebody's attention or are still on their way.
    public fileprivate(set) var unsent = 0
    public fileprivate(set) var failed = 0
    public fileprivate(set) var unknown = 0
}

/// Tickets, and the rules of which ticket a message belongs to.
public struct TicketBook: Sendable {
    /// A closed ticket is reopened by a message up to so many hours later; after that a follow-up is opened.
    public static let reopenHours: Int64 = 72

    public let pipeline = Pipeline.standard
    private var tickets: [Ticket] = []
    public private(set) var openCount = 0
    /// Tickets by status, in the pipeline's order.
    private var statusCounts: [Int]

    init() { statusCounts = pipeline.statuses.map { _ in 0 } }

    public var count: Int { tickets.count }
    public var counts: [(status: StatusSlug, isOpen: Bool, count: Int)] {
        zip(pipeline.statuses, statusCounts).map { ($0.slug, $0.isOpen, $1) }
    }
    public var all: [Ticket] { tickets }

    public subscript(id: TicketID) -> Ticket? {
        tickets.indices.contains(Int(id.number) - 1) ? tickets[Int(id.number) - 1] : nil
    }

    public func isOpen(_ ticket: Ticket) -> Bool { pipeline.isOpen(ticket.status) }

    func existing(_ id: TicketID) throws(Rejection) -> Ticket {
        guard let ticket = self[id] else { throw .unknownTicket(id) }
        return ticket
    }

    enum Placement {
        case current(TicketID)
        case reopened(TicketID, from: StatusSlug)
        case new(followUpOf: TicketID?)
    }

    /// Where a message goes whose thread's ticket was `latest`.
    func placement(after latest: TicketID?, at now: Timestamp) -> Placement {
        guard let id = latest else { return .new(followUpOf: nil) }
        // Its fields are read in place: a copy of the ticket would cost every message a dozen references.
        let index = Int(id.number) - 1
        guard let closed = tickets[index].closed else { return .current(id) }
        return now <= closed.adding(hours: Self.reopenHours) ? .reopened(id, from: tickets[index].status) : .new(followUpOf: id)
    }

    var nextID: TicketID { TicketID(UInt32(tickets.count + 1)) }

    /// The status that a ticket gets because somebody wrote, or nothing where it stays.
    func statusAfter(_ side: Ticket.Side, on id: TicketID) -> [Event] {
        let index = Int(id.number) - 1
        guard tickets.indices.contains(index), tickets[index].closed == nil else { return [] }
        let status = tickets[index].status
        let next: StatusSlug? =
            switch side {
            case .rep: pipeline.onRepReply
            case .contact: status == pipeline.onRepReply ? pipeline.onContactReply : nil
            }
        guard let next, next != status else { return [] }
        return [.statusChanged(id, from: status, to: next)]
    }

    func set(_ ticket: Ticket, _ status: StatusSlug) throws(Rejection) -> [Event] {
        try pipeline.checkKnown(status)
        return ticket.status == status ? [] : [.statusChanged(ticket.id, from: ticket.status, to: status)]
    }

    func assign(_ ticket: Ticket, to rep: RepName?, expected: Expectation) throws(Rejection) -> [Event] {
        if case .owner(let believed) = expected, believed != ticket.owner { throw .ownerChanged(ticket.owner) }
        return ticket.owner == rep ? [] : [.assigned(ticket.id, from: ticket.owner, to: rep)]
    }

    mutating func apply(_ opened: TicketOpened, in sequence: SequenceNumber, at now: Timestamp) {
        tickets.append(
            Ticket(
                id: opened.ticket, subject: opened.subject, thread: opened.thread, opened: now, followUpOf: opened.followUpOf,
                status: opened.status, updated: now, head: sequence))
        if pipeline.isOpen(opened.status) { openCount += 1 }
        count(opened.status, by: 1)
    }

    private mutating func count(_ status: StatusSlug, by step: Int) {
        if let place = pipeline.statuses.firstIndex(where: { $0.slug == status }) { statusCounts[place] += step }
    }

    mutating func append(_ message: MessageID, to id: TicketID, side: Ticket.Side?) {
        Self.insert(message, into: &tickets[Int(id.number) - 1].timeline)
        guard let side else { return }
        tickets[Int(id.number) - 1].lastSide = side
        if side == .rep { tickets[Int(id.number) - 1].isAnswered = true }
    }

    /// In the order in which they came, also what was kept back meanwhile.
    private static func insert(_ message: MessageID, into timeline: inout [MessageID]) {
        var place = timeline.count
        while place > 0, message < timeline[place - 1] { place -= 1 }
        timeline.insert(message, at: place)
    }

    mutating func apply(_ id: TicketID, owner: RepName?) { tickets[Int(id.number) - 1].owner = owner }

    mutating func apply(_ id: TicketID, status: StatusSlug, at now: Timestamp) {
        let index = Int(id.number) - 1
        let wasOpen = pipeline.isOpen(tickets[index].status)
        let isOpen = pipeline.isOpen(status)
        count(tickets[index].status, by: -1)
        count(status, by: 1)
        tickets[index].status = status
        if wasOpen != isOpen {
            tickets[index].closed = isOpen ? nil : now
            openCount += isOpen ? 1 : -1
        }
    }

    /// A delivery of the ticket went from one state to another.
    mutating func count(_ id: TicketID, from old: DeliveryState?, to new: DeliveryState) {
        if let old { count(id, old, by: -1) }
        count(id, new, by: 1)
    }

    private mutating func count(_ id: TicketID, _ state: DeliveryState, by step: Int) {
        let index = Int(id.number) - 1
        switch state {
        case .queued, .held, .dispatched, .accepted: tickets[index].unsent += step
        case .failed: tickets[index].failed += step
        case .unknown: tickets[index].unknown += step
        case .sent, .delivered, .read, .canceled: break
        }
    }

    mutating func touch(_ id: TicketID, in sequence: SequenceNumber, at now: Timestamp) {
        tickets[Int(id.number) - 1].head = sequence
        tickets[Int(id.number) - 1].updated = now
    }

    func write(to state: inout StateWriter) {
        for ticket in tickets {
            state.write(ticket.id.number)
            state.write(ticket.subject.encoded)
            state.write(ticket.thread.number)
            state.write(ticket.opened.milliseconds)
            state.write(ticket.followUpOf) { $0.write($1.number) }
            state.write(ticket.status.slug)
            state.write(ticket.owner) { $0.write($1.slug) }
            state.write(ticket.closed) { $0.write($1.milliseconds) }
            state.write(ticket.updated.milliseconds)
            state.write(ticket.head.number)
            state.write(ticket.lastSide) { $0.write($1.rawValue) }
            for message in ticket.timeline { state.write(message.number) }
            for count in [ticket.unsent, ticket.failed, ticket.unknown] { state.write(count) }
        }
        state.write(openCount)
    }
}
