/// What a rep may be called for.
public enum NotifyTopic: String, CaseIterable, Comparable, Sendable {
    case assigned
    case newUnassigned = "new_unassigned"
    /// On a ticket of one's own.
    case newMessage = "new_message"
    case mention
    /// A new message on a ticket that one follows.
    case followed
    case slaDueSoon = "sla_due_soon"
    case slaOverdue = "sla_overdue"
    case deliveryFailed = "delivery_failed"
    case channelDown = "channel_down"

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
