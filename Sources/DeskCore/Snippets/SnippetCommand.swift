/// Texts that reps write again and again. What a peer may want of it.
public enum SnippetCommand: Sendable {
    case none
}
