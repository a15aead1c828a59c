/// The unit of work that somebody is answerable for.
public struct Ticket: Sendable {
    public enum Side: UInt8, Sendable { case contact, rep }

    public let id: TicketID
    public fileprivate(set) var subject: Text
    public let thread: ThreadID
    public let opened: Timestamp
    /// The entry that opened it.
    public let opening: SequenceNumber
    public let followUpOf: TicketID?
    public fileprivate(set) var pipeline: PipelineSlug
    public fileprivate(set) var status: StatusSlug
    public fileprivate(set) var properties: [PropertySlug: PropertyValue]
    public fileprivate(set) var owner: RepName?
    /// The ticket that it is part of now.
    public fileprivate(set) var mergedInto: TicketID?
    /// It was in the trash for too long: nobody sees it or does anything on it.
    public fileprivate(set) var isPurged = false
    /// When it was closed; nil while it is open.
    public fileprivate(set) var closed: Timestamp?
    /// How often it was opened again.
    public fileprivate(set) var reopenings = 0
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
    private var tickets: [Ticket] = []
    public private(set) var openCount = 0
    /// Tickets by pipeline and status; there are few of either.
    private var statusCounts: [(pipeline: PipelineSlug, status: StatusSlug, count: Int)] = []

    public var count: Int { tickets.count }
    public var all: [Ticket] { tickets }

    public subscript(id: TicketID) -> Ticket? {
        tickets.indices.contains(Int(id.number) - 1) ? tickets[Int(id.number) - 1] : nil
    }

    /// The ticket that the entry has opened; nil where it opened none. Asked of a late entry mostly.
    public func opened(in entry: SequenceNumber) -> TicketID? { tickets.last { $0.opening == entry }?.id }

    public func isOpen(_ ticket: Ticket) -> Bool { ticket.closed == nil }

    // Read in place: a copy of the ticket would cost every message a dozen references.
    func closed(_ id: TicketID) -> Timestamp? { tickets[Int(id.number) - 1].closed }
    func pipeline(_ id: TicketID) -> PipelineSlug { tickets[Int(id.number) - 1].pipeline }

    /// Nil where it is closed, or is not there yet.
    func openStatus(_ id: TicketID) -> StatusSlug? {
        let index = Int(id.number) - 1
        return tickets.indices.contains(index) && tickets[index].closed == nil ? tickets[index].status : nil
    }

    public func count(in pipeline: PipelineSlug, _ status: StatusSlug) -> Int {
        statusCounts.first { $0.status == status && $0.pipeline == pipeline }?.count ?? 0
    }

    func count(in pipeline: PipelineSlug) -> Int { statusCounts.reduce(0) { $0 + ($1.pipeline == pipeline ? $1.count : 0) } }

    /// What tickets say in a property: a look at each of them, for an admin who changes it.
    func values(of property: PropertySlug) -> [PropertyValue] { tickets.compactMap { $0.properties[property] } }

    func existing(_ id: TicketID) throws(Rejection) -> Ticket {
        guard let ticket = self[id], !ticket.isPurged else { throw .unknownTicket(id) }
        if let other = ticket.mergedInto {
            throw .conflicting("Ticket \(id.number) was merged into ticket \(other.number); work goes on there.")
        }
        return ticket
    }

    var nextID: TicketID { TicketID(UInt32(tickets.count + 1)) }

    func assign(_ ticket: Ticket, to rep: RepName?, expected: Expectation) throws(Rejection) -> [Event] {
        if case .owner(let believed) = expected, believed != ticket.owner { throw .ownerChanged(ticket.owner) }
        return ticket.owner == rep ? [] : [.assigned(ticket.id, from: ticket.owner, to: rep)]
    }

    mutating func apply(_ opened: TicketOpened, isOpen: Bool = true, in sequence: SequenceNumber, at now: Timestamp) {
        tickets.append(
            Ticket(
                id: opened.ticket, subject: opened.subject, thread: opened.thread, opened: now, opening: sequence,
                followUpOf: opened.followUpOf, pipeline: opened.pipeline, status: opened.status,
                properties: Dictionary(uniqueKeysWithValues: opened.properties.map { ($0.property, $0.value) }), updated: now,
                head: sequence))
        if isOpen { openCount += 1 } else { tickets[tickets.count - 1].closed = now }
        count(opened.pipeline, opened.status, by: 1)
    }

    private mutating func count(_ pipeline: PipelineSlug, _ status: StatusSlug, by step: Int) {
        if let place = statusCounts.firstIndex(where: { $0.status == status && $0.pipeline == pipeline }) {
            statusCounts[place].count += step
        } else {
            statusCounts.append((pipeline, status, step))
        }
    }

    /// What it was about is gone from the desk.
    mutating func forget(_ id: TicketID) {
        tickets[Int(id.number) - 1].subject = Text(encoded: Array("(forgotten)".utf8))
        tickets[Int(id.number) - 1].properties = [:]
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
        if place == timeline.count { timeline.append(message) } else { timeline.insert(message, at: place) }
    }

    mutating func purge(_ id: TicketID) { tickets[Int(id.number) - 1].isPurged = true }

    // MARK: Merging and splitting

    mutating func apply(_ id: TicketID, mergedInto other: TicketID?) { tickets[Int(id.number) - 1].mergedInto = other }

    mutating func move(_ messages: [MessageID], from id: TicketID, to other: TicketID) {
        let moved = Set(messages)
        tickets[Int(id.number) - 1].timeline.removeAll { moved.contains($0) }
        tickets[Int(other.number) - 1].timeline = (tickets[Int(other.number) - 1].timeline + messages).sorted()
    }

    /// A delivery in this state goes along.
    mutating func carry(_ state: DeliveryState, from id: TicketID, to other: TicketID) {
        count(id, state, by: -1)
        count(other, state, by: 1)
    }

    /// Who said what is on it now, in order.
    mutating func apply(_ id: TicketID, sides: [Ticket.Side]) {
        tickets[Int(id.number) - 1].lastSide = sides.last
        tickets[Int(id.number) - 1].isAnswered = sides.contains(.rep)
    }

    mutating func apply(_ id: TicketID, owner: RepName?) { tickets[Int(id.number) - 1].owner = owner }

    mutating func apply(_ id: TicketID, status: StatusSlug, isOpen: Bool, at now: Timestamp) {
        apply(id, pipeline: pipeline(id), status, isOpen: isOpen, at: now)
    }

    mutating func apply(_ id: TicketID, pipeline: PipelineSlug, _ status: StatusSlug, isOpen: Bool, at now: Timestamp) {
        let index = Int(id.number) - 1
        count(tickets[index].pipeline, tickets[index].status, by: -1)
        count(pipeline, status, by: 1)
        tickets[index].pipeline = pipeline
        tickets[index].status = status
        let wasOpen = tickets[index].closed == nil
        guard wasOpen != isOpen else { return }
        tickets[index].closed = isOpen ? nil : now
        if isOpen { tickets[index].reopenings += 1 }
        openCount += isOpen ? 1 : -1
    }

    mutating func apply(_ id: TicketID, _ properties: [(property: PropertySlug, value: PropertyValue?)]) {
        for (property, value) in properties { tickets[Int(id.number) - 1].properties[property] = value }
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
            state.write(ticket.pipeline.slug)
            state.write(ticket.status.slug)
            for (property, value) in ticket.properties.sorted(by: { $0.key < $1.key }) {
                state.write(property.slug)
                state.write(value)
            }
            state.write(ticket.reopenings)
            state.write(ticket.owner) { $0.write($1.slug) }
            state.write(ticket.mergedInto) { $0.write($1.number) }
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
