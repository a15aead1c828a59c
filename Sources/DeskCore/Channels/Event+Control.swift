extension Event {
    /// Whether it changes how the desk works, and not what is on it: what an audit lists.
    public var isControl: Bool {
        switch self {
        case .channelRegistered, .accountCreated, .accountChanged: true
        case .account(let event): event.isControl
        case .people(let event): Self.isGeneral(event.subject)
        case .routing(let event): Self.isGeneral(event.subject)
        case .contact(.merged), .contact(.unmerged), .contact(.forgotten): true
        case .contact: false
        case .pipeline(let event): Self.isGeneral(event.subject)
        case .stranger(let event): event.subject.ticket == nil
        case .service(let event): Self.isGeneral(event.subject)
        case .sending(let event): Self.isGeneral(event.subject)
        case .view(let event): Self.isGeneral(event.subject)
        case .snippet(let event): Self.isGeneral(event.subject)
        case .merge(let event): Self.isGeneral(event.subject)
        case .contactCreated, .threadOpened, .ticketOpened, .messageReceived, .replySent, .noted, .assigned, .statusChanged,
            .deliveryChanged, .keyUsed:
            false
        }
    }

    private static func isGeneral(_ subject: (ticket: TicketID?, contact: ContactID?)) -> Bool {
        subject.ticket == nil && subject.contact == nil
    }

    /// The account that a control event is about; nil where it is about none or about several.
    public var controlledAccount: AccountSlug? {
        switch self {
        case .accountCreated(let account): account.slug
        case .accountChanged(let slug, _, _): slug
        case .account(let event): event.account
        case .routing(.settingsChanged(let slug, _)): slug
        case .pipeline(.policySet(let slug, _)): slug
        case .pipeline(.accountMoved(let slug, from: _, to: _)): slug
        case .stranger(.guardSet(let slug, _)): slug
        default: nil
        }
    }
}

extension AccountEvent {
    fileprivate var isControl: Bool {
        switch self {
        case .told, .held, .released, .silenced, .connectExpired: false
        case .staged, .connected, .connectFailed, .edited, .authorized, .queueSettled, .deleted: true
        }
    }

    fileprivate var account: AccountSlug? {
        switch self {
        case .staged(let staged): staged.request.renewed
        case .connected(let connected): connected.account
        case .edited(let edited): edited.account
        case .authorized(let slug, _, _), .queueSettled(let slug, _), .deleted(let slug, _): slug
        case .connectFailed, .connectExpired, .told, .held, .released, .silenced: nil
        }
    }
}
