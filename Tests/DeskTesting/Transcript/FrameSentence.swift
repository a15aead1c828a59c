/// What somebody does in a transcript, as the frame that it stands for.
///
/// Most verbs are the frame's type, and most words its fields; this file holds what is worded differently for people.
struct FrameSentence {
    /// The frame's fields with their values in JSON.
    private(set) var fields: [(name: String, json: String)] = []
    let isRequest: Bool

    struct NotUnderstood: Error, CustomStringConvertible {
        let description: String
    }

    private static let integers: Set<String> = [
        "ticket", "message", "seen", "limit", "before", "window", "retryAfterMs", "re", "id", "capacity", "revision", "contact",
        "into", "returnAfterMinutes", "seed", "offset", "bytes", "undoSeconds",
    ]
    private static let keyed: Set<String> = [
        "publish", "send", "note", "assign", "set", "retry", "drop", "undo", "conversation.start", "ticket.create",
        "ticket.move", "ticket.spam", "ticket.trash", "ticket.restore",
        "ticket.merge", "ticket.unmerge", "ticket.split", "view.set", "view.remove", "follow", "ticket.team", "snooze", "notify.set",
        "snippet.set", "snippet.remove",
        "block", "unblock", "contact.merge", "contact.unmerge", "contact.forget",
    ]
    private static let notices: Set<String> = ["typing", "viewing"]
    private static let types = ["reply": "send", "create": "account.create", "switch": "account.set", "look": "ticket"]

    /// - Parameter key: for a verb that needs one, where the line gives none.
    init(_ verb: String, _ words: [TranscriptLine.Word], key: String) throws {
        let type = Self.types[verb] ?? verb
        isRequest = !Self.notices.contains(type)
        add("type", text: type)
        for word in words { try add(word, type) }
        if Self.keyed.contains(type), self["key"] == nil { add("key", text: key) }
        addUsual(type)
    }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.json }

    var json: String { "{" + fields.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}" }

    mutating func add(_ name: String, json: String) {
        if self[name] == nil { fields.append((name, json)) }
    }

    mutating func set(_ name: String, json: String) {
        fields.removeAll { $0.name == name }
        fields.append((name, json))
    }

    private mutating func add(_ name: String, text: String) { add(name, json: "\"\(text)\"") }

    private mutating func add(_ word: TranscriptLine.Word, _ type: String) throws {
        guard let name = word.name else {
            switch (word.kind, word.value) {
            case (.quoted, _): add("text", text: word.value)
            case (_, "on"): add(type == "account.set" ? "active" : "on", json: "true")
            case (_, "off"): add(type == "account.set" ? "active" : "on", json: "false")
            default: add(word.value, json: "true")
            }
            return
        }
        if word.kind == .json { return add(name, json: word.value) }
        switch (type, name) {
        case ("publish", "from"): add(name, json: Self.party(word.value, name: nil))
        case ("publish", "to"):
            add(name, json: "[" + word.value.split(separator: ",").map { Self.party(String($0), name: nil) }.joined(separator: ",") + "]")
        case ("account.create", "identifier"), ("account.complete", "identifier"): add(name, json: Self.party(word.value, name: nil))
        case (_, "replyTo"): add(name, json: "{\"message\":\(word.value)}")
        case (_, "quotes"): add("replyTo", json: "{\"externalId\":\"\(word.value)\"}")
        case ("send", "status"): add("set", json: "{\"status\":\"\(word.value)\"}")
        case (_, "externalIds"): add(name, json: "[" + word.value.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") + "]")
        default: add(name, json: Self.value(word, name, type))
        }
    }

    private static func value(_ word: TranscriptLine.Word, _ name: String, _ type: String) -> String {
        if word.kind == .plain {
            let isInteger =
                integers.contains(name) || name.hasSuffix("Minutes") || name == "place" || (type == "watch" && name == "from")
                || (["history", "audit", "search"].contains(type) && name == "after")
            if isInteger || ["true", "false", "null"].contains(word.value) { return word.value }
            if name == "to" || name == "expected", word.value == "nobody" { return "null" }
            if let repeated = repeated(word.value) { return "\"\(repeated)\"" }
        }
        return "\"\(word.value)\""
    }

    /// `x*300` is 300 times x.
    private static func repeated(_ text: String) -> String? {
        let parts = text.split(separator: "*")
        guard parts.count == 2, let count = Int(parts[1]) else { return nil }
        return String(repeating: String(parts[0]), count: count)
    }

    /// `maria`, `email:maria@example.org`, `phone:+34600111222`; with `/Name` behind it where they have one.
    private static func party(_ text: String, name: String?) -> String {
        let kinds = ["email:": "email", "phone:": "phone", "code:": "short_code"]
        let kind = kinds.first { text.hasPrefix($0.key) }
        let rest = text.dropFirst(kind?.key.count ?? 0)
        let value = rest.prefix { $0 != "/" }
        let called = rest.dropFirst(value.count + 1)
        return #"{"kind":"\#(kind?.value ?? "opaque")","value":"\#(value)""# + (called.isEmpty ? "}" : #","name":"\#(called)"}"#)
    }

    /// What a transcript need not say.
    private mutating func addUsual(_ type: String) {
        switch type {
        case "publish":
            add("account", text: "shop")
            add("at", text: "2026-11-22T14:48:00Z")
        case "history": add("account", text: "shop")
        case "typing": if self["ticket"] == nil { add("account", text: "shop") }
        case "account.create":
            add("channel", text: "webchat")
            add("identifier", json: #"{"kind":"opaque","value":\#(self["account"] ?? "\"shop\"")}"#)
        default: break
        }
    }
}
