/// Service levels: how long contacts may wait, and how long they have. What a peer may want of it.
public enum ServiceCommand: Sendable {
    case none
}
