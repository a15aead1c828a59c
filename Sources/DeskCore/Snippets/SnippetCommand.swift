/// What somebody may want of the texts that reps write again and again.
public enum SnippetCommand: Sendable {
    case set(SnippetChange, Key)
    case remove(SnippetSlug, Key)
}
