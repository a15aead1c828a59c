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

/// What of an entry can be found.
enum IndexedWords {
    /// Hands on each term with the number that it is to be found under; some several times.
    static func forEach(in entry: Entry, _ sequence: UInt64, _ body: (IndexedTerm, UInt64) -> Void) {
        func words(_ kind: IndexedTerm.Kind, _ number: UInt64, _ utf8: [UInt8]) {
            FoldedText(utf8).forEachTerm { body(IndexedTerm(kind, $0), number) }
        }
        func contact(_ id: ContactID, _ name: Text?, _ identifier: Identifier?) {
            if let name { words(.contact, UInt64(id.number), name.utf8) }
            if let identifier { words(.contact, UInt64(id.number), identifier.value) }
        }
        for event in entry.events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)):
                words(.message, sequence, received.text.utf8)
                if let subject = received.subject { words(.message, sequence, subject.utf8) }
                words(.message, sequence, received.from.identifier.value)
                if let name = received.from.name { words(.message, sequence, name.utf8) }
                if let id = received.externalID { body(IndexedTerm(.externalID, id), sequence) }
            case .replySent(let reply): words(.message, sequence, reply.text.utf8)
            case .noted(let noted): words(.message, sequence, noted.text.utf8)
            case .deliveryChanged(let change):
                for id in change.externalIDs { body(IndexedTerm(.externalID, id), change.message.number) }
            case .ticketOpened(let opened): words(.ticket, UInt64(opened.ticket.number), opened.subject.utf8)
            case .contactCreated(let id, let party, _): contact(id, party.name, party.identifier)
            case .contact(.set(let id, let name, _)): contact(id, name, nil)
            case .contact(.named(let id, let name)): contact(id, name, nil)
            case .contact(.resolved(let id, let identifier, _, _)): contact(id, nil, identifier)
            default: continue
            }
        }
    }
}
