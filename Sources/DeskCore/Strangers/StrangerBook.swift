/// Who is kept out: blocked senders, spam, trash, rates and lists.
public struct StrangerBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
