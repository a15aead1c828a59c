public import DeskCore

/// What is read of this part of the desk without changing it, and what the broker has a hand in besides the desk.
public enum AccountQuery: Sendable {
    case check(ChannelKey)
    case connect(ConnectForm)
    /// With the address where contacts find it, where the adapter knows one.
    case complete(StagingToken, name: Text, Identifier, address: [UInt8]?)
    case connectStatus(StagingToken)
    case accounts(AccountsQuery)
    case audit(AuditQuery)
}

/// A form as an admin filled it in, secrets and all: it goes no further than the broker's memory.
public struct ConnectForm: Sendable {
    /// Nil where the account that is renewed says which.
    public let channel: ChannelKey?
    public let renewed: AccountSlug?
    public let slug: AccountSlug?
    public let label: Text?
    public let values: [Setting]
}

public struct AccountsQuery: Sendable {
    /// Those that were deleted instead of those that were not.
    public let archived: Bool
    public let after: AccountSlug?
    public let limit: Int
}

public struct AuditQuery: Sendable {
    public let account: AccountSlug?
    /// Only what happened before that entry; nil begins with the latest.
    public let before: SequenceNumber?
    public let limit: Int
}

extension RequestTypes {
    static let account: [RequestType] = [
        RequestType("channel.check", .people), RequestType("account.connect", .admin), RequestType("connect.status", .admin),
        RequestType("account.complete", .adapter), RequestType("account.fail", .adapter), RequestType("account.edit", .admin),
        RequestType("account.authorize", [.adapter, .admin]), RequestType("account.delete", .admin), RequestType("accounts", .people),
        RequestType("audit", .admin),
    ]
}

extension Dispatch {
    static let reasonBytesMax = 1_024
    static let accountLabelBytesMax = 256

