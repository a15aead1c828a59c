internal import DeskCore

/// Reads a manifest. A wrong value refuses the whole of it, naming the key, the value, what is allowed and an example that is right;
/// what is not known is kept, with a warning.
struct ManifestReader {
    static let nameScalarsMax = 64
    static let summaryScalarsMax = 255

    let fields: Fields
    /// It was taken once, by this broker or an older one: what is wrong in it now counts as absent.
    private let isRecorded: Bool

    init(_ fields: Fields, isRecorded: Bool = false) {
        self.fields = fields
        self.isRecorded = isRecorded
    }

    func channel(key: ChannelKey) throws(Refusal) -> Channel {
        guard try fields.slug("key") == key.slug else { throw .badField("manifest.key", "it differs from the hello's name") }
        let capabilities = try fields.object("capabilities")
        return Channel(
            key: key, name: try name(), summary: try summary(), threadingModel: try threadingModel(capabilities),
            identifierKinds: try identifierKinds(capabilities),
            allowsOutgoing: try flag(capabilities, "allowOutgoingMessages") ?? true,
            sendsIdempotently: try sendsIdempotently(capabilities),
            textBytesMax: try number(capabilities, "maxTextLength", in: 1...Int64(Fields.textBytesMax)), profile: try profile(capabilities),
            manifest: fields.object.raw)
    }

    private func name() throws(Refusal) -> Text {
        let text = try fields.text("name", bytesMax: 1_024)
        guard !isRecorded else { return text }
        guard !text.isEmpty else { throw .badField("manifest.name", #"it is empty; for example "name":"Web chat""#) }
        try checkLength("name", Self.nameScalarsMax)
        return text
    }

    private func summary() throws(Refusal) -> Text {
        guard let text = try fields.optionalText("description", bytesMax: 4_096) else { return .empty }
        if !isRecorded { try checkLength("description", Self.summaryScalarsMax) }
        return text
    }

    private func checkLength(_ name: String, _ scalarsMax: Int) throws(Refusal) {
        let count = fields.object[name]?.string?.unicodeScalars.count ?? 0
        guard count <= scalarsMax else {
            throw .badField("manifest.\(name)", "it has \(count) characters, and \(scalarsMax) are the most")
        }
    }

    /// A capability's name may be written like a field or like a value.
    private func sendsIdempotently(_ capabilities: Fields) throws(Refusal) -> Bool {
        if try flag(capabilities, "idempotentSend") ?? false { return true }
        return try flag(capabilities, "idempotent_send") ?? false
    }

    private func threadingModel(_ capabilities: Fields) throws(Refusal) -> Channel.ThreadingModel {
        let allowed = Channel.ThreadingModel.allCases.map(\.rawValue)
        let value = capabilities.optional("threadingModel")
        if let model = value.flatMap({ value in Channel.ThreadingModel.allCases.first { value.isString($0.rawValue) } }) { return model }
        throw .badValue("capabilities.threadingModel", value, allowed: allowed, example: #""threadingModel":"adapter_thread""#)
    }

    private func identifierKinds(_ capabilities: Fields) throws(Refusal) -> [Identifier.Kind] {
        let name = "deliveryIdentifierTypes"
        let example = #""deliveryIdentifierTypes":["opaque"]"#
        let allowed = Identifier.Kind.allCases.map(\.rawValue)
        guard let value = capabilities.optional(name), value.kind == .array, !value.elements.isEmpty, value.elements.count <= Fields.listMax
        else { throw .badValue("capabilities.\(name)", capabilities.optional(name), allowed: allowed, example: example) }
        var kinds: [Identifier.Kind] = []
        for element in value.elements {
            guard let kind = Identifier.Kind.allCases.first(where: { element.isString($0.rawValue) }) else {
                throw .badValue("capabilities.\(name)", element, allowed: allowed, example: example)
            }
            kinds.append(kind)
        }
        return kinds
    }
}

// Values of a kind, each absent one meaning no.
extension ManifestReader {
    /// - Throws: unless it was taken once already.
    func wrong(_ refusal: Refusal) throws(Refusal) { if !isRecorded { throw refusal } }

    func flag(_ capabilities: Fields, _ name: String) throws(Refusal) -> Bool? {
        guard let value = capabilities.optional(name) else { return nil }
        if let flag = value.bool { return flag }
        try wrong(.badValue("capabilities.\(name)", value, allowed: ["true", "false"], example: "\"\(name)\":true"))
        return nil
    }

    func number(_ capabilities: Fields, _ name: String, in range: ClosedRange<Int64>) throws(Refusal) -> Int? {
        guard let value = capabilities.optional(name) else { return nil }
        if let number = value.integer, range.contains(number) { return Int(number) }
        let allowed = "whole numbers from \(range.lowerBound) to \(range.upperBound)"
        try wrong(.badValue("capabilities.\(name)", value, allowed: [allowed], example: "\"\(name)\":\(min(range.upperBound, 4_096))"))
        return nil
    }

    func level(_ capabilities: Fields, _ name: String) throws(Refusal) -> SupportLevel? {
        guard let value = capabilities.optional(name) else { return nil }
        if let flag = value.bool { return flag ? .full : .rejected }
        if let level = SupportLevel.allCases.first(where: { value.isString($0.rawValue) }) { return level }
        let allowed = ["true", "false"] + SupportLevel.allCases.map(\.rawValue)
        try wrong(.badValue("capabilities.\(name)", value, allowed: allowed, example: "\"\(name)\":\"full\""))
        return nil
    }

    /// Words of a list, in either case, as this protocol writes them.
    func words(_ capabilities: Fields, _ name: String, _ allowed: [String]) throws(Refusal) -> [String] {
        guard let value = capabilities.optional(name) else { return [] }
        let example = "\"\(name)\":[\(allowed.first.map { "\"\($0)\"" } ?? "")]"
        guard value.kind == .array, value.elements.count <= Fields.listMax else {
            try wrong(.badValue("capabilities.\(name)", value, allowed: allowed, example: example))
            return []
        }
        var words: [String] = []
        for element in value.elements {
            if let word = allowed.first(where: { Self.isSame(element, $0) }) {
                words.append(word)
            } else {
                try wrong(.badValue("capabilities.\(name)", element, allowed: allowed, example: example))
            }
        }
        return words
    }

