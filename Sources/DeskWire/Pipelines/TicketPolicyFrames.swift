public import DeskCore

/// What becomes of an account's messages, as frames and journal entries show it.
extension Dispatch {
    /// A policy as it was written: a change of the one that everybody begins with.
    public static func policyChange(of value: JSONValue) throws(Refusal) -> TicketPolicyChange {
        try policyChange(Fields(value))
    }

    static func policyChange(_ fields: Fields) throws(Refusal) -> TicketPolicyChange {
        var change = TicketPolicyChange()
        if fields.optional("pipeline") != nil { change.pipeline = try fields.pipeline() }
        change.status = try fields.statusEdit("status")
        change.defaults = try fields.propertyChanges("defaults")
        change.fromAdapter = try fields.edit("allowFromAdapter") { fields, name throws(Refusal) in
            try fields.slugs(name).map { PropertySlug($0) }
        }
        change.onRepReply = try fields.statusEdit("onRepReply")
        change.onContactReply = try fields.statusEdit("onContactReply")
        if fields.optional("reopen") != nil { try reopening(try fields.object("reopen"), &change) }
        if fields.optional("thanks") != nil { try thanks(try fields.object("thanks"), &change) }
        if fields.optional("allowClosing") != nil { change.allowsClosing = try fields.bool("allowClosing") }
        return change
    }

    private static func reopening(_ fields: Fields, _ change: inout TicketPolicyChange) throws(Refusal) {
        if let policy = try fields.optionalBytes("policy", bytesMax: 16) {
            switch String(decoding: policy, as: UTF8.self) {
            case "always": change.reopening = .always
            case "never": change.reopening = .never
            case "within":
                let hours = try fields.integer("hours", in: 0...TicketPolicy.reopenHoursMax, default: TicketPolicy.reopenHours)
                change.reopening = .within(hours: hours)
            default: throw .badField("reopen.policy", "it is none of always, within, never")
            }
        }
        change.reopenStatus = try fields.statusEdit("status")
        guard let owner = try fields.optionalBytes("owner", bytesMax: 32) else { return }
        guard let known = TicketPolicy.ReopenedOwner(rawValue: String(decoding: owner, as: UTF8.self)) else {
            let words = TicketPolicy.ReopenedOwner.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badField("reopen.owner", "it is none of \(words)")
        }
        change.reopenedOwner = known
    }

    private static func thanks(_ fields: Fields, _ change: inout TicketPolicyChange) throws(Refusal) {
        change.thanks = try fields.edit("words") { fields, name throws(Refusal) in
            try fields.byteStrings(name, bytesMax: 64).map { Text(encoded: lowered($0)) }
        }
        if fields.optional("hours") != nil { change.thanksHours = try fields.integer("hours", in: 1...TicketPolicy.reopenHoursMax) }
    }

    private static func lowered(_ word: [UInt8]) -> [UInt8] { word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
}

extension Fields {
    fileprivate func statusEdit(_ name: String) throws(Refusal) -> Edit<StatusSlug> {
        try edit(name) { fields, name throws(Refusal) in StatusSlug(try fields.slug(name)) }
    }
}

extension JSONWriter {
    public mutating func policy(_ policy: TicketPolicy) {
        slug("pipeline", policy.pipeline.slug)
        if let status = policy.status { slug("status", status.slug) }
        if !policy.defaults.isEmpty {
            name("defaults")
            beginObject()
            for (property, value) in policy.defaults { self.value(property.slug.text, value) }
            endObject()
        }
        if !policy.fromAdapter.isEmpty { slugs("allowFromAdapter", policy.fromAdapter.map(\.slug)) }
        if let status = policy.onRepReply { slug("onRepReply", status.slug) }
        if let status = policy.onContactReply { slug("onContactReply", status.slug) }
        reopening(policy)
        if !policy.thanks.isEmpty || policy.thanksHours != TicketPolicy.standardThanksHours {
            name("thanks")
            beginObject()
            strings("words", policy.thanks.map(\.encoded))
            field("hours", UInt64(policy.thanksHours))
            endObject()
        }
        if policy.allowsClosing { field("allowClosing", true) }
    }

    private mutating func reopening(_ policy: TicketPolicy) {
        name("reopen")
        beginObject()
        switch policy.reopening {
        case .always: field("policy", "always")
        case .never: field("policy", "never")
        case .within(let hours):
            field("policy", "within")
            field("hours", UInt64(hours))
        }
        if let status = policy.reopenStatus { slug("status", status.slug) }
        field("owner", policy.reopenedOwner.rawValue)
        endObject()
    }
}
