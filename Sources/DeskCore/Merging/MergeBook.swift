/// Tickets that become one, and one that becomes two.
public struct MergeBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
