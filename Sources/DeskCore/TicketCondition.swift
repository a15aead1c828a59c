/// What must hold of a ticket, in the words in which people ask for tickets: all of them. Lists, routing rules and service levels
/// have the same.
public struct TicketCondition: Hashable, Sendable {
    enum Term: Hashable, Sendable {
        case isOpen(Bool)
        case failed, unknown, unsent, snoozed
        case merged
        case marked(TicketMark.Kind)
        /// A promise of it.
        case overdue, dueSoon
        case owner(RepName?)
        case status(StatusSlug)
        case pipeline(PipelineSlug)
        /// Says the value in the property; an option among several, and a number as it was written.
        case says(PropertySlug, [UInt8])
        case channel(ChannelKey)
        case account(AccountSlug)
        case contact(ContactID)
        /// What only a rep's own list can say.
        case unread(RepName), mentioned(RepName), followed(RepName)
        /// Given to the team, or to one whose main team it is; of nil, one of the asker's teams.
        case team(TeamSlug), teams(of: RepName)
        /// How the list is sorted: it holds for every ticket.
        case sorted(TicketSort)
        /// Found in the subject or the contact's name, as bytes; ASCII letters in either case.
        case word([UInt8])
    }

    /// The longest, in bytes.
    public static let bytesMax = 1_024

    /// As it was written.
    public let text: [UInt8]
    let terms: [Term]

    /// - Parameter asker: whom `owner:me` means; nil where a condition is nobody's own.
    /// - Throws: `queryNotUnderstood` with the word that was not.
    public init(parsing text: [UInt8], asker: RepName? = nil) throws(Rejection) {
        self.text = text
        var terms: [Term] = []
        for word in text.split(separator: 0x20) {
            let word = Array(word)
            guard let term = Self.term(word, asker) else { throw .queryNotUnderstood(word: word) }
            terms.append(term)
        }
        self.terms = terms
    }

    /// Nil where nothing is meant by the word.
    private static func term(_ word: [UInt8], _ asker: RepName?) -> Term? {
        if let equals = word.firstIndex(of: 0x3D), let slug = Slug(Array(word[..<equals])), equals + 1 < word.count {
            return .says(PropertySlug(slug), word[(equals + 1)...].map(lowered))
        }
        guard let colon = word.firstIndex(of: 0x3A) else { return .word(word.map(lowered)) }
        let value = Array(word[(colon + 1)...])
        return switch String(decoding: word[..<colon], as: UTF8.self) {
        case "is": state(value) ?? own(value, asker)
        case "team": team(value, asker)
        case "sort": asker == nil ? nil : TicketSort(rawValue: String(decoding: value, as: UTF8.self)).map { .sorted($0) }
        case "owner": owner(value, asker)
        case "status": Slug(value).map { .status(StatusSlug($0)) }
        case "pipeline": Slug(value).map { .pipeline(PipelineSlug($0)) }
        case "channel": Slug(value).map { .channel(ChannelKey($0)) }
        case "account": AccountSlug(value).map { .account($0) }
        case "contact": UInt32(String(decoding: value, as: UTF8.self)).map { .contact(ContactID($0)) }
        default: nil
        }
    }

    private static func state(_ value: [UInt8]) -> Term? {
        switch String(decoding: value, as: UTF8.self) {
        case "open": .isOpen(true)
        case "closed": .isOpen(false)
        case "failed": .failed
        case "unknown": .unknown
        case "unsent", "queued": .unsent
        case "unassigned": .owner(nil)
        case "snoozed": .snoozed
        case "merged": .merged
        case "spam": .marked(.spam)
        case "trash": .marked(.trash)
        case "overdue": .overdue
        case "due-soon": .dueSoon
        default: nil
        }
    }

    private static func own(_ value: [UInt8], _ asker: RepName?) -> Term? {
        guard let asker else { return nil }
        return switch String(decoding: value, as: UTF8.self) {
        case "unread": .unread(asker)
        case "mentioned": .mentioned(asker)
        case "followed": .followed(asker)
        default: nil
        }
    }

