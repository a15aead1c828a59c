internal import DeskCore

// What people see of the channel, what it takes to connect it, and what it can do besides plain text.
extension ManifestReader {
    private static let sizeMax = Fields.integerMax

    func profile(_ capabilities: Fields) throws(Refusal) -> ChannelProfile {
        var profile = ChannelProfile()
        profile.logo = try optionalText("logo", bytesMax: 1_024)
        profile.glyph = try glyph()
        profile.setupInstructions = try optionalText("setupInstructions", bytesMax: 8_192)
        profile.connectSchema = try connectSchema()
        profile.capabilities = try self.capabilities(capabilities)
        return profile
    }

    private func optionalText(_ name: String, bytesMax: Int) throws(Refusal) -> Text? {
        guard let value = fields.optional(name) else { return nil }
        guard let encoded = value.encoded, encoded.count <= bytesMax else {
            try wrong(.badField("manifest.\(name)", "it is not a text of at most \(bytesMax) bytes"))
            return nil
        }
        return Text(encoded: encoded)
    }

    /// What a terminal shows in front of the channel's tickets.
    private func glyph() throws(Refusal) -> Text? {
        guard let text = try optionalText("glyph", bytesMax: 64), !text.isEmpty else { return nil }
        let cells = (fields.object["glyph"]?.string ?? "").unicodeScalars.reduce(0) { $0 + Self.cells(of: $1) }
        guard (1...ChannelProfile.glyphCellsMax).contains(cells) else {
            try wrong(
                .badField(
                    "manifest.glyph",
                    #"it takes \#(cells) cells of a terminal, and 1 to \#(ChannelProfile.glyphCellsMax) are allowed; for example "glyph":"web""#
                ))
            return nil
        }
        return text
    }

    /// Roughly, and never too few: wide scripts and pictures take two cells, what is not printed counts as far too many.
    private static func cells(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x00..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: ChannelProfile.glyphCellsMax + 1
        case 0x0300..<0x0370, 0xFE00..<0xFE10: 0
        case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE70, 0xFF00..<0xFF61, 0xFFE0..<0xFFE7,
            0x1F000..<0x20000, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    private func capabilities(_ fields: Fields) throws(Refusal) -> Capabilities {
        var capabilities = Capabilities()
        capabilities.richText = try words(fields, "richText", Capabilities.styles)
        capabilities.allowsInlineImages = try flag(fields, "allowInlineImages") ?? false
        capabilities.allowsConversationStart = try flag(fields, "allowConversationStart") ?? false
        capabilities.allowsMultipleRecipients = try flag(fields, "allowMultipleRecipients") ?? false
        capabilities.isOrdered = try flag(fields, "orderedDelivery") ?? false
        capabilities.attachmentTypes = try words(fields, "outgoingAttachmentTypes", Capabilities.attachmentTypes)
        capabilities.mimeTypes = try mimeTypes(fields, "allowedFileAttachmentMimeTypes")
        capabilities.attachmentsMax = try number(fields, "maxFileAttachmentCount", in: 0...10_000)
        capabilities.attachmentBytesMax = try number(fields, "maxFileAttachmentSizeBytes", in: 0...Self.sizeMax)
        capabilities.attachmentBytesMaxInAll = try number(fields, "maxTotalFileAttachmentSizeBytes", in: 0...Self.sizeMax)
        capabilities.replyWindowSeconds = try number(fields, "replyWindowSeconds", in: 1...31_622_400)
        for feature in Capabilities.Feature.allCases {
            if let level = try level(fields, feature.rawValue) { capabilities.levels[feature] = level }
        }
        capabilities.unknown = Self.unknown(fields.object)
        return capabilities
    }

    private static let known: [[UInt8]] =
        [
            "deliveryIdentifierTypes", "threadingModel", "allowOutgoingMessages", "idempotentSend", "idempotent_send", "maxTextLength",
            "richText",
            "allowInlineImages", "allowConversationStart", "allowMultipleRecipients", "orderedDelivery", "outgoingAttachmentTypes",
            "allowedFileAttachmentMimeTypes", "maxFileAttachmentCount", "maxFileAttachmentSizeBytes", "maxTotalFileAttachmentSizeBytes",
            "replyWindowSeconds",
        ].map { Array($0.utf8) } + Capabilities.Feature.allCases.map { Array($0.rawValue.utf8) }

    private static func unknown(_ capabilities: JSONValue) -> [[UInt8]] {
        capabilities.members.map(\.name).filter { !known.contains($0) }
    }

    /// What was written in vain, as far as this version knows.
    var warnings: [String] {
        guard let capabilities = fields.object["capabilities"] else { return [] }
        return Self.unknown(capabilities).prefix(16).map { name in
            "the capability \(String(decoding: name.prefix(64), as: UTF8.self)) is not known here; it is kept, and nothing comes of it"
        }
    }
}

// The form.
extension ManifestReader {
    private static let kinds = ConnectField.Kind.allCases.map(\.rawValue)
    private static let example = #""connectSchema":[{"name":"token","label":"Access token","type":"secret","required":true}]"#

