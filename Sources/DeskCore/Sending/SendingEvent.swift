/// How replies leave: the undo window, other channels, calls, conversations that a rep begins. What has happened of it.
public enum SendingEvent: Sendable {
    /// What comes in the conversation belongs to the ticket from now on.
    case threadLinked(ThreadID, TicketID)
    /// A rep has begun it: its name is ours until the service gives it another.
    case threadBegun(ThreadID)
    /// The service's name for a conversation that a rep has begun.
    case threadNamed(ThreadID, [UInt8])
}

extension SendingEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .threadLinked(_, let ticket): (ticket, nil)
        case .threadBegun, .threadNamed: (nil, nil)
        }
    }
}
