/// One ticket, several ways to the same contact.
extension Desk {
    /// The contact's addresses that mean something on the channel, in the order in which they became known.
    public func addresses(of contact: ContactID, on channel: Channel) -> [Identifier] {
        let id = contacts.current(contact)
        return contacts.identifiers(of: id).filter { identifier in
            channel.identifierKinds.contains(identifier.kind)
                && contacts.find(digest(of: identifier, on: channel.key)).map { contacts.current($0) } == id
        }
    }

    /// The conversation with the contact there in which something was said last.
    func conversation(with contact: ContactID, on account: AccountSlug, at identifier: Identifier?) -> MessageThread? {
        let id = contacts.current(contact)
        let known = threads.all.filter { thread in
            thread.account == account && contacts.current(thread.contact) == id && thread.others.isEmpty
                && (identifier == nil || thread.party == identifier)
        }
        return known.max { ($0.messages.last?.number ?? 0) < ($1.messages.last?.number ?? 0) }
    }

    /// The thread that `via` names, and what has to happen so that it is there and is the ticket's.
    func road(_ via: Via, in ticket: Ticket) throws(Rejection) -> (MessageThread, [Event]) {
        guard let home = threads[ticket.thread] else { throw .unknownTicket(ticket.id) }
        let (account, channel) = try carrier(via.account)
        let known = addresses(of: home.contact, on: channel)
        if let wished = via.identifier, !known.contains(wished) {
            throw .badIdentifier("it is none of the contact's on \(channel.key.slug); `addresses` lists those")
        }
        if let thread = conversation(with: home.contact, on: account.slug, at: via.identifier) {
            guard thread.ticket != ticket.id else { return (thread, []) }
            if let other = thread.ticket, tickets.openStatus(other) != nil {
                throw .conflicting(
                    "The contact has ticket \(other.number) open on \(account.slug.slug); reply there, or merge the two tickets first.")
            }
            return (thread, [.sending(.threadLinked(thread.id, ticket.id))])
        }
        guard let identifier = via.identifier ?? known.first else {
            throw .capability("no address of the contact is known on \(channel.key.slug); `addresses` lists the ways there are")
        }
        let opening = try beginning(with: home.contact, at: identifier, account, channel)
        return (MessageThread(opening.opened), opening.events + [.sending(.threadLinked(opening.opened.thread, ticket.id))])
    }

    /// An account over which something could be sent.
    func carrier(_ slug: AccountSlug) throws(Rejection) -> (Account, Channel) {
        let account = try channels.sending(slug)
        guard let channel = channels.channel(account.channel) else { throw .unknownAccount }
        return (account, channel)
    }

    /// A conversation that the contact has not begun.
    func beginning(
        with contact: ContactID, at identifier: Identifier, _ account: Account, _ channel: Channel
    ) throws(Rejection) -> (opened: ThreadOpened, events: [Event]) {
        guard channel.profile.capabilities.allowsConversationStart else {
            throw .capability("\(channel.key.slug) only answers, and the contact has not written there")
        }
        let name = channel.threadingModel == .byAddress ? [] : mintedName(account.slug, identifier)
        let opened = ThreadOpened(
            thread: threads.nextID, account: account.slug, name: name, contact: contact, party: identifier)
        let begun: [Event] = name.isEmpty ? [] : [.sending(.threadBegun(opened.thread))]
        return (opened, [.threadOpened(opened)] + begun)
    }

    /// Nobody outside knows it, so it need not be guessable by nobody; it must only be no other's.
    private func mintedName(_ account: AccountSlug, _ identifier: Identifier) -> [UInt8] {
        let digest = keys.digest {
            $0.combine(account.slug)
            $0.combine(identifier)
            $0.combine(UInt64(threads.count))
        }
        return Array("b:\(String(digest.high, radix: 16))\(String(digest.low, radix: 16))".utf8)
    }
}

extension KeyedHash {
    mutating func combine(_ via: Via?) {
        guard let via else { return }
        combine(via.account.slug)
        if let identifier = via.identifier { combine(identifier) }
    }
}
