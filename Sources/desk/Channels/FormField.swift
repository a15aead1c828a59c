internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// A field of a channel's form, as the adapter's manifest has it.
struct FormField {
    enum Value: Equatable {
        case text(String)
        case integer(Int64)
        case flag(Bool)
    }

    let name: String
    let label: String
    let kind: String
    let isRequired: Bool
    let standard: Value?
    let choices: [String]
    let help: String
    /// What a text has to look like.
    private let pattern: FieldPattern?

    init?(_ value: JSONValue) {
        guard let name = value["name"]?.string else { return nil }
        self.name = name
        label = SafeText.line(value["label"]?.utf8 ?? Array(name.utf8))
        kind = value["type"]?.string ?? "text"
        isRequired = value["required"]?.bool ?? false
        standard = value["default"].flatMap(Self.value)
        choices = value["choices"]?.elements.compactMap(\.string) ?? []
        help = SafeText.line(value["help"]?.utf8 ?? [])
        pattern = value["pattern"]?.utf8.flatMap { FieldPattern($0) }
    }

    static func form(_ manifest: JSONValue?) -> [FormField] { manifest?["connectSchema"]?.elements.compactMap(FormField.init) ?? [] }

    static func value(_ value: JSONValue) -> Value? {
        if let flag = value.bool { return .flag(flag) }
        if let number = value.integer { return .integer(number) }
        return value.string.map(Value.text)
    }

    /// It never stands on a screen, on a command line or in a file of ours.
    var isSecret: Bool { kind == "secret" || kind == "file" }

    /// What was typed as a value.
    /// - Throws: what is wrong with it, without repeating a secret.
    func read(_ typed: String) throws(UsageError) -> Value {
        switch kind {
        case "int":
            guard let number = Int64(typed) else {
                throw UsageError("\(name) is a whole number, and not '\(PlainText.ascii(typed, max: 40))'")
            }
            return .integer(number)
        case "bool":
            guard let flag = Self.flag(typed) else {
                throw UsageError("\(name) is yes or no, and not '\(PlainText.ascii(typed, max: 40))'")
            }
            return .flag(flag)
        case "choice": return .text(try choice(typed))
        default:
            guard pattern?.matches(Array(typed.utf8)) ?? true else {
                let value = isSecret ? "" : ", and '\(PlainText.ascii(typed, max: 40))' has not"
                throw UsageError("\(name) has a form of its own\(value)\(help.isEmpty ? "" : ": " + help)")
            }
            return .text(typed)
        }
    }

    /// By its name, or by its number in the list.
    private func choice(_ typed: String) throws(UsageError) -> String {
        if let choice = choices.first(where: { $0.utf8.elementsEqual(typed.utf8) }) { return choice }
        if let number = Int(typed), choices.indices.contains(number - 1) { return choices[number - 1] }
        throw UsageError(
            "\(name) is one of \(choices.map(SafeText.line).joined(separator: ", ")), and not '\(PlainText.ascii(typed, max: 40))'")
    }

    static func flag(_ typed: String) -> Bool? {
        switch typed.lowercased() {
        case "yes", "y", "true", "on", "1": true
        case "no", "n", "false", "off", "0": false
        default: nil
        }
    }

    /// As a flag that says it.
    var flag: String {
        switch kind {
        case "secret", "file": "--secret-file \(name)=PATH"
        case "int": "--set \(name)=N"
        case "bool": "--set \(name)=yes|no"
        case "choice": "--set \(name)=\(choices.map(SafeText.line).joined(separator: "|"))"
        default: "--set \(name)=TEXT"
        }
    }

    /// What kind of thing is wanted, in a word or two.
    var kindWords: String {
        switch kind {
        case "secret": "secret"
        case "int": "number"
        case "bool": "yes or no"
        case "choice": choices.map(SafeText.line).joined(separator: ", ")
        case "file": "a file's content"
        default: "text"
        }
    }
}

extension FormField.Value {
    /// As it is typed.
    var typed: String {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .flag(let flag): flag ? "yes" : "no"
        }
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .flag(let flag): writer.bool(flag)
        }
    }
}
