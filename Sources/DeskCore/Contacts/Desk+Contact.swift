/// Who writes in: what is known of them, merged and forgotten.
extension Desk {
    func decide(_ command: ContactCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .set(let id, let change):
            try check(change)
            return .record(try contacts.set(id, change).map { .contact($0) })
        case .merge(let id, let other, let key):
            return try once(numbers: [id, other], "contact.merge", key, by: author) { () throws(Rejection) in
                try contacts.merge(id, into: other)
            }
        case .unmerge(let id, let key):
            return try once(numbers: [id], "contact.unmerge", key, by: author) { () throws(Rejection) in try contacts.unmerge(id) }
        case .forget(let id, let confirmed, let reason, let key):
            let keyed = keys.keyed(by: author, "contact.forget", key: key) { $0.combine(UInt64(id.number)) }
            return try once(keyed, key) { () throws(Rejection) in try forget(id, confirmed, reason) }
        }
    }

    private func check(_ change: ContactChange) throws(Rejection) {
        for (name, value) in change.properties {
            let property = try pipelines.existing(name)
            if let value { try property.check(value) }
        }
    }

    private func once(
        numbers: [ContactID], _ verb: StaticString, _ key: Key, by author: Author, _ decide: () throws(Rejection) -> [ContactEvent]
    ) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, verb, key: key) { for id in numbers { $0.combine(UInt64(id.number)) } }
        return try once(keyed, key) { () throws(Rejection) in try decide().map { .contact($0) } }
    }

    /// What was not sent yet is not sent any more: it would tell the service of somebody whom we have forgotten.
    private func forget(_ id: ContactID, _ confirmed: ContactID, _ reason: Text?) throws(Rejection) -> [Event] {
        guard confirmed == id else {
            throw .badField("confirm", reason: "it is not \(id.number), the contact's own number; what is forgotten does not come back")
        }
        let contact = try contacts.existing(id)
        let family = Set(contacts.family(of: contact.id))
        var events: [Event] = []
        for message in deliveries.unsent {
            guard let delivery = deliveries[message], let thread = threads[delivery.thread], family.contains(thread.contact) else {
                continue
            }
            events += (try? deliveries.drop(delivery)) ?? []
        }
        return events + [.contact(.forgotten(contact.id, reason: reason))]
    }

    mutating func apply(_ event: ContactEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .set(let id, let name, let owner): contacts.apply(id, name: name, owner: owner)
        case .propertiesChanged(let id, let changes): contacts.apply(id, changes)
        case .named(let id, let name): contacts.apply(id, name: name)
        case .resolved(let id, let identifier, let channel, _):
            contacts.apply(id, knownAs: identifier, digest(of: identifier, on: channel))
        case .merged(let id, let other): contacts.apply(merged: id, into: other)
        case .unmerged(let id): contacts.apply(unmerged: id)
        case .forgotten(let id, _): forget(id)
        }
    }

    /// Their threads and tickets stay as places without a content, so that numbers go on to mean what they meant; a message that is
    /// sent again is still known by its key.
    private mutating func forget(_ id: ContactID) {
        let family = contacts.family(of: id)
        let members = Set(family)
        var channels: Set<ChannelKey> = []
        for thread in threads.all where members.contains(thread.contact) {
            if let channel = self.channels.account(thread.account)?.channel { channels.insert(channel) }
            let opened = ThreadOpened(
                thread: thread.id, account: thread.account, name: thread.name, contact: thread.contact, party: thread.party,
                others: thread.others)
            threads.forget(thread.id, digest(of: opened))
        }
        for ticket in tickets.all where threads[ticket.thread].map({ members.contains($0.contact) }) ?? false { tickets.forget(ticket.id) }
        for member in family {
            let identifiers = contacts.itself(member)?.identifiers ?? []
            // An opaque id counts on the channels on which they wrote.
            let digests = identifiers.flatMap { identifier in channels.sorted().map { digest(of: identifier, on: $0) } }
            contacts.apply(forgotten: member, digests)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func contactDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var contactDeadline: Timestamp? { nil }

    /// Whether what was said on the ticket is gone from the desk, and is to be shown to nobody.
    public func isBlank(_ id: TicketID) -> Bool {
        guard contacts.forgottenCount > 0 || strangers.hasPurged, let ticket = tickets[id] else { return false }
        return strangers.isPurged(id) || threads[ticket.thread].map { contacts.isForgotten($0.contact) } ?? false
    }
}

// Steps of intake.
extension Desk {
    /// Whose message it is; nil for somebody new. What the adapter knows for sure comes first.
    func contact(of party: Party, _ publish: Publish, on channel: Channel) throws(Rejection) -> ContactID? {
        if let known = publish.preResolved.first { return try contacts.existing(known.contact).id }
        return contacts.find(digest(of: party.identifier, on: channel.key))
    }

    /// What an adapter knew of the sender beforehand is recorded, where a thread begins by it.
    func resolution(_ publish: Publish, _ party: Party, _ contact: ContactID, on channel: ChannelKey) -> [Event] {
        guard let known = publish.preResolved.first else { return [] }
        return [.contact(.resolved(contact, party.identifier, channel, reason: known.reason))]
    }

    /// A name that their service gives for the first time.
    func naming(_ publish: Publish, _ party: Party, in thread: ThreadID) -> [Event] {
        guard publish.direction == .incoming, let name = party.name, !name.isEmpty, let contact = threads.contact(of: thread),
            contacts.isNameless(contact)
        else { return [] }
        return [.contact(.named(contacts.current(contact), name))]
    }
}
