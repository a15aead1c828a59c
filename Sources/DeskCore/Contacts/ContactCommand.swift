/// Who writes in: what is known of them, merged and forgotten. What a peer may want of it.
public enum ContactCommand: Sendable {
    case none
}
