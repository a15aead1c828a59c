/// What a key was used for: its place in the table, and what distinguishes the same thing sent again from another thing.
public struct Keyed: Hashable, Sendable {
    public let digest: Digest
    public let fingerprint: UInt64

    public init(digest: Digest, fingerprint: UInt64) {
        self.digest = digest
        self.fingerprint = fingerprint
    }
}

/// Which keys were used, and by which entry. A key is kept as long as what it created.
public struct KeyTable: Sendable {
    private struct Use {
        let fingerprint: UInt64
        let sequence: SequenceNumber
    }

    private let secret: Digest
    private var uses = DigestTable<Use>()

    init(secret: Digest) { self.secret = secret }

    /// The entry that a command with this key made already, or nil where the key is new.
    /// - Throws: `keyConflict` where the key stands for something else.
    func earlier(_ keyed: Keyed) throws(Rejection) -> SequenceNumber? {
        guard let use = uses[keyed.digest] else { return nil }
        guard use.fingerprint == keyed.fingerprint else { throw .keyConflict(recordedAs: use.sequence) }
        return use.sequence
    }

    mutating func apply(_ keyed: Keyed, in sequence: SequenceNumber) {
        uses[keyed.digest] = Use(fingerprint: keyed.fingerprint, sequence: sequence)
    }

    /// Thread, sender, kind, text: not the time and not names, which a service may word anew when it sends again.
    func keyed(
        account: AccountSlug, key: Key, thread: [UInt8]?, direction: Publish.Direction, sender: Identifier, text: Text,
        content said: MessageContent? = nil, action: ActionWish.Kind? = nil
    ) -> Keyed {
        var place = KeyedHash(key: secret)
        place.combine(account.slug)
        place.combine(key.bytes)
        var content = KeyedHash(key: secret)
        content.combine(thread ?? [])
        content.combine(direction == .incoming ? 0 : 1)
        content.combine(sender.value)
        content.combine(text.encoded)
        content.combine(said, action)
        return Keyed(digest: place.finish(), fingerprint: content.finish().low)
    }

    /// For what a person sends: the scope is the person, whichever role they have taken.
    func keyed(by author: Author, _ verb: StaticString, key: Key, _ describe: (inout KeyedHash) -> Void) -> Keyed {
        var place = KeyedHash(key: secret)
        // No account has a name with an underscore, so the two scopes cannot meet.
        place.combine(Slug(literal: "rep_"))
        if let person = author.person { place.combine(person.slug) }
        place.combine(key.bytes)
        var content = KeyedHash(key: secret)
        // A note is no reply, though it says the same on the same ticket.
        content.combine(Slug(literal: verb))
        describe(&content)
        return Keyed(digest: place.finish(), fingerprint: content.finish().low)
    }

    /// A place in the tables of threads and contacts.
    func digest(_ describe: (inout KeyedHash) -> Void) -> Digest {
        var hash = KeyedHash(key: secret)
        describe(&hash)
        return hash.finish()
    }

    func write(to state: inout StateWriter) {
        for (digest, use) in uses.inOrder {
            state.write(digest)
            state.write(use.fingerprint)
            state.write(use.sequence.number)
        }
    }
}

extension KeyedHash {
    /// Files by what they hold and not by their names. Nothing where there are words only, as it always was.
    mutating func combine(_ content: MessageContent?, _ action: ActionWish.Kind?) {
        // An edit of what nobody knows is recorded as words, and is the same when it is sent again.
        if let action, action != .edit { combine(Array(action.rawValue.utf8)) }
        guard let content else { return }
        for attachment in content.attachments { combine(attachment.blob.bytes) }
        if !content.parts.isEmpty { combine(UInt64(content.parts.count)) }
    }
}
