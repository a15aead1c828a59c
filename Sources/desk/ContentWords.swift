internal import DeskConsole
internal import DeskKit

/// What a message holds besides its words, and what became of it since, in words.
struct ContentWords {
    /// A row for each file and part.
    let rows: [String]
    /// What it does to an earlier message: `edit`, `delete`, `reaction`, `call`; nil where it is said anew.
    let action: String?
    let target: Int64?
    let isRemoved: Bool
    /// Its latest words, where they were changed.
    let edited: [UInt8]?
    let isDeleted: Bool
    /// The words that it answers, where nobody here knows the message that they are of.
    let quote: [UInt8]?
    /// Such as `👍 Maria`, one a person.
    let reactions: [String]

    init(_ value: JSONValue) {
        let attachments = value["attachments"]?.elements ?? []
        let parts = value["parts"]?.elements ?? []
        rows = attachments.map(Self.file) + parts.map(Self.part)
        let kind = value["kind"]?.string ?? "message"
        action = ["message", "note"].contains(kind) ? nil : kind
        target = value["target"]?["message"]?.integer
        isRemoved = value["removed"]?.bool ?? false
        edited = value["edited"]?["text"]?.utf8
        isDeleted = value["deleted"] != nil
        quote = value["quote"]?.utf8
        reactions = (value["reactions"]?.elements ?? []).map { reaction in
            let who = reaction["rep"]?["id"]?.utf8.map { " " + SafeText.line($0) } ?? ""
            return SafeText.line(reaction["text"]?.utf8 ?? []) + who
        }
    }

    /// Where there are no words: never an empty row.
    var summary: String? { rows.first.map { rows.count == 1 ? $0 : "\($0) +\(rows.count - 1)" } }

    /// A line above the words.
    var answering: String? { quote.map { "[answers \"\(Item.firstLine(of: $0))\"]" } }

    /// Lines under the words.
    func later() -> [String] {
        var lines: [String] = []
        if let edited { lines.append("[now: " + SafeText.body(edited).joined(separator: " ") + "]") }
        if isDeleted { lines.append("[deleted there; kept here]") }
        if !reactions.isEmpty { lines.append("[" + reactions.joined(separator: ", ") + "]") }
        return lines
    }

    /// What is done, before the author's name: `edits m3`.
    func doing(_ line: (Int64) -> Int?) -> String? {
        guard let action else { return nil }
        let reference = target.map { MessageReference.text(line: line($0), message: $0) } ?? ""
        return switch action {
        case "edit": "edits \(reference)"
        case "delete": "deletes \(reference)"
        case "reaction": isRemoved ? "takes back a reaction to \(reference)" : "reacts to \(reference)"
        case "call": "calls"
        default: "\(SafeText.line(action)) \(reference)"
        }
    }

    // MARK: Files and parts

    /// `[voice 0:12 ogg 31 KiB]`, `[image receipt.jpg 31 KiB]`
    private static func file(_ value: JSONValue) -> String {
        let usage = SafeText.line(value["usage"]?.utf8 ?? Array("file".utf8))
        var words = [usage]
        if let duration = value["durationMs"]?.integer { words.append(playing(duration)) }
        if usage == "voice" {
            words.append(SafeText.line(value["mime"]?.utf8?.split(separator: 0x2F).last.map(Array.init) ?? []))
        } else {
            words.append(SafeText.line(value["name"]?.utf8 ?? []))
        }
        words.append(ByteWords.short(value["bytes"]?.integer ?? 0))
        return "[" + words.filter { !$0.isEmpty }.joined(separator: " ") + "]"
    }

    private static func playing(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1_000
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }

    private static func part(_ value: JSONValue) -> String {
        let name = value["name"]?.utf8.map { " " + SafeText.line($0) } ?? ""
        switch value["part"]?.string {
        case "location":
            let place = [value["latitude"], value["longitude"]].map { String(decoding: $0?.raw ?? [], as: UTF8.self) }
            let address = value["address"]?.utf8.map { ", " + SafeText.line($0) } ?? ""
            return "[location\(name)\(address) \(place.joined(separator: ","))]"
        case "contact_card":
            let ways = (value["identifiers"]?.elements ?? []).compactMap { $0["value"]?.utf8 }.map { SafeText.line($0) }
            return "[contact card\(name)" + (ways.isEmpty ? "" : " " + ways.joined(separator: ", ")) + "]"
        case "quick_replies":
            let labels = (value["replies"]?.elements ?? []).compactMap { $0["label"]?.utf8 }.map { SafeText.line($0) }
            return "[quick replies: " + labels.joined(separator: " | ") + "]"
        default: return "[cannot be shown here: \(SafeText.line(value["kind"]?.utf8 ?? value["part"]?.utf8 ?? []))]"
        }
    }
}