    /// Nil where the type is none of this part's.
    static func account(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "channel.check": .account(.check(ChannelKey(try fields.slug("channel"))))
        case "account.connect": .account(.connect(try connectForm(fields)))
        case "connect.status": .account(.connectStatus(try token(fields)))
        case "account.complete":
            .account(
                .complete(
                    try token(fields), name: try label(fields, "name"), try fields.object("identifier").identifier(),
                    address: try fields.optionalBytes("address", bytesMax: HealthReport.reasonBytesMax)))
        case "account.fail":
            .command(
                .account(
                    .fail(
                        try token(fields), code: try fields.optionalText("code", bytesMax: 128),
                        text: try fields.text("text", bytesMax: 2_048))))
        case "account.edit": .command(.account(.edit(try edit(fields))))
        case "account.authorize":
            .command(
                .account(
                    .authorize(try fields.account(), try fields.bool("authorized"), reason: try reason(fields))))
        case "account.delete":
            .command(
                .account(
                    .delete(
                        try fields.account(), confirm: try fields.text("confirm", bytesMax: accountLabelBytesMax),
                        reason: try reason(fields))))
        case "accounts":
            .account(
                .accounts(
                    AccountsQuery(
                        archived: try fields.bool("archived", default: false),
                        after: fields.optional("after") == nil ? nil : try fields.account("after"), limit: try fields.limit())))
        case "audit": .account(.audit(try audit(fields)))
        default: nil
        }
    }

    private static func reason(_ fields: Fields) throws(Refusal) -> Text? { try fields.optionalText("reason", bytesMax: reasonBytesMax) }

    /// The status toggle. `queued` says what becomes of replies that wait.
    static func switching(_ fields: Fields) throws(Refusal) -> Command {
        let slug = try fields.account()
        let active = try fields.bool("active")
        guard let queued: QueueWish = try fields.word("queued") else {
            return .setAccount(slug, active: active, reason: try reason(fields))
        }
        return .account(.set(slug, active: active, reason: try reason(fields), queued: queued))
    }

    private static func token(_ fields: Fields) throws(Refusal) -> StagingToken {
        guard let token = StagingToken(try fields.bytes("token", bytesMax: 64)) else { throw Refusal(Rejection.stagingToken(.unknown)) }
        return token
    }

    private static func label(_ fields: Fields, _ name: String) throws(Refusal) -> Text {
        let text = try fields.text(name, bytesMax: accountLabelBytesMax)
        guard !text.isEmpty else { throw .badField(name, "it is empty; people read it") }
        return text
    }

    private static func connectForm(_ fields: Fields) throws(Refusal) -> ConnectForm {
        let renewed = fields.optional("reauthorize") == nil ? nil : try fields.account("reauthorize")
        return ConnectForm(
            channel: renewed != nil && fields.optional("channel") == nil ? nil : ChannelKey(try fields.slug("channel")), renewed: renewed,
            slug: fields.optional("account") == nil ? nil : try fields.account(),
            label: fields.optional("label") == nil ? nil : try label(fields, "label"),
            values: fields.optional("values") == nil ? [] : try settings(try fields.object("values"), "values"))
    }

    private static func settings(_ values: Fields, _ field: String) throws(Refusal) -> [Setting] {
        try changes(values, field).compactMap { change in change.value.map { Setting(change.name, $0) } }
    }

    private static func changes(_ values: Fields, _ field: String) throws(Refusal) -> [SettingChange] {
        var changes: [SettingChange] = []
        for (bytes, value) in values.object.members {
            guard let name = SettingName(bytes) else {
                throw .badField(field, "it has a name that is not 1 to \(SettingName.bytesMax) letters, digits, '_' and '-'")
            }
            changes.append(SettingChange(name, try setting(value, "\(field).\(name)")))
        }
        return changes
    }

    private static func setting(_ value: JSONValue, _ field: String) throws(Refusal) -> SettingValue? {
        switch value.kind {
        case .null: return nil
        case .true: return .flag(true)
        case .false: return .flag(false)
        case .string: return .text(value.utf8 ?? [])
        case .number:
            guard let number = value.integer else { throw .badField(field, "it is not a whole number") }
            return .integer(number)
        case .array, .object: throw .badField(field, "it is neither a text nor a whole number nor true or false")
        }
    }

    private static func edit(_ fields: Fields) throws(Refusal) -> AccountEdit {
        var edit = AccountEdit(
            try fields.account(),
            revision: fields.optional("revision") == nil ? nil : UInt64(try fields.integer("revision", in: 0...Fields.integerMax)))
        if fields.optional("label") != nil { edit.label = try label(fields, "label") }
        edit.whenOff = try fields.word("whenOff")
        if fields.optional("undoSeconds") != nil {
            edit.undoSeconds = Int(try fields.integer("undoSeconds", in: 0...Int64(Account.undoSecondsMax)))
        }
        if fields.optional("settings") != nil { edit.settings = try changes(try fields.object("settings"), "settings") }
        return edit
    }

    private static func audit(_ fields: Fields) throws(Refusal) -> AuditQuery {
        AuditQuery(
            account: fields.optional("account") == nil ? nil : try fields.account(),
            before: fields.optional("after") == nil ? nil : SequenceNumber(UInt64(try fields.integer("after", in: 0...Fields.integerMax))),
            limit: try fields.limit())
    }
}

extension Fields {
    /// One of a fixed set of words; nil where the field is absent.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws(Refusal) -> Word? where Word.RawValue == String {
        guard let value = optional(name) else { return nil }
        if let word = Word.allCases.first(where: { value.isString($0.rawValue) }) { return word }
        throw .badField(name, "it is none of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
}

extension JSONWriter {
    /// Settings as an object.
    public mutating func settings(_ name: String, _ settings: [Setting]) {
        self.name(name)
        self.settings(settings)
    }

    public mutating func settings(_ settings: [Setting]) {
        beginObject()
        for setting in settings {
            self.name(copying: Array(setting.name.text.utf8))
            switch setting.value {
            case .text(let bytes): string(utf8: bytes)
            case .integer(let number): integer(number)
            case .flag(let flag): bool(flag)
            }
        }
        endObject()
    }
}
