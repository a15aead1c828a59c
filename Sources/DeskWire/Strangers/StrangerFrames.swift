public import DeskCore

/// What is read of this part of the desk without changing it.
public enum StrangerQuery: Sendable {
    case blocked(after: UInt64, limit: Int)
    case guarding(AccountSlug)
}

extension RequestTypes {
    static let stranger: [RequestType] = [
        RequestType("block", .people), RequestType("unblock", .people), RequestType("blocked", .people),
        RequestType("ticket.spam", .people), RequestType("ticket.trash", .people), RequestType("ticket.restore", .people),
        RequestType("account.guard", .admin), RequestType("guard", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func stranger(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "block":
            .command(
                .stranger(.block(try target(fields), reason: try fields.optionalText("reason", bytesMax: 1_024), try fields.key())))
        case "unblock": .command(.stranger(.unblock(try target(fields), try fields.key())))
        case "blocked":
            .stranger(
                .blocked(after: UInt64(try fields.integer("after", in: 0...Fields.integerMax, default: 0)), limit: try fields.limit()))
        case "ticket.spam":
            .command(
                .stranger(
                    .spam(
                        try fields.ticket(), isSpam: try fields.bool("spam", default: true),
                        blocks: try fields.bool("block", default: false),
                        try fields.key())))
        case "ticket.trash": .command(.stranger(.trash(try fields.ticket(), try fields.key())))
        case "ticket.restore": .command(.stranger(.restore(try fields.ticket(), try fields.key())))
        case "account.guard":
            .command(.stranger(.setGuard(try fields.account(), try guardChange(fields), revision: try fields.revision())))
        case "guard": .stranger(.guarding(try fields.account()))
        default: nil
        }
    }

    private static func target(_ fields: Fields) throws(Refusal) -> BlockTarget {
        if fields.optional("contact") != nil { return .contact(try fields.contact()) }
        guard fields.optional("identifier") != nil else {
            throw .badField("contact", "it is missing, and so is identifier; say whom")
        }
        return .identifier(try fields.object("identifier").identifier())
    }

    // MARK: Guards, which the journal keeps as the wire has them

    public static func guardChange(of value: JSONValue) throws(Refusal) -> AccountGuardChange { try guardChange(Fields(value)) }

    private static func guardChange(_ fields: Fields) throws(Refusal) -> AccountGuardChange {
        var change = AccountGuardChange()
        change.perSender = try fields.edit("perSender") { fields, name throws(Refusal) in try fields.object(name).rate() }
        change.perAccount = try fields.edit("perAccount") { fields, name throws(Refusal) in try fields.object(name).rate() }
        change.allowed = try fields.edit("allow") { fields, name throws(Refusal) in try fields.patterns(name) }
        change.denied = try fields.edit("deny") { fields, name throws(Refusal) in try fields.patterns(name) }
        return change
    }
}

extension Fields {
    fileprivate func rate() throws(Refusal) -> Rate {
        Rate(count: try integer("count", in: 1...Rate.countMax), seconds: try integer("seconds", in: 1...Rate.secondsMax))
    }

    fileprivate func patterns(_ name: String) throws(Refusal) -> [SenderPattern] {
        guard let value = optional(name), value.kind == .array else { throw .badField(name, "it is not an array") }
        let elements = value.elements
        guard elements.count <= AccountGuard.listMax else { throw .badField(name, "it has more than \(AccountGuard.listMax) elements") }
        var patterns: [SenderPattern] = []
        for element in elements {
            guard let pattern = element.utf8.flatMap({ SenderPattern($0) }) else {
                throw .badField(name, "it has an element that is no sender such as maria@example.org, +34600111222 or @example.org")
            }
            patterns.append(pattern)
        }
        return patterns
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: StrangerEvent, _ desk: Desk, to writer: inout JSONWriter) { writer.strangerEvent(event) }
}

/// Blocks, marks and guards as frames and journal entries show them.
extension JSONWriter {
    public mutating func strangerEvent(_ event: StrangerEvent) {
        switch event {
        case .blocked(let target, let reason):
            field("event", "blocked")
            self.target(target)
            optionalText("reason", reason)
        case .unblocked(let target):
            field("event", "unblocked")
            self.target(target)
        case .marked(let ticket, let mark):
            field("event", "ticket_marked")
            field("ticket", UInt64(ticket.number))
            field("mark", mark.kind.rawValue)
            field("cause", mark.cause.rawValue)
            if let status = mark.status { slug("status", status.slug) }
        case .unmarked(let ticket):
            field("event", "ticket_unmarked")
            field("ticket", UInt64(ticket.number))
        case .purged(let ticket):
            field("event", "ticket_purged")
            field("ticket", UInt64(ticket.number))
        case .guardSet(let account, let limits):
            field("event", "account_guard_set")
            slug("account", account.slug)
            guarding(limits)
        }
    }

    public mutating func target(_ target: BlockTarget) {
        switch target {
        case .contact(let contact): field("contact", UInt64(contact.number))
        case .identifier(let identifier): self.identifier("identifier", identifier)
        }
    }

    public mutating func guarding(_ limits: AccountGuard) {
        if let rate = limits.perSender { self.rate("perSender", rate) }
        if let rate = limits.perAccount { self.rate("perAccount", rate) }
        if !limits.allowed.isEmpty { strings("allow", limits.allowed.map(\.text)) }
        if !limits.denied.isEmpty { strings("deny", limits.denied.map(\.text)) }
    }

    private mutating func rate(_ name: String, _ rate: Rate) {
        self.name(name)
        beginObject()
        field("count", UInt64(rate.count))
        field("seconds", UInt64(rate.seconds))
        endObject()
    }
}
