/// Who gets a new ticket, and why. What a peer may want of it.
public enum RoutingCommand: Sendable {
    /// - Parameter revision: of the account, as the asker saw it; nil where they insist.
    case set(AccountSlug, RoutingChange, revision: UInt64?)
    /// A notice to an owner is where the mail is fetched from.
    case noticeWritten(SequenceNumber)
}
