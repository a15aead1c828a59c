/// What messages hold besides their words, and what becomes of them later: edits, deletions, reactions.
public struct ContentBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
