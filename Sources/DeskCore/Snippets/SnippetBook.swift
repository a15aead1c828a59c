/// Texts that reps write again and again.
public struct SnippetBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
