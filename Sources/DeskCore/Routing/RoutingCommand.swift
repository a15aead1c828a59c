/// Who gets a new ticket, and why. What a peer may want of it.
public enum RoutingCommand: Sendable {
    case none
}
