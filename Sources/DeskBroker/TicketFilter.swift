internal import DeskCore
internal import DeskWire

/// What a `tickets` query asks for: words that must all hold.
struct TicketFilter {
    enum Condition {
        case isOpen(Bool)
        case failed, unknown, unsent, unassigned
        case owner(RepName?)
        case status(StatusSlug)
        case channel(ChannelKey)
        case account(AccountSlug)
        case contact(ContactID)
        /// Found in the subject or the contact's name, as bytes; ASCII letters in either case.
        case word([UInt8])
    }

    /// Of a word that is not understood, in the refusal.
    private static let wordBytesShown = 80

    let conditions: [Condition]

    /// - Throws: `bad_field` that names the word that was not understood.
    init(_ text: [UInt8], asker: RepName?) throws(Refusal) {
        var conditions: [Condition] = []
        for word in text.split(separator: 0x20) { conditions.append(try Self.condition(Array(word), asker)) }
        self.conditions = conditions
    }

    private static func condition(_ word: [UInt8], _ asker: RepName?) throws(Refusal) -> Condition {
        guard let colon = word.firstIndex(of: 0x3A) else { return .word(word.map(lowered)) }
        let value = Array(word[(colon + 1)...])
        let found: Condition? =
            switch String(decoding: word[..<colon], as: UTF8.self) {
            case "is": state(value)
            case "owner": owner(value, asker)
            case "status": Slug(value).map { .status(StatusSlug($0)) }
            case "channel": Slug(value).map { .channel(ChannelKey($0)) }
            case "account": AccountSlug(value).map { .account($0) }
            case "contact": UInt32(String(decoding: value, as: UTF8.self)).map { .contact(ContactID($0)) }
            default: nil
            }
        guard let found else {
            let shown = String(decoding: word.prefix(wordBytesShown), as: UTF8.self)
            throw Refusal(
                .badField,
                "The query's word \(shown) is not understood; use is:open|closed|failed|unknown|unsent|unassigned, owner:, status:, channel:, account:, contact: or plain words."
            ) {
                $0.field("field", "query")
                $0.field("word", utf8: word)
            }
        }
        return found
    }

    private static func state(_ value: [UInt8]) -> Condition? {
        switch String(decoding: value, as: UTF8.self) {
        case "open": .isOpen(true)
        case "closed": .isOpen(false)
        case "failed": .failed
        case "unknown": .unknown
        case "unsent": .unsent
        case "unassigned": .unassigned
        default: nil
        }
    }

    private static func owner(_ value: [UInt8], _ asker: RepName?) -> Condition? {
        switch String(decoding: value, as: UTF8.self) {
        case "me": asker.map { .owner($0) }
        case "none": .owner(nil)
        default: Slug(value).map { .owner(RepName($0)) }
        }
    }

    func matches(_ ticket: Ticket, in desk: Desk) -> Bool {
        conditions.allSatisfy { holds($0, ticket, desk) }
    }

    private func holds(_ condition: Condition, _ ticket: Ticket, _ desk: Desk) -> Bool {
        switch condition {
        case .isOpen(let open): desk.tickets.isOpen(ticket) == open
        case .failed: ticket.failed > 0
        case .unknown: ticket.unknown > 0
        case .unsent: ticket.unsent > 0
        case .unassigned: ticket.owner == nil
        case .owner(let owner): ticket.owner == owner
        case .status(let status): ticket.status == status
        case .channel(let key):
            desk.threads[ticket.thread].flatMap { desk.channels.account($0.account) }?.channel == key
        case .account(let account): desk.threads[ticket.thread]?.account == account
        case .contact(let contact): desk.threads[ticket.thread]?.contact == contact
        case .word(let word):
            Self.contains(ticket.subject.utf8, word)
                || Self.contains(desk.threads[ticket.thread].flatMap { desk.contacts[$0.contact] }?.name?.utf8 ?? [], word)
        }
    }

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { start in
            word.indices.allSatisfy { lowered(text[start + $0]) == word[$0] }
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// Tickets whose replies have failed or are in doubt first, then the latest activity first.
enum TicketOrder {
    struct Place: Comparable {
        let isCalm: Bool
        let head: UInt64
        let number: UInt32

        static func < (left: Self, right: Self) -> Bool {
            if left.isCalm != right.isCalm { return !left.isCalm }
            return left.head == right.head ? left.number < right.number : left.head > right.head
        }

        /// An opaque string that says where the next page begins.
        var cursor: String { "\(isCalm ? 1 : 0).\(head).\(number)" }

        init(isCalm: Bool, head: UInt64, number: UInt32) {
            self.isCalm = isCalm
            self.head = head
            self.number = number
        }

        init?(cursor: [UInt8]?) throws(Refusal) {
            guard let cursor else { return nil }
            let parts = String(decoding: cursor, as: UTF8.self).split(separator: ".")
            guard parts.count == 3, let head = UInt64(parts[1]), let number = UInt32(parts[2]) else {
                throw .badField("after", "it is not what a former answer had in next")
            }
            self.init(isCalm: parts[0] == "1", head: head, number: number)
        }
    }

    static func place(of ticket: Ticket) -> Place {
        Place(isCalm: ticket.failed + ticket.unknown == 0, head: ticket.head.number, number: ticket.id.number)
    }
}
