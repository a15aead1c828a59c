/// How replies leave: the undo window, other channels, calls, conversations that a rep begins. What a peer may want of it.
public enum SendingCommand: Sendable {
    /// Whoever wrote a reply takes it back, as long as nobody outside has it.
    case undo(MessageID, Key)
}
