internal import DeskConsole
internal import DeskKit

/// Files that messages carry.
enum FileVerbs {
    static let all: [Verb] = [
        Verb(
            name: "attach", usage: "FILE…", summary: "put files to the next reply in the open ticket",
            details: [
                "They are uploaded at once and go out with the reply, whichever way it is written; `detach` takes them back, and "
                    + "`attachments` lists them. As a command: desk reply 1042 --seen 1207 --attach FILE TEXT"
            ],
            group: .answers, doors: .line, shape: .words(1...FileTray.filesMax), run: attach),
        Verb(
            name: "detach", usage: "[NUMBER]", summary: "take back a file that was attached and not sent; all of them without a number",
            group: .answers, doors: .line, need: .nothing, shape: .words(0...1), run: detach),
        Verb(
            name: "attachments", usage: "[N]", summary: "list a ticket's files, a1, a2 and so on, and those that wait for your reply",
            group: .tickets, shape: .words(0...1), run: list),
        Verb(
            name: "save", usage: "[N] aK [PATH]", summary: "keep a file of a ticket here",
            details: [
                "Without PATH under the name that its sender gave it, made safe, in the directory where you are. Nothing is ever "
                    + "overwritten, and what came is checked against its SHA-256 before it gets its name."
            ],
            group: .tickets, shape: .words(1...3), run: SaveVerb.run),
        Verb(
            name: "show", usage: "[N] aK", summary: "show a picture or a text of a ticket here in the terminal",
            details: ["Pictures where the terminal can (kitty's and iTerm's ways); elsewhere what is known of them."],
            group: .tickets, shape: .words(1...2), run: ShowVerb.run),
    ]

    /// Tells the ticket's number from the file's reference: `save 1042 a1 …`, `save a1 …`.
    static func subject(_ call: Call) -> (ticket: Int64, word: String, rest: [String])? {
        let words = call.arguments.words
        let isNamed = TicketFile.number(words[0]) == nil && words.count > 1
        guard let ticket = isNamed ? call.ticket(word: 0) : call.ticket(nil) else { return nil }
        let index = isNamed ? 1 : 0
        return (ticket, words[index], Array(words.dropFirst(index + 1)))
    }

    private static func attach(_ call: Call) {
        guard let ticket = call.ticket(nil) else { return }
        let waiting = call.seat.tray.files(for: ticket).count
        guard waiting + call.arguments.words.count <= FileTray.filesMax else {
            return call.fail(usage: "a message takes \(FileTray.filesMax) files at most, and \(waiting) are attached")
        }
        FileUploads.put(call.arguments.words, call) { entries in
            for entry in entries {
                call.seat.tray.add(entry, for: ticket)
                call.say("attached: \(entry.words); it goes with the next reply in \(ticket)")
            }
            call.done()
        }
    }

    private static func detach(_ call: Call) {
        guard let ticket = call.ticket(nil) else { return }
        let files = call.seat.tray.files(for: ticket)
        guard !files.isEmpty else { return call.fail("nothing is attached in \(ticket)") }
        guard let word = call.arguments.words.first else {
            call.seat.tray.empty(for: ticket)
            call.say("detached: \(files.count == 1 ? files[0].words : "all \(files.count) files")")
            return call.done()
        }
        guard let place = Arguments.number(word[...]).flatMap({ Int(exactly: $0) }),
            let removed = call.seat.tray.remove(place, for: ticket)
        else { return call.fail(usage: "detach: which? 1 to \(files.count), as `attachments` lists them") }
        call.say("detached: \(removed.words)")
        call.done()
    }

    private static func list(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        TicketFiles.find(ticket, call) { files in
            switch call.format.shape {
            case .json: for file in files { call.say(json: json(file)) }
            case .tabs: call.say(files.map(\.row))
            case .columns, .spoken: call.say(files.map(\.words))
            }
            let waiting = call.seat.tray.files(for: ticket)
            if files.isEmpty, waiting.isEmpty { call.remark("There are no files in \(ticket).") }
            for (index, entry) in waiting.enumerated() { call.remark("\(index + 1) waits for your reply: \(entry.words)") }
            call.done()
        }
    }

    private static func json(_ file: TicketFile) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("file", file.reference)
        writer.field("line", file.line)
        writer.field("blob", file.blob)
        writer.field("name", utf8: file.name)
        writer.field("mime", utf8: file.mime)
        writer.field("bytes", file.bytes)
        writer.field("usage", file.usage)
        writer.endObject()
        return writer.bytes
    }
}
