/// What messages hold besides their words, and what becomes of them later: edits, deletions, reactions. What a peer may want of it.
public enum MessageCommand: Sendable {
    case none
}
