/// Conversations with several people, on services that group by address.
extension Desk {
    /// So many others are in one conversation at most.
    public static let othersMax = 100

    /// Who else is in the conversation, on the contact's side: in order, each once, whoever wrote and in whatever order they were listed.
    func others(of publish: Publish, beside party: Party, _ account: Account, _ channel: Channel) throws(Rejection) -> [Identifier] {
        guard channel.threadingModel == .byAddress, channel.profile.capabilities.allowsMultipleRecipients else { return [] }
        let said = (publish.direction == .incoming ? [publish.from] : []) + publish.to
        let members = Set(said.map(\.identifier)).subtracting([party.identifier, account.identifier])
        let others = members.filter { channel.identifierKinds.contains($0.kind) }.sorted()
        guard others.count <= Self.othersMax else {
            throw .badField("to", reason: "it names more than \(Self.othersMax) people; a conversation with so many is no one's")
        }
        return others
    }

    /// Everybody to whom a reply in the thread goes.
    public func recipients(in thread: MessageThread) -> [Party] {
        let first = Party(identifier: thread.party, name: contacts.name(of: thread.contact))
        guard !thread.others.isEmpty, let channel = channels.account(thread.account)?.channel else { return [first] }
        // An admin may have taken the capability back since.
        guard channels.channel(channel)?.profile.capabilities.allowsMultipleRecipients == true else { return [first] }
        return [first]
            + thread.others.map { other in
                let contact = contacts.find(digest(of: other, on: channel))
                return Party(identifier: other, name: contact.flatMap { contacts.name(of: $0) })
            }
    }

    /// The contact's side has said something.
    mutating func heard(_ received: MessageReceived, at now: Timestamp) {
        threads.heard(in: received.thread, at: min(received.at, now))
        guard !sending.isEmpty, let thread = threads[received.thread] else { return }
        sending.answered(digest(of: thread.account, thread.party))
    }

    func digest(of account: AccountSlug, _ identifier: Identifier) -> Digest {
        keys.digest {
            $0.combine(account.slug)
            $0.combine(identifier)
        }
    }
}
