/// Who is kept out: blocked senders, spam, trash, rates and lists. What a peer may want of it.
public enum StrangerCommand: Sendable {
    case none
}
