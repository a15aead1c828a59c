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
        var reader: ManifestReader?
        if role == .adapter {
            let manifest = try fields.object("manifest")
            try checkDepth(manifest)
            reader = ManifestReader(manifest)
        }
        return Hello(
            role: role, name: key, instance: fields.optional("instance") == nil ? Slug(literal: "main") : try fields.slug("instance"),
            software: try fields.optionalText("software", bytesMax: 256), channel: try reader?.channel(key: ChannelKey(key)),
            warnings: reader?.warnings ?? [],
            accounts: fields.optional("accounts") == nil ? nil : try accounts(fields),
            window: Int(try fields.integer("window", in: 1...windowMax, default: 16)),
            judgesEdits: try fields.bool("edits", default: false), resume: try resume(fields))
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
        return try ManifestReader(fields).channel(key: ChannelKey(try fields.slug("key")))
    }

    /// One that was registered once: what today would be refused is passed over.
    public static func manifest(recorded document: JSONDocument) throws(Refusal) -> Channel {
        let fields = Fields(document.root)
        return try ManifestReader(fields, isRecorded: true).channel(key: ChannelKey(try fields.slug("key")))
    }
}
