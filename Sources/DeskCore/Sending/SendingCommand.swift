/// How replies leave: the undo window, other channels, calls, conversations that a rep begins. What a peer may want of it.
public enum SendingCommand: Sendable {
    case none
}
