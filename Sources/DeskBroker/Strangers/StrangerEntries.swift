internal import DeskCore
internal import DeskWire

/// How the journal has this part's events: as the wire has them.
extension EntryMembers {
    static let stranger: [String: [[UInt8]]] = [
        "blocked": names("event contact identifier reason"),
        "unblocked": names("event contact identifier"),
        "ticket_marked": names("event ticket mark cause status"),
        "ticket_unmarked": names("event ticket"),
        "ticket_purged": names("event ticket"),
        "account_guard_set": names("event account perSender perAccount allow deny"),
    ]
}

extension EntryCoding {
    static func append(_ event: StrangerEvent, to writer: inout JSONWriter) { writer.strangerEvent(event) }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func stranger(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        let event: StrangerEvent? =
            switch kind {
            case "blocked": .blocked(try target(value), reason: optionalText(value, "reason"))
            case "unblocked": .unblocked(try target(value))
            case "ticket_marked": .marked(try ticket(value), try mark(value))
            case "ticket_unmarked": .unmarked(try ticket(value))
            case "ticket_purged": .purged(try ticket(value))
            case "account_guard_set": .guardSet(try account(value), try limits(value))
            default: nil
            }
        return event.map { .stranger($0) }
    }

    private func target(_ value: JSONValue) throws(UnreadableEntry) -> BlockTarget {
        value["contact"] == nil ? .identifier(try identifier(value["identifier"])) : .contact(ContactID(try small(value, "contact")))
    }

    private func mark(_ value: JSONValue) throws(UnreadableEntry) -> TicketMark {
        guard let kind = value["mark"]?.string.flatMap({ TicketMark.Kind(rawValue: $0) }),
            let cause = value["cause"]?.string.flatMap({ TicketMark.Cause(rawValue: $0) })
        else { throw unreadable("an unknown mark") }
        return TicketMark(kind: kind, cause: cause, status: value["status"] == nil ? nil : StatusSlug(try slug(value, "status")))
    }

    private func limits(_ value: JSONValue) throws(UnreadableEntry) -> AccountGuard {
        do throws(Refusal) {
            return try Dispatch.guardChange(of: value).applied(to: AccountGuard())
        } catch {
            throw unreadable(error.message)
        }
    }
}
