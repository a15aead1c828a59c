internal import DeskWire

/// What a line says of a frame: its type, and the fields that matter.
struct FrameExpectation {
    /// Frames that come in a strict order of their own: the next of that type is the one that is meant.
    static let ordered: Set<String> = ["deliver", "probe", "bye", "error", "state"]

    let type: String
    private let fields: [(path: String, word: TranscriptLine.Word)]
    /// An event's kind, or an error's code.
    private let second: String?

    init(_ words: [TranscriptLine.Word]) {
        type = words.first?.value ?? ""
        var rest = words.dropFirst()
        let hasSecond = ["event", "error", "bye"].contains(type) && rest.first?.name == nil && rest.first?.kind == .plain
        second = hasSecond ? rest.popFirst()?.value : nil
        fields = rest.map { word in
            if let name = word.name { return (name, word) }
            if word.kind == .quoted { return ("text", word) }
            return (word.value, TranscriptLine.Word(name: word.value, kind: .plain, value: "true"))
        }
    }

    func hasType(_ frame: JSONValue) -> Bool { frame["type"]?.isString(type) ?? false }

    /// What is wrong with the frame; nil where it is as expected, and then `variables` know what it said of the unknown ones.
    func complaint(about frame: JSONValue, _ variables: inout Variables) -> String? {
        guard hasType(frame) else { return "it is no \(type)" }
        if type == "event" { return complaint(aboutEvents: frame, &variables) }
        if let second, !(frame["code"]?.isString(second) ?? false) { return "its code is not \(second)" }
        return complaint(in: [frame, frame["data"]].compactMap { $0 }, &variables)
    }

    private func complaint(aboutEvents frame: JSONValue, _ variables: inout Variables) -> String? {
        var complaint: String? = "it has no event \(second ?? "")"
        for event in frame["events"]?.elements ?? [] where second.map({ event["event"]?.isString($0) ?? false }) ?? true {
            var tried = variables
            complaint = self.complaint(in: [event, frame], &tried)
            if complaint == nil {
                variables = tried
                return nil
            }
        }
        return complaint
    }

    private func complaint(in scopes: [JSONValue], _ variables: inout Variables) -> String? {
        for (path, word) in fields {
            let found = scopes.lazy.compactMap { Self.find(path, in: $0) }.first ?? Array("none".utf8)
            guard variables.match(word, found) else {
                return "\(path) is \(String(decoding: found.prefix(200), as: UTF8.self)), not \(variables.shown(word))"
            }
        }
        return nil
    }

    /// The value at `a.b.0.c`, as text; `a.count` is how many elements there are.
    private static func find(_ path: String, in scope: JSONValue) -> [UInt8]? {
        var value = scope
        for part in path.split(separator: ".") {
            if part == "count", value.kind == .array { return Array(String(value.elements.count).utf8) }
            if let index = Int(part), value.kind == .array {
                guard index < value.elements.count else { return nil }
                value = value.elements[index]
            } else {
                guard let member = value[String(part)] else { return nil }
                value = member
            }
        }
        return value.utf8 ?? (value.isNull ? Array("none".utf8) : value.raw)
    }
}

/// What transcripts call `$name`: bound where it is first heard, and the same from then on.
struct Variables {
    private var values: [String: [UInt8]] = [:]

    /// Whether `found` is what the word says. A word `*` is anything but nothing.
    mutating func match(_ word: TranscriptLine.Word, _ found: [UInt8]) -> Bool {
        if word.kind == .plain, word.value == "*" { return !found.elementsEqual("none".utf8) }
        if word.kind == .plain, word.value.hasPrefix("$") {
            let name = String(word.value.dropFirst())
            if let known = values[name] { return known == found }
            values[name] = found
            return true
        }
        return word.bytes == found
    }

    func shown(_ word: TranscriptLine.Word) -> String {
        guard word.value.hasPrefix("$"), let known = values[String(word.value.dropFirst())] else { return word.value }
        return String(decoding: known, as: UTF8.self)
    }

    /// The word with every `$name` that is known put in.
    func filled(_ word: TranscriptLine.Word) -> TranscriptLine.Word {
        guard word.kind != .quoted else { return word }
        var value = word.value
        for (name, known) in values.sorted(by: { $0.key.utf8.count > $1.key.utf8.count }) {
            value = value.split(separator: "$" + name, omittingEmptySubsequences: false).joined(
                separator: String(decoding: known, as: UTF8.self))
        }
        return TranscriptLine.Word(name: word.name, kind: word.kind, value: value)
    }
}

extension TranscriptLine.Word {
    /// What the word says, escapes undone.
    var bytes: [UInt8] {
        guard kind == .quoted else { return Array(value.utf8) }
        let wrapped = try? JSONDocument(parsing: Array("{\"v\":\"\(value)\"}".utf8))
        return wrapped?.root["v"]?.utf8 ?? Array(value.utf8)
    }
}
