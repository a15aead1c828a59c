/// What reps read by: saved views, what each has read, whom a ticket concerns. What a peer may want of it.
public enum ViewCommand: Sendable {
    case none
}
