internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// A file of a ticket's message: `a1` is the ticket's first, for everybody and for good.
struct TicketFile {
    let ticket: Int64
    let number: Int
    let line: Int
    let blob: String
    let name: [UInt8]
    let mime: [UInt8]
    let bytes: Int64
    let usage: String

    var reference: String { "a\(number)" }

    /// As it can be said where it is shown.
    func saying(_ verb: String, _ call: Call) -> String {
        call.seat.isLineDoor ? "\(verb) \(reference)" : "desk \(verb) \(ticket) \(reference)"
    }
    var fileName: String { SafeFileName.proposed(name) }
    var isDangerous: Bool { FileKind.isDangerous(mime: mime, name: name) }

    /// `a1 m3 receipt.jpg, image/jpeg, 31 KiB`
    var words: String { "\(reference) m\(line) \(SafeText.line(name)), \(SafeText.line(mime)), \(ByteWords.short(bytes))" }

    var row: String { [reference, "m\(line)", "\(bytes)", SafeText.line(mime), SafeText.line(name), blob].joined(separator: "\t") }

    /// `a1` → 1.
    static func number(_ word: String) -> Int? {
        word.utf8.first == UInt8(ascii: "a") ? Arguments.number(word.dropFirst()).flatMap { Int(exactly: $0) } : nil
    }
}

/// Finds a ticket's files, page by page.
enum TicketFiles {
    /// Lines that are looked through.
    private static let linesMax = 20_000

    static func find(_ ticket: Int64, _ call: Call, then: @escaping ([TicketFile]) -> Void) {
        look(ticket, before: nil, found: [], seen: 0, call) { items in then(numbered(items, ticket)) }
    }

    /// Calls `then` with the file that the word names, or fails the call.
    static func find(_ word: String, of ticket: Int64, _ call: Call, then: @escaping (TicketFile) -> Void) {
        guard let number = TicketFile.number(word) else {
            return call.fail(usage: "'\(PlainText.ascii(word, max: 40))' is no file; `\(call.saying("attachments"))` lists them: a1, a2 …")
        }
        find(ticket, call) { files in
            guard let file = files.first(where: { $0.number == number }) else {
                let there = files.isEmpty ? "ticket \(ticket) has no files" : "ticket \(ticket) has a1 to a\(files.count)"
                return call.fail("there is no \(PlainText.ascii(word, max: 40)): \(there)")
            }
            then(file)
        }
    }

    private static func look(
        _ ticket: Int64, before: Int64?, found: [JSONValue], seen: Int, _ call: Call, _ then: @escaping ([JSONValue]) -> Void
    ) {
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 200)
                if let before { $0.field("before", before) }
            },
            then: { body in
                let all = (body["items"]?.elements ?? []) + found
                guard let next = body["next"]?.integer, all.count < linesMax else { return then(all) }
                look(ticket, before: next, found: all, seen: all.count, call, then)
            })
    }

    private static func numbered(_ items: [JSONValue], _ ticket: Int64) -> [TicketFile] {
        var files: [TicketFile] = []
        for (index, item) in items.enumerated() {
            for value in item["attachments"]?.elements ?? [] {
                guard let blob = value["blob"]?.string else { continue }
                files.append(
                    TicketFile(
                        ticket: ticket, number: files.count + 1, line: index + 1, blob: blob, name: value["name"]?.utf8 ?? [],
                        mime: value["mime"]?.utf8 ?? [], bytes: value["bytes"]?.integer ?? 0, usage: value["usage"]?.string ?? "file"))
            }
        }
        return files
    }
}
