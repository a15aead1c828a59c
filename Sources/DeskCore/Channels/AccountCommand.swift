/// Accounts as they are connected, edited and deleted. What a peer may want of it.
public enum AccountCommand: Sendable {
    case none
}
