public import DeskCore

/// Reading the first frame and the manifest in it.
extension Dispatch {
    public static let protocolVersion: Int64 = 1
    static let windowMax: Int64 = 1_024
    static let manifestDepthMax = 24

    static func hello(_ fields: Fields) throws(Refusal) -> Hello {
        try checkVersion(fields)
        let name = try fields.bytes("role", bytesMax: 16)
        guard let role = Hello.Role(rawValue: String(decoding: name, as: UTF8.self)) else {
            throw .badField("role", "it is none of adapter, rep, admin")
        }
        let key = try fields.slug("name")
        if role == .adapter { try checkDepth(try fields.object("manifest")) }
        return Hello(
            role: role, name: key, instance: fields.optional("instance") == nil ? Slug(literal: "main") : try fields.slug("instance"),
            software: try fields.optionalText("software", bytesMax: 256),
            channel: role == .adapter ? try manifest(try fields.object("manifest"), key: ChannelKey(key)) : nil,
            accounts: fields.optional("accounts") == nil ? nil : try accounts(fields),
            window: Int(try fields.integer("window", in: 1...windowMax, default: 16)), resume: try resume(fields))
    }

    /// The journal keeps the manifest as it is, within objects of its own that count as well.
    private static func checkDepth(_ manifest: Fields) throws(Refusal) {
        guard depth(of: manifest.object) <= manifestDepthMax else {
            throw .badField("manifest", "its objects and arrays nest more than \(manifestDepthMax) deep")
        }
    }

    private static func depth(of value: JSONValue) -> Int {
        switch value.kind {
        case .object: 1 + value.members.reduce(0) { max($0, depth(of: $1.value)) }
        case .array: 1 + value.elements.reduce(0) { max($0, depth(of: $1)) }
        case .string, .number, .true, .false, .null: 0
        }
    }

    private static func checkVersion(_ fields: Fields) throws(Refusal) {
        let range = try fields.list("protocol").map(\.integer)
        guard range.count == 2, let low = range[0], let high = range[1], low <= high else {
            throw .badField("protocol", "it is not a pair of versions such as [1,1]")
        }
        guard low <= protocolVersion, protocolVersion <= high else {
            throw Refusal(
                .unsupportedVersion, "This broker speaks version 1 of the desk protocol and the peer does not; update the older one."
            ) {
                $0.name("protocol")
                $0.raw(Array("[1,1]".utf8))
            }
        }
    }

    private static func accounts(_ fields: Fields) throws(Refusal) -> [AccountSlug] {
        var accounts: [AccountSlug] = []
        for bytes in try fields.byteStrings("accounts", bytesMax: Slug.bytesMax) {
            guard let account = AccountSlug(bytes) else { throw .badField("accounts", "it has an element that is not an account's name") }
            accounts.append(account)
        }
        return accounts
    }

    private static func resume(_ fields: Fields) throws(Refusal) -> (epoch: [UInt8], sequence: SequenceNumber)? {
        guard fields.optional("resume") != nil else { return nil }
        let resume = try fields.object("resume")
        return (
            try resume.bytes("epoch", bytesMax: 64), SequenceNumber(UInt64(try resume.integer("seq", in: 0...Fields.integerMax)))
        )
    }

    /// A wrong value refuses the whole registration and names key, value and what is allowed. Unknown keys are kept.
    public static func manifest(of document: JSONDocument) throws(Refusal) -> Channel {
        let fields = Fields(document.root)
        return try manifest(fields, key: ChannelKey(try fields.slug("key")))
    }

    static func manifest(_ fields: Fields, key: ChannelKey) throws(Refusal) -> Channel {
        guard try fields.slug("key") == key.slug else { throw .badField("manifest.key", "it differs from the hello's name") }
        let capabilities = try fields.object("capabilities")
        return Channel(
            key: key, name: try fields.text("name", bytesMax: 256),
            summary: try fields.optionalText("description", bytesMax: 1_024) ?? .empty,
            threadingModel: try threadingModel(capabilities), identifierKinds: try identifierKinds(capabilities),
            allowsOutgoing: try capabilities.bool("allowOutgoingMessages", default: true),
            sendsIdempotently: try sendsIdempotently(capabilities),
            textBytesMax: capabilities.optional("maxTextLength") == nil
                ? nil : Int(try capabilities.integer("maxTextLength", in: 1...Int64(Fields.textBytesMax))),
            manifest: fields.object.raw)
    }

    /// A capability's name may be written like a field or like a value.
    private static func sendsIdempotently(_ capabilities: Fields) throws(Refusal) -> Bool {
        if try capabilities.bool("idempotentSend", default: false) { return true }
        return try capabilities.bool("idempotent_send", default: false)
    }

    private static func threadingModel(_ capabilities: Fields) throws(Refusal) -> Channel.ThreadingModel {
        let bytes = try capabilities.bytes("threadingModel", bytesMax: 64)
        guard let model = Channel.ThreadingModel(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw .badField("capabilities.threadingModel", "it is neither adapter_thread nor by_address")
        }
        return model
    }

    private static func identifierKinds(_ capabilities: Fields) throws(Refusal) -> [Identifier.Kind] {
        var kinds: [Identifier.Kind] = []
        for bytes in try capabilities.byteStrings("deliveryIdentifierTypes", bytesMax: 32) {
            guard let kind = Identifier.Kind(rawValue: String(decoding: bytes, as: UTF8.self)) else {
                throw .badField("capabilities.deliveryIdentifierTypes", "it has another element than email, phone, short_code, opaque")
            }
            kinds.append(kind)
        }
        guard !kinds.isEmpty else { throw .badField("capabilities.deliveryIdentifierTypes", #"it is empty; an example is ["opaque"]"#) }
        return kinds
    }
}
