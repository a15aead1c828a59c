internal import DeskConsole
internal import DeskKit

/// Writes a ticket's file here, whole or not at all, and over nothing.
enum SaveVerb {
    static func run(_ call: Call) {
        guard let (ticket, word, rest) = FileVerbs.subject(call) else { return }
        guard rest.count <= 1 else { return call.fail(usage: "save: it is `save \(call.verb.usage)`") }
        TicketFiles.find(word, of: ticket, call) { file in
            let target = place(rest.first, file)
            guard PathFacts(at: target) == nil else {
                let other = "`\(file.saying("save", call)) PATH`"
                return call.fail("\(shown(target)) is there already and stays as it is; name another place: \(other)")
            }
            save(file, to: target, call) {
                if call.format.shape == .json { call.say(json: record(file, target)) } else { call.say(told(file, target)) }
                call.done()
            }
        }
    }

    private static func place(_ path: String?, _ file: TicketFile) -> String {
        guard let path = path.map(TypedPath.expanded) else { return file.fileName }
        let isDirectory = path.hasSuffix("/") || PathFacts(at: path + "/.")?.kind == .directory
        return isDirectory ? (path.hasSuffix("/") ? path : path + "/") + file.fileName : path
    }

    private static func shown(_ path: String) -> String { SafeText.line(Array(path.utf8)) }

    private static func told(_ file: TicketFile, _ target: String) -> String {
        "saved \(file.reference) as \(shown(target)), \(ByteWords.short(file.bytes))"
            + (file.isDangerous ? "; careful: it may run something when it is opened" : "")
    }

    private static func record(_ file: TicketFile, _ target: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("saved", target)
        writer.field("bytes", file.bytes)
        writer.field("blob", file.blob)
        writer.endObject()
        return writer.bytes
    }

    /// Calls `then` when it is there, or fails the call.
    static func save(_ file: TicketFile, to target: String, _ call: Call, then: @escaping () -> Void) {
        guard let link = call.link else { return call.fail("there is no broker to ask", ExitCode.unreachable.rawValue) }
        let arriving: ArrivingFile
        do throws(SystemError) {
            arriving = try ArrivingFile(target)
        } catch { return call.fail("\(error)", ExitCode.inputOutput.rawValue) }
        let progress = TransferProgress(call, total: Int(clamping: file.bytes))
        link.download(file.blob, take: { arriving.take($0) && progress.heed(arriving.count) }) { outcome in
            progress.finish()
            end(outcome, arriving, file, call, then)
        }
    }

    private static func end(
        _ outcome: DownloadOutcome, _ arriving: ArrivingFile, _ file: TicketFile, _ call: Call, _ then: () -> Void
    ) {
        if case .complete = outcome {
            do throws(SystemError) {
                try arriving.finish()
                return then()
            } catch {
                arriving.abandon()
                return call.fail("\(error); \(file.reference) was not saved", ExitCode.inputOutput.rawValue)
            }
        }
        arriving.abandon()
        switch outcome {
        case .refused(let refusal): call.refuse(refusal)
        case .lost: call.fail("the broker went away meanwhile; nothing was saved, try again", ExitCode.unreachable.rawValue)
        case .differs:
            call.fail("what came is not \(file.reference): its SHA-256 differs; nothing was saved", ExitCode.corruptData.rawValue)
        case .stopped, .complete:
            call.fail(arriving.trouble.map { "\($0); nothing was saved" } ?? "stopped; nothing was saved", ExitCode.inputOutput.rawValue)
        }
    }
}

/// A file that is coming, under a name of its own until it is whole.
final class ArrivingFile {
    private let target: String
    private let unfinished: String
    private let file: File
    private(set) var count = 0
    private(set) var trouble: String?

    init(_ target: String) throws(SystemError) {
        self.target = target
        unfinished = Path.parent(of: target) + "/.desk-" + String(SystemRandom.integer(), radix: 36) + ".part"
        file = try File(unfinished, .create)
    }

    func take(_ bytes: [UInt8]) -> Bool {
        do throws(SystemError) {
            try file.write(bytes.span, at: count)
            count += bytes.count
            return true
        } catch {
            trouble = "\(error)"
            return false
        }
    }

    /// Never over something that has come there meanwhile.
    func finish() throws(SystemError) {
        try file.syncData()
        try Path.name(unfinished, also: target)
        try Path.remove(unfinished)
    }

    func abandon() { try? Path.remove(unfinished) }
}
