extension Event {
    /// The tickets of which other conditions may hold from now on; nil where that may be any.
    public var touchedTickets: [TicketID]? {
        switch self {
        case .ticketOpened(let opened): [opened.ticket]
        case .messageReceived(let received): [received.ticket]
        case .replySent(let reply): [reply.ticket]
        case .noted(let noted): [noted.ticket]
        case .assigned(let ticket, _, _), .statusChanged(let ticket, _, _): [ticket]
        case .deliveryChanged(let change): [change.ticket]
        case .account(.released(let received, _)): [received.ticket]
        case .view(.read(let marks)): marks.map(\.ticket)
        case .merge(.merged(let ticket, let other, _)), .merge(.unmerged(let ticket, let other)): [ticket, other]
        case .merge(.split(let split)): [split.ticket, split.into, split.home]
        case .people(.repSet), .people(.repRemoved), .people(.teamSet), .people(.teamRemoved): nil
        case .pipeline(let event): event.subject.ticket.map { [$0] }
        case .service(let event): event.subject.ticket.map { [$0] }
        case .view(let event): Self.some(event.subject)
        case .routing(let event): Self.some(event.subject)
        case .stranger(let event): Self.some(event.subject)
        case .sending(let event): Self.some(event.subject)
        case .channelRegistered, .accountCreated, .accountChanged, .contactCreated, .threadOpened, .keyUsed, .people, .account, .contact,
            .snippet:
            []
        }
    }

    private static func some(_ subject: (ticket: TicketID?, contact: ContactID?)) -> [TicketID] { subject.ticket.map { [$0] } ?? [] }
}
