/// Service levels: how long contacts may wait, and how long they have.
public struct ServiceBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
