/// How replies leave: the undo window, other channels, calls, conversations that a rep begins.
public struct SendingBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