    private func connectSchema() throws(Refusal) -> ConnectSchema {
        guard let value = fields.optional("connectSchema") else { return ConnectSchema() }
        guard value.kind == .array, value.elements.count <= ConnectSchema.fieldsMax else {
            try wrong(
                .badValue("connectSchema", value, allowed: ["an array of at most \(ConnectSchema.fieldsMax) fields"], example: Self.example)
            )
            return ConnectSchema()
        }
        var form: [ConnectField] = []
        for element in value.elements {
            let field = try connectField(Fields(element))
            guard !form.contains(where: { $0.name == field.name }) else {
                throw .badField("connectSchema", "it has two fields named \(field.name)")
            }
            form.append(field)
        }
        return ConnectSchema(form)
    }

    private func connectField(_ fields: Fields) throws(Refusal) -> ConnectField {
        guard let name = fields.object["name"]?.utf8.flatMap({ SettingName($0) }) else {
            throw .badValue(
                "connectSchema.name", fields.optional("name"), allowed: ["letters, digits, _ and -, a letter first"], example: Self.example)
        }
        let at = "connectSchema.\(name)"
        guard let kind = ConnectField.Kind.allCases.first(where: { fields.object["type"]?.isString($0.rawValue) ?? false }) else {
            throw .badValue("\(at).type", fields.optional("type"), allowed: Self.kinds, example: Self.example)
        }
        let choices = try fields.byteStrings("choices", bytesMax: 256)
        guard kind != .choice || !choices.isEmpty else {
            throw .badValue("\(at).choices", fields.optional("choices"), allowed: ["a list of texts"], example: #""choices":["eu","us"]"#)
        }
        let field = ConnectField(
            name: name, label: try fields.optionalText("label", bytesMax: 256) ?? Text(encoded: Array(name.text.utf8)), kind: kind,
            isRequired: try fields.bool("required", default: false), standard: try standard(fields, at), choices: choices,
            pattern: try pattern(fields, at), help: try fields.optionalText("help", bytesMax: 1_024))
        if let standard = field.standard, let fault = field.fault(of: standard) { throw .badField("\(at).default", fault) }
        guard !field.isSecret || field.standard == nil else { throw .badField("\(at).default", "a secret has none") }
        return field
    }

    private func standard(_ fields: Fields, _ at: String) throws(Refusal) -> SettingValue? {
        guard let value = fields.optional("default") else { return nil }
        if let flag = value.bool { return .flag(flag) }
        if let number = value.integer { return .integer(number) }
        if let bytes = value.utf8 { return .text(bytes) }
        throw .badValue("\(at).default", value, allowed: ["a text, a whole number, true, false"], example: #""default":"eu""#)
    }

    private func pattern(_ fields: Fields, _ at: String) throws(Refusal) -> FieldPattern? {
        guard let source = try fields.optionalBytes("pattern", bytesMax: 256) else { return nil }
        guard let pattern = FieldPattern(source) else {
            throw .badValue(
                "\(at).pattern", fields.optional("pattern"),
                allowed: ["characters, . and classes such as [a-z0-9], each with *, +, ? or {n,m}; no groups, no |"],
                example: #""pattern":"[a-z0-9-]{1,63}""#)
        }
        return pattern
    }
}
