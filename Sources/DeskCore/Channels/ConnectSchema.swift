/// A field of the form that an admin fills in to connect an account.
public struct ConnectField: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case text
        /// Never shown, logged or written to the journal.
        case secret
        case int
        case bool
        case choice
        /// The content of a file, such as a service's key: kept like a secret.
        case file
    }

    public let name: SettingName
    public let label: Text
    public let kind: Kind
    public let isRequired: Bool
    public let standard: SettingValue?
    public let choices: [[UInt8]]
    public let pattern: FieldPattern?
    /// The pattern in words of the adapter's author, or as it stands.
    public let help: Text?

    public init(
        name: SettingName, label: Text, kind: Kind, isRequired: Bool, standard: SettingValue?, choices: [[UInt8]], pattern: FieldPattern?,
        help: Text?
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.standard = standard
        self.choices = choices
        self.pattern = pattern
        self.help = help
    }

    public var isSecret: Bool { kind == .secret || kind == .file }

    /// What is wrong with `value`, without repeating it: it may be a secret. Nil where nothing is.
    public func fault(of value: SettingValue) -> String? {
        switch (kind, value) {
        case (.int, .integer), (.bool, .flag): nil
        case (.text, .text(let bytes)), (.secret, .text(let bytes)), (.file, .text(let bytes)): textFault(of: bytes)
        case (.choice, .text(let bytes)):
            choices.contains(bytes)
                ? nil : "it is none of " + choices.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        case (.int, _): "it is not a whole number"
        case (.bool, _): "it is neither true nor false"
        case (.text, _), (.secret, _), (.file, _), (.choice, _): "it is not a text"
        }
    }

    private static let textBytesMax = 4_096
    private static let fileBytesMax = 64 << 10

    private func textFault(of bytes: [UInt8]) -> String? {
        let bytesMax = kind == .file ? Self.fileBytesMax : Self.textBytesMax
        if bytes.count > bytesMax { return "it is longer than \(bytesMax) bytes" }
        if isRequired && bytes.isEmpty { return "it is empty" }
        guard let pattern, !pattern.matches(bytes) else { return nil }
        return "it does not have the form that \(name) has"
    }
}

/// The form as a whole, its fields in the order in which they are asked for.
public struct ConnectSchema: Sendable {
    public static let fieldsMax = 32
    public let fields: [ConnectField]

    public init(_ fields: [ConnectField] = []) { self.fields = fields }

    public subscript(name: SettingName) -> ConnectField? { fields.first { $0.name == name } }

    /// What was filled in, checked and completed with the standards, in the form's order, secrets apart.
    /// - Throws: `badField` naming the first that is missing, wrong or not of this form.
    public func filled(_ values: [Setting]) throws(Rejection) -> (settings: [Setting], secrets: [Setting]) {
        if let stranger = values.first(where: { self[$0.name] == nil }) {
            let known = fields.isEmpty ? "there are no fields" : "there are " + fields.map(\.name.text).joined(separator: ", ")
            throw .badField("values.\(stranger.name)", reason: "the channel's form has no such field; \(known)")
        }
        let missing = fields.filter { field in field.isRequired && field.standard == nil && !values.contains { $0.name == field.name } }
        guard missing.isEmpty else {
            throw .badField(
                "values." + missing.map(\.name.text).joined(separator: ", values."),
                reason: "\(missing.count == 1 ? "it is" : "they are") missing")
        }
        var settings: [Setting] = []
        var secrets: [Setting] = []
        for field in fields {
            guard let value = values.first(where: { $0.name == field.name })?.value ?? field.standard else { continue }
            if let fault = field.fault(of: value) { throw .badField("values.\(field.name)", reason: fault) }
            if field.isSecret { secrets.append(Setting(field.name, value)) } else { settings.append(Setting(field.name, value)) }
        }
        return (settings, secrets)
    }

    /// `settings` after an edit, in the form's order.
    /// - Throws: `badField` where the form does not have it so.
    func edited(_ settings: [Setting], by changes: [SettingChange]) throws(Rejection) -> [Setting] {
        for change in changes {
            guard let field = self[change.name] else {
                throw .badField("settings.\(change.name)", reason: "the channel's form has no such field")
            }
            guard !field.isSecret else {
                throw .badField("settings.\(change.name)", reason: "it is a secret; authorize the account anew to change it")
            }
            if let value = change.value, let fault = field.fault(of: value) { throw .badField("settings.\(change.name)", reason: fault) }
            guard change.value != nil || !field.isRequired || field.standard != nil else {
                throw .badField("settings.\(change.name)", reason: "the channel cannot do without it")
            }
        }
        return fields.compactMap { field in
            let before = settings.first { $0.name == field.name }?.value
            let change = changes.last { $0.name == field.name }
            return (change == nil ? before : change?.value ?? field.standard).map { Setting(field.name, $0) }
        }
    }
}
