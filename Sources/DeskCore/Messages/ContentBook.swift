/// What messages did to earlier ones: who edited, deleted or reacted to which. The words are in the journal.
public struct ContentBook: Sendable {
    private var actions: [MessageID: MessageAction] = [:]
    /// What was done to a message, oldest first.
    private var followers: [MessageID: [MessageID]] = [:]

    /// Nil for a message that was said anew.
    public func action(of message: MessageID) -> MessageAction? { actions.isEmpty ? nil : actions[message] }
    public func linked(to message: MessageID) -> [MessageID] { followers.isEmpty ? [] : followers[message] ?? [] }

    mutating func apply(_ message: MessageID, _ content: MessageContent?) {
        guard let action = content?.action, actions[message] == nil else { return }
        actions[message] = action
        if let target = action.target { followers[target, default: []].append(message) }
    }

    func write(to state: inout StateWriter) {
        for (message, action) in actions.sorted(by: { $0.key < $1.key }) {
            state.write(message.number)
            state.write(Array(action.kind.rawValue.utf8))
            state.write(action.target) { $0.write($1.number) }
        }
    }
}
