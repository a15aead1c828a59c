internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: ContactQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .contact(let contact): send(try answerContact(contact, to: try asked(id)), to: session)
        }
    }

    private func answerContact(_ id: ContactID, to request: UInt64) throws(Refusal) -> [UInt8] {
        guard let contact = desk.contacts[id] else { throw Refusal(.notFound, "There is no contact \(id.number).") }
        return AnswerFrames.ok(to: request) { writer in
            writer.field("contact", UInt64(id.number))
            writer.optionalText("name", contact.name)
            writer.slug("owner", contact.owner?.slug)
            writer.name("identifiers")
            writer.beginArray()
            for identifier in contact.identifiers { writer.identifier(identifier) }
            writer.endArray()
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: ContactEvent, in sequence: SequenceNumber) {}
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: ContactCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .set(let contact, _): writer.field("contact", UInt64(contact.number))
        }
    }
}