    private static func isSame(_ value: JSONValue, _ word: String) -> Bool {
        guard let bytes = value.utf8 else { return false }
        return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }.elementsEqual(word.utf8)
    }

    func mimeTypes(_ capabilities: Fields, _ name: String) throws(Refusal) -> [[UInt8]] {
        guard let value = capabilities.optional(name) else { return [] }
        var types: [[UInt8]] = []
        for element in value.kind == .array ? value.elements.prefix(Fields.listMax) : [value] {
            guard let bytes = element.utf8, bytes.count <= 128, Self.isMIME(bytes) else {
                try wrong(
                    .badValue(
                        "capabilities.\(name)", element, allowed: ["types such as image/png and image/*"],
                        example: "\"\(name)\":[\"image/*\"]"))
                continue
            }
            types.append(bytes)
        }
        return types
    }

    private static func isMIME(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: 0x2F, omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x21...0x7E).contains($0) } }
    }
}

extension Refusal {
    private static let shownBytesMax = 64

    /// A value that is none of those that may be there.
    static func badValue(_ field: String, _ value: JSONValue?, allowed: [String], example: String) -> Refusal {
        let raw = value?.raw ?? []
        let shown =
            raw.isEmpty ? "missing" : String(decoding: raw.prefix(shownBytesMax), as: UTF8.self) + (raw.count > shownBytesMax ? "…" : "")
        let isWhat = value == nil ? "it is missing" : "it is \(shown)"
        return Refusal(
            .badField, "The field \(field) cannot be used: \(isWhat); allowed: \(allowed.joined(separator: ", ")); for example \(example)."
        ) {
            $0.field("field", field)
            $0.field("value", value == nil ? nil : shown)
            $0.strings("allowed", allowed.map { Array($0.utf8) })
            $0.field("example", example)
        }
    }
}
