/// What a query asks of a ticket: words that must all hold. Rules of routing and promises about answers are worded in it.
public struct TicketCondition: Hashable, Sendable {
    enum Word: Hashable, Sendable {
        case isOpen(Bool)
        case failed, unknown, unsent, unassigned
        case owner(RepName?)
        case status(StatusSlug)
        case channel(ChannelKey)
        case account(AccountSlug)
        case contact(ContactID)
        /// Found in the subject or the contact's name, as bytes; ASCII letters in either case.
        case text([UInt8])
    }

    private static let bytesShown = 80

    /// As it was written.
    public let text: [UInt8]
    let words: [Word]

    /// - Parameter asker: who `owner:me` is; nobody, where a rule is no person's.
    /// - Throws: `badField` that names the word that was not understood.
    public init(_ text: [UInt8], asker: RepName? = nil) throws(Rejection) {
        var words: [Word] = []
        for part in text.split(separator: 0x20) { words.append(try Self.word(Array(part), asker)) }
        self.text = text
        self.words = words
    }

    private static func word(_ part: [UInt8], _ asker: RepName?) throws(Rejection) -> Word {
        guard let colon = part.firstIndex(of: 0x3A) else { return .text(part.map(EncodedText.lowered)) }
        let value = Array(part[(colon + 1)...])
        let found: Word? =
            switch String(decoding: part[..<colon], as: UTF8.self) {
            case "is": state(value)
            case "owner": owner(value, asker)
            case "status": Slug(value).map { .status(StatusSlug($0)) }
            case "channel": Slug(value).map { .channel(ChannelKey($0)) }
            case "account": AccountSlug(value).map { .account($0) }
            case "contact": UInt32(String(decoding: value, as: UTF8.self)).map { .contact(ContactID($0)) }
            default: nil
            }
        if let found { return found }
        let shown = String(decoding: part.prefix(bytesShown), as: UTF8.self)
        throw .badField(
            "query",
            reason: "its word \(shown) is not understood; use is:open|closed|failed|unknown|unsent|unassigned, owner:, status:, "
                + "channel:, account:, contact: or plain words")
    }

    private static func state(_ value: [UInt8]) -> Word? {
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

    private static func owner(_ value: [UInt8], _ asker: RepName?) -> Word? {
        switch String(decoding: value, as: UTF8.self) {
        case "me": asker.map { .owner($0) }
        case "none": .owner(nil)
        default: Slug(value).map { .owner(RepName($0)) }
        }
    }

    public func matches(_ ticket: Ticket, in desk: Desk) -> Bool { words.allSatisfy { Self.holds($0, ticket, desk) } }

    private static func holds(_ word: Word, _ ticket: Ticket, _ desk: Desk) -> Bool {
        switch word {
        case .isOpen(let open): desk.tickets.isOpen(ticket) == open
        case .failed: ticket.failed > 0
        case .unknown: ticket.unknown > 0
        case .unsent: ticket.unsent > 0
        case .unassigned: ticket.owner == nil
        case .owner(let owner): ticket.owner == owner
        case .status(let status): ticket.status == status
        case .channel(let key): desk.threads[ticket.thread].flatMap { desk.channels.account($0.account) }?.channel == key
        case .account(let account): desk.threads[ticket.thread]?.account == account
        case .contact(let contact): desk.threads[ticket.thread]?.contact == contact
        case .text(let word):
            EncodedText.contains(ticket.subject, word)
                || desk.threads[ticket.thread].flatMap { desk.contacts[$0.contact] }?.name.map { EncodedText.contains($0, word) } ?? false
        }
    }
}

/// Looking for words in a text as it is carried.
enum EncodedText {
    static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static func contains(_ text: Text, _ word: [UInt8]) -> Bool {
        let bytes = text.encoded.contains(0x5C) ? plain(text.encoded) : text.encoded
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { start in
            word.indices.allSatisfy { lowered(bytes[start + $0]) == word[$0] }
        }
    }

    /// Without JSON's escapes. Those are whole, because the text was checked where it came in.
    private static func plain(_ encoded: [UInt8]) -> [UInt8] {
        var units: [UInt16] = []
        var plain: [UInt8] = []
        var at = 0
        while at < encoded.count {
            if encoded[at] == 0x5C, at + 5 < encoded.count, encoded[at + 1] == 0x75 {
                units.append(UInt16(String(decoding: encoded[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16) ?? 0xFFFD)
                at += 6
                continue
            }
            plain += Array(String(decoding: units, as: UTF16.self).utf8)
            units = []
            let isEscape = encoded[at] == 0x5C && at + 1 < encoded.count
            plain.append(isEscape ? unescaped(encoded[at + 1]) : encoded[at])
            at += isEscape ? 2 : 1
        }
        return plain + Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private static func unescaped(_ letter: UInt8) -> UInt8 {
        switch letter {
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        case 0x62: 0x08
        case 0x66: 0x0C
        default: letter
        }
    }
}
