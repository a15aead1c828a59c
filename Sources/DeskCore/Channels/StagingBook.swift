/// Accounts as they are connected, edited and deleted.
public struct StagingBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
