internal import DeskCore
internal import DeskWire

/// What became of a message later, where its ticket is read: its latest words, that it was deleted, how people reacted.
extension Broker {
    /// So many of what was done to one message are looked at, the latest.
    private static let amendmentsMax = 100

    /// The members `edited`, `deleted` and `reactions`, each where there is something to say.
    func appendAmendments(of id: MessageID, to writer: inout JSONWriter) {
        let linked = desk.contents.linked(to: id)
        guard !linked.isEmpty else { return }
        var amendments = Amendments()
        for message in linked.suffix(Self.amendmentsMax) { amendments.add(message, entry(SequenceNumber(message.number)), desk) }
        amendments.append(to: &writer)
    }
}

private struct Amendments {
    private struct Reaction {
        let sign: Text
        /// Nil for the contact.
        let rep: RepName?
    }

    private var edit: (message: MessageID, text: Text, at: Timestamp)?
    private var deletion: (message: MessageID, at: Timestamp)?
    private var reactions: [Reaction] = []

    mutating func add(_ id: MessageID, _ entry: Entry, _ desk: Desk) {
        // What never went out has changed nothing at the contact's.
        if let state = desk.deliveries[id]?.state, state == .canceled || state == .failed { return }
        for event in entry.events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)):
                add(id, received.content?.action ?? desk.contents.action(of: id), received.text, nil, entry.at)
            case .replySent(let reply): add(id, reply.content?.action, reply.text, reply.rep, entry.at)
            default: continue
            }
        }
    }

    private mutating func add(_ id: MessageID, _ action: MessageAction?, _ text: Text, _ rep: RepName?, _ at: Timestamp) {
        switch action {
        case .edit: edit = (id, text, at)
        case .delete: deletion = (id, at)
        case .reaction(_, let isRemoved):
            reactions.removeAll { $0.sign == text && $0.rep == rep }
            if !isRemoved { reactions.append(Reaction(sign: text, rep: rep)) }
        case .call, nil: break
        }
    }

    func append(to writer: inout JSONWriter) {
        if let edit {
            writer.name("edited")
            writer.beginObject()
            writer.field("message", edit.message.number)
            writer.text("text", edit.text)
            writer.time("at", edit.at)
            writer.endObject()
        }
        if let deletion {
            writer.name("deleted")
            writer.beginObject()
            writer.field("message", deletion.message.number)
            writer.time("at", deletion.at)
            writer.endObject()
        }
        guard !reactions.isEmpty else { return }
        writer.name("reactions")
        writer.beginArray()
        for reaction in reactions {
            writer.beginObject()
            writer.text("text", reaction.sign)
            if let rep = reaction.rep { writer.rep(rep) }
            writer.endObject()
        }
        writer.endArray()
    }
}
