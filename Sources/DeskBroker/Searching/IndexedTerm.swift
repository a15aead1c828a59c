internal import DeskCore

/// What the index has numbers under: a word, and whose word it is.
///
/// Its bytes begin with the letter of its kind, so that kinds lie together and in the order of these letters.
struct IndexedTerm: Hashable {
    enum Kind: UInt8 {
        /// Of a contact's name or identifier; has contacts' numbers.
        case contact = 0x63
        /// A message's name at its service, as it stands; has messages.
        case externalID = 0x65
        /// A word that was said; has messages.
        case message = 0x6D
        /// What a message has besides words; has messages.
        case part = 0x70
        /// Of a subject; has tickets' numbers.
        case ticket = 0x74

        /// Numbers of this kind come in any order, and again.
        var isUnordered: Bool { self != .message && self != .part }
    }

    static let bytesMax = 255

    let bytes: [UInt8]

    init(_ kind: Kind, _ word: some Collection<UInt8>) {
        var bytes = [kind.rawValue]
        bytes.append(contentsOf: word.prefix(Self.bytesMax - 1))
        self.bytes = bytes
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isUnordered: Bool { bytes.first.flatMap { Kind(rawValue: $0) }?.isUnordered ?? true }

    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
}

/// What of an entry can be found. It follows from the journal alone, and not from what the desk has become since.
struct IndexedWords {
    let sequence: UInt64
    let body: (IndexedTerm, UInt64) -> Void

    /// Hands on each term with the number that it is to be found under; some several times.
    /// - Parameter read: an earlier entry.
    static func forEach(
        in entry: Entry, _ sequence: UInt64, _ read: (UInt64) -> Entry, _ body: @escaping (IndexedTerm, UInt64) -> Void
    ) {
        let words = IndexedWords(sequence: sequence, body: body)
        if let message = SearchedMessage(entry) { words.add(message, read) }
        for event in entry.events {
            switch event {
            case .deliveryChanged(let change):
                for id in change.externalIDs { body(IndexedTerm(.externalID, id), change.message.number) }
            case .ticketOpened(let opened): words.add(.ticket, UInt64(opened.ticket.number), opened.subject.utf8)
            case .contactCreated(let id, let party, _): words.add(id, party.name, party.identifier)
            case .contact(.set(let id, let name, _)): words.add(id, name, nil)
            case .contact(.named(let id, let name)): words.add(id, name, nil)
            case .contact(.resolved(let id, let identifier, _, _)): words.add(id, nil, identifier)
            default: continue
            }
        }
    }

    private func add(_ kind: IndexedTerm.Kind, _ number: UInt64, _ utf8: [UInt8]) {
        FoldedText(utf8).forEachTerm { body(IndexedTerm(kind, $0), number) }
    }

    private func add(_ contact: ContactID, _ name: Text?, _ identifier: Identifier?) {
        if let name { add(.contact, UInt64(contact.number), name.utf8) }
        if let identifier { add(.contact, UInt64(contact.number), identifier.value) }
    }

    /// An edit stands for the whole message from then on, so that it has the rest of it as well.
    private func add(_ message: SearchedMessage, _ read: (UInt64) -> Entry) {
        var message = message
        switch message.content?.action {
        case .delete, .reaction: return
        case .edit(let target):
            if let original = SearchedMessage(read(target.number)) { message = SearchedMessage(original, editedTo: message) }
        case .call, nil: break
        }
        add(.message, sequence, message.text)
        for extra in message.extras { add(.message, sequence, extra.utf8) }
        if let from = message.from {
            add(.message, sequence, from.identifier.value)
            if let name = from.name { add(.message, sequence, name.utf8) }
        }
        if let id = message.externalID { body(IndexedTerm(.externalID, id), sequence) }
        for part in SearchFilter.Part.allCases where message.has(part) { body(IndexedTerm(.part, part.rawValue.utf8), sequence) }
    }
}