    private static func team(_ value: [UInt8], _ asker: RepName?) -> Term? {
        if value.elementsEqual("mine".utf8) { return asker.map { .teams(of: $0) } }
        return Slug(value).map { .team(TeamSlug($0)) }
    }

    /// The last that was asked for.
    public var sort: TicketSort {
        terms.reduce(.attention) { if case .sorted(let sort) = $1 { sort } else { $0 } }
    }

    /// Whether only what happens to a ticket itself can change what holds of it: then it need not be looked at again.
    public var followsTickets: Bool {
        !terms.contains {
            switch $0 {
            case .word, .contact, .channel: true
            default: false
            }
        }
    }

    private static func owner(_ value: [UInt8], _ asker: RepName?) -> Term? {
        switch String(decoding: value, as: UTF8.self) {
        case "me": asker.map { .owner($0) }
        case "none": .owner(nil)
        default: Slug(value).map { .owner(RepName($0)) }
        }
    }

    public func matches(_ ticket: Ticket, in desk: Desk) -> Bool {
        // What is kept out of sight is found only by whoever asks for it.
        if let mark = desk.strangers.mark(ticket.id), !terms.contains(.marked(mark.kind)) || desk.strangers.isPurged(ticket.id) {
            return false
        }
        if ticket.mergedInto != nil, !terms.contains(.merged) { return false }
        return isMet(by: ticket, in: desk)
    }

    /// Whether or not it is kept out of sight.
    public func isMet(by ticket: Ticket, in desk: Desk) -> Bool { terms.allSatisfy { holds($0, ticket, desk) } }

    private func holds(_ term: Term, _ ticket: Ticket, _ desk: Desk) -> Bool {
        switch term {
        case .isOpen(let open): desk.tickets.isOpen(ticket) == open
        case .failed: ticket.failed > 0
        case .snoozed: desk.views.snooze(of: ticket.id) != nil
        case .merged: ticket.mergedInto != nil
        case .marked(let kind): desk.strangers.mark(ticket.id)?.kind == kind
        case .unknown: ticket.unknown > 0
        case .unsent: ticket.unsent > 0
        case .overdue: desk.service.isOverdue(ticket.id)
        case .dueSoon: desk.service.isDueSoon(ticket.id)
        case .owner(let owner): ticket.owner == owner
        case .unread(let rep): desk.isUnread(ticket, by: rep)
        case .mentioned(let rep): desk.views.mentioned(on: ticket.id).contains(rep)
        case .followed(let rep): desk.views.followers(of: ticket.id).contains(rep)
        case .team(let team): desk.isTeam(team, ticket)
        case .teams(let rep): desk.teams(of: rep).contains { desk.isTeam($0, ticket) }
        case .sorted: true
        case .status(let status): ticket.status == status
        case .pipeline(let pipeline): ticket.pipeline == pipeline
        case .says(let property, let value): ticket.properties[property].map { Self.says($0, value) } ?? false
        case .channel(let key):
            desk.threads[ticket.thread].flatMap { desk.channels.account($0.account) }?.channel == key
        case .account(let account): desk.threads[ticket.thread]?.account == account
        case .contact(let contact): desk.threads[ticket.thread].map { desk.contacts.current($0.contact) } == desk.contacts.current(contact)
        case .word(let word):
            Self.contains(ticket.subject.utf8, word)
                || Self.contains(desk.threads[ticket.thread].flatMap { desk.contacts.name(of: $0.contact) }?.utf8 ?? [], word)
        }
    }

    private static func says(_ said: PropertyValue, _ value: [UInt8]) -> Bool {
        switch said {
        case .text(let text): text.utf8.map(lowered) == value
        case .number(let bytes): bytes == value
        case .bool(let flag): Array((flag ? "true" : "false").utf8) == value
        case .texts(let texts): texts.contains { $0.utf8.map(lowered) == value }
        }
    }

    /// ASCII letters of `word` are in lower case.
    public static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { start in
            word.indices.allSatisfy { lowered(text[start + $0]) == word[$0] }
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
