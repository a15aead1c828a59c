/// What reps read by: saved views, what each has read, whom a ticket concerns.
public struct ViewBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
