/// Tickets that become one, and one that becomes two. What a peer may want of it.
public enum MergeCommand: Sendable {
    case none
}
