// A snippet for the ticket at hand.
extension Desk {
    /// The text with what is known of the ticket, its contact and whoever answers.
    public func filled(_ snippet: Snippet, for ticket: Ticket, by rep: RepName) -> FilledSnippet {
        var filled = FilledSnippet()
        for piece in SnippetText(snippet.text.utf8).pieces {
            switch piece {
            case .words(let words): filled.text += words
            case .unknown(let name): filled.text += Array("{{".utf8) + name + Array("}}".utf8)
            case .field(let field):
                if let value = value(of: field, ticket, rep), !value.isEmpty {
                    filled.text += value
                } else {
                    filled.text += FilledSnippet.marker(of: field.name)
                    if !filled.missing.contains(field.name) { filled.missing.append(field.name) }
                }
            }
        }
        return filled
    }

    private func value(of field: SnippetField, _ ticket: Ticket, _ rep: RepName) -> [UInt8]? {
        let thread = threads[ticket.thread]
        let contact = thread.map { contacts.current($0.contact) }
        switch field {
        case .contactName: return contact.flatMap { contacts.name(of: $0)?.utf8 }
        case .contactFirstName:
            return contact.flatMap { contacts.name(of: $0)?.utf8 }.map { Array($0.drop { $0 == 0x20 }.prefix { $0 != 0x20 }) }
        case .contactAddress: return thread.flatMap { $0.party.kind == .opaque ? nil : $0.party.value }
        case .contact(let property): return contact.flatMap { contacts.properties(of: $0)[property]?.words }
        case .ticketNumber: return Array("\(ticket.id.number)".utf8)
        case .ticketSubject: return ticket.subject.utf8
        case .ticketStatus: return ticket.status.slug.bytes
        case .ticket(let property): return ticket.properties[property]?.words
        case .repName: return people.rep(rep)?.label?.utf8 ?? rep.slug.bytes
        case .accountLabel: return thread.flatMap { channels.account($0.account)?.label.utf8 }
        }
    }
}

extension PropertyValue {
    /// As it is said to people.
    fileprivate var words: [UInt8] {
        switch self {
        case .text(let text): text.utf8
        case .number(let digits): digits
        case .bool(let flag): Array((flag ? "yes" : "no").utf8)
        case .texts(let texts): Array(texts.map(\.utf8).joined(separator: Array(", ".utf8)))
        }
    }
}
