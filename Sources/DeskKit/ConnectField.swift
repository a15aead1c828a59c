internal import DeskWire

/// A field of the form that an admin fills in to connect an account.
public struct ConnectField: Sendable {
    public enum Kind: String, Sendable {
        case text
        /// Typed without echo; the desk keeps it from its journal, its log and everybody but this adapter.
        case secret
        case int
        case bool
        case choice
        /// The content of a file, such as a service's key; kept like a secret.
        case file
    }

    /// As the values come back: letters, digits, `_` and `-`.
    public var name: String
    /// What the admin is asked.
    public var label: String
    public var kind: Kind
    public var isRequired: Bool
    /// Taken where nothing is said.
    public var standard: Value?
    public var choices: [String]
    /// What a text has to look like as a whole: characters, `.`, `\d`, `\w`, `\s`, classes such as `[a-z0-9]`, each with `*`, `+`, `?` or
    /// `{n,m}` after it. No alternatives and no groups: what it cannot say the adapter says when it tries the values.
    public var pattern: String?
    public var help: String?

    public enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int64)
        case flag(Bool)
    }

    public init(
        _ name: String, _ label: String, _ kind: Kind = .text, isRequired: Bool = false, standard: Value? = nil, choices: [String] = [],
        pattern: String? = nil, help: String? = nil
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

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", name)
        writer.field("label", label)
        writer.field("type", kind.rawValue)
        if isRequired { writer.field("required", true) }
        switch standard {
        case .text(let text): writer.field("default", text)
        case .integer(let number): writer.field("default", number)
        case .flag(let flag): writer.field("default", flag)
        case nil: break
        }
        if !choices.isEmpty { writer.strings("choices", choices) }
        if let pattern { writer.field("pattern", pattern) }
        if let help { writer.field("help", help) }
        writer.endObject()
    }
}
