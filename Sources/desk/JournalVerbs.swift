internal import DeskConsole
internal import DeskJournal
internal import DeskKit

/// Reading a journal without a broker, also while one writes to it.
enum JournalVerbs {
    static let all: [Verb] = [
        Verb(
            name: "journal", usage: "cat DIR | check DIR", summary: "show a data directory's entries, or whether they are whole",
            details: [
                "cat: one JSON object a line, {\"seq\":N,…}. check: what is there, what is damaged. Neither needs a lock nor "
                    + "changes anything. A batch that was being written when the broker ended is a torn tail, which is harmless:",
                "nobody was told of it. Damage is not: exit code 65.",
            ],
            group: .upkeep, doors: .command, need: .nothing, shape: .words(1...2), run: run)
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        guard words.count == 2, ["cat", "check"].contains(words[0]) else { return call.fail(usage: "journal takes: \(call.verb.usage)") }
        do throws(StorageError) {
            let storage = try DiskStorage(directory: words[1])
            if words[0] == "cat" { cat(storage, call) } else { check(storage, words[1], call) }
        } catch {
            call.fail("\(words[1]) cannot be read (\(error)); name the directory that deskd has as --data", code(error))
        }
    }

    private static func code(_ error: StorageError) -> Int32 {
        error.kind == .missing ? ExitCode.usage.rawValue : ExitCode.inputOutput.rawValue
    }

    private static func cat(_ storage: DiskStorage, _ call: Call) {
        var held: [String] = []
        read(storage, call) { entry, payload in
            var object: [UInt8] = Array("{\"seq\":\(entry.sequence)".utf8)
            // The entry's own members follow; it is an object, so that it begins with a brace.
            if payload.count > 2 { object.append(UInt8(ascii: ",")) }
            for index in 1..<max(1, payload.count) { object.append(payload[index]) }
            held.append(String(decoding: call.format.line(json: object), as: UTF8.self))
            if held.count == 256 {
                call.say(held)
                held = []
            }
        } then: { report in
            call.say(held)
            finish(report, call)
        }
    }

    private static func check(_ storage: DiskStorage, _ directory: String, _ call: Call) {
        var files = FileCheck()
        read(storage, call) { entry, payload in
            files.note(entry.sequence.number, payload)
        } then: { report in
            do throws(StorageError) {
                try files.look(in: directory)
            } catch { return call.fail("the files of messages cannot be read (\(error))", ExitCode.inputOutput.rawValue) }
            let summary = JournalSummary(report, files)
            if call.format.shape == .json { call.say(json: summary.json) } else { call.say(summary.lines) }
            call.end(report.isSound && files.isSound ? 0 : ExitCode.corruptData.rawValue)
        }
    }

    private static func read(
        _ storage: DiskStorage, _ call: Call, _ body: (JournalReader.Entry, Span<UInt8>) throws -> Void, then: (JournalReport) -> Void
    ) {
        do throws(JournalError) {
            let report = try JournalReader.read(storage, body)
            guard report.segments > 0 || !report.isSound else {
                return call.fail("there is no journal in that directory; name the one that deskd has as --data", ExitCode.usage.rawValue)
            }
            then(report)
        } catch {
            if case .unknownVersion = error { return call.fail("\(error)", ExitCode.protocolVersion.rawValue) }
            call.fail("\(error)", ExitCode.inputOutput.rawValue)
        }
    }

    private static func finish(_ report: JournalReport, _ call: Call) {
        guard !report.isSound else { return call.done() }
        for damage in report.damages { call.seat.output.complain(["desk: damaged: " + SafeText.line(damage.description)]) }
        call.fail("what could be read was shown; restore the rest from a backup", ExitCode.corruptData.rawValue)
    }
}

/// A report in words and in JSON.
struct JournalSummary {
    let report: JournalReport
    let files: FileCheck

    init(_ report: JournalReport, _ files: FileCheck) {
        self.report = report
        self.files = files
    }

    private var epoch: String? {
        report.epoch.map { bytes in bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    }

    var lines: [String] {
        var lines = [
            "\(report.entries) entries, the last is \(report.head), proven durable through \(report.proven); \(report.segments) segments, \(report.bytes) bytes"
        ]
        if let epoch { lines.append("epoch \(epoch)") }
        if let torn = report.tornTail {
            lines.append(
                "torn tail: \(SafeText.line(torn.file)) from offset \(torn.offset), \(torn.bytes) bytes that nobody was told of; deskd cuts them when it starts"
            )
        }
        for damage in report.damages { lines.append("DAMAGED: " + SafeText.line(damage.description)) }
        lines += files.lines
        guard files.isSound || !report.isSound else { return lines }
        lines.append(report.isSound ? "sound" : "not sound: deskd will refuse to serve it; restore what is damaged from a backup")
        return lines
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("sound", report.isSound && files.isSound)
        writer.field("entries", report.entries)
        writer.field("head", report.head)
        writer.field("proven", report.proven)
        writer.field("segments", report.segments)
        writer.field("bytes", report.bytes)
        if let epoch { writer.field("epoch", epoch) }
        if let torn = report.tornTail {
            writer.name("tornTail")
            writer.beginObject()
            writer.field("file", torn.file)
            writer.field("offset", torn.offset)
            writer.field("bytes", torn.bytes)
            writer.endObject()
        }
        files.write(to: &writer)
        writer.name("damages")
        writer.beginArray()
        for damage in report.damages { append(damage, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func append(_ damage: Damage, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("file", damage.file)
        if let first = damage.first { writer.field("first", first) }
        if let last = damage.last { writer.field("last", last) }
        writer.field("reason", damage.reason)
        writer.endObject()
    }
}
