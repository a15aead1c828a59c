/// Who gets a new ticket, and why.
public struct RoutingTable: Sendable {
    func write(to state: inout StateWriter) {
    }
}
