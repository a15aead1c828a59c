internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: ContactQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .contact(let contact): send(try answerContact(contact, to: try asked(id)), to: session)
        case .contacts(let query): send(answerContacts(query, to: try asked(id)), to: session)
        case .findThreads(let identifier, let account): send(try answerThreads(of: identifier, account, to: try asked(id)), to: session)
        }
    }

    private func answerContact(_ id: ContactID, to request: UInt64) throws(Refusal) -> [UInt8] {
        guard let contact = desk.contacts[id] else { throw Refusal(.notFound, "There is no contact \(id.number).") }
        return AnswerFrames.ok(to: request) { writer in
            writer.contactMembers(contact, in: desk)
            writer.name("tickets")
            writer.beginArray()
            for ticket in tickets(of: contact.id) where writer.bytes.count < limits.answerBytesMax { writer.ticket(ticket, in: desk) }
            writer.endArray()
        }
    }

    /// The latest first, without those that are out of sight.
    private func tickets(of contact: ContactID) -> [Ticket] {
        let family = Set(desk.contacts.family(of: contact).map(\.number))
        let found = desk.tickets.all.filter { ticket in
            desk.strangers.mark(ticket.id) == nil && (desk.threads[ticket.thread].map { family.contains($0.contact.number) } ?? false)
        }
        return found.suffix(Self.ticketsOfContactMax).reversed()
    }

    private static let ticketsOfContactMax = 50
    /// What is looked at in vain has a ceiling as well, so that one question never holds up a turn.
    private static let contactsLookedAtMax = 50_000

    private func answerContacts(_ query: ContactListQuery, to request: UInt64) -> [UInt8] {
        AnswerFrames.ok(to: request) { writer in
            var number = query.after
            var shown = 0
            let end = UInt32(clamping: min(desk.contacts.count, Int(query.after) + Self.contactsLookedAtMax))
            writer.name("items")
            writer.beginArray()
            while number < end, shown < query.limit, writer.bytes.count < limits.answerBytesMax {
                number += 1
                guard let contact = desk.contacts.itself(ContactID(number)), contact.mergedInto == nil, !contact.isForgotten,
                    matches(contact.id, query.words)
                else { continue }
                writer.beginObject()
                writer.contactMembers(contact, in: desk)
                writer.endObject()
                shown += 1
            }
            writer.endArray()
            writer.field("next", optional: Int(number) < desk.contacts.count ? UInt64(number) : nil)
        }
    }

    private func matches(_ id: ContactID, _ words: [[UInt8]]) -> Bool {
        guard !words.isEmpty else { return true }
        let texts = [desk.contacts.name(of: id)?.utf8 ?? []] + desk.contacts.identifiers(of: id).map(\.value)
        return words.allSatisfy { word in texts.contains { TicketCondition.contains($0, word) } }
    }

    /// Where somebody's messages are, by an address of theirs.
    private func answerThreads(of identifier: Identifier, _ account: AccountSlug?, to request: UInt64) throws(Refusal) -> [UInt8] {
        if let account, desk.channels.account(account) == nil { throw Refusal(Rejection.unknownAccount) }
        let found = desk.threads.all.filter { thread in
            (thread.party == identifier || thread.others.contains(identifier)) && (account == nil || thread.account == account)
        }
        return AnswerFrames.ok(to: request) { writer in
            writer.name("items")
            writer.beginArray()
            for thread in found.suffix(Self.ticketsOfContactMax).reversed() {
                writer.beginObject()
                writer.slug("account", thread.account.slug)
                writer.name("thread")
                writer.string(utf8: thread.wireName)
                writer.contact(thread.contact, in: desk)
                writer.field("ticket", optional: thread.ticket.map { UInt64($0.number) })
                writer.endObject()
            }
            writer.endArray()
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log. They name numbers, and nobody.
    mutating func follow(_ event: ContactEvent, in sequence: SequenceNumber) {
        switch event {
        case .merged(let contact, let other): note(.notice, "contact \(contact.number) was merged into \(other.number)")
        case .unmerged(let contact): note(.notice, "contact \(contact.number) stands for itself again")
        case .forgotten(let contact, _):
            note(.notice, "contact \(contact.number) was forgotten")
            blobsMayBeGone = true
        case .set, .propertiesChanged, .named, .resolved: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: ContactCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .unmerge(let contact, _): writer.field("contact", UInt64(contact.number))
        // Of one that was merged it is said who it is now.
        case .set(let contact, _), .forget(let contact, confirmed: _, reason: _, _), .merge(_, into: let contact, _):
            writer.field("contact", UInt64(desk.contacts.current(contact).number))
        }
    }
}
