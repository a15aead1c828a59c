internal import DeskConsole
internal import DeskJournal
internal import DeskKit

/// Says how far a file has come, where that takes a while: at the window of a prompt, on standard error of a command.
final class TransferProgress {
    private let call: Call
    private let total: Int
    private let copy: CopyProgress?

    init(_ call: Call, total: Int) {
        self.call = call
        self.total = total
        copy = call.seat.isLineDoor ? nil : CopyProgress(call)
    }

    /// False where it is to stop.
    func heed(_ done: Int) -> Bool {
        guard let copy else {
            if total > 1 << 20 { call.seat.session?.console.showProgress(percent: done * 100 / max(1, total)) }
            return true
        }
        return copy.heed(BackupProgress(phase: .copying, bytes: done, bytesTotal: total))
    }

    func finish() {
        copy?.finish()
        call.seat.session?.console.showProgress(percent: nil)
    }
}

/// Puts files of this machine to the desk, one after the other.
enum FileUploads {
    /// No desk takes more.
    static let bytesMax = 100 << 20

    private struct Trouble: Error {
        let message: String
    }

    /// Calls `then` with all of them, or fails the call. All are looked at before the first is sent.
    static func put(_ paths: [String], _ call: Call, then: @escaping ([FileTray.Entry]) -> Void) {
        guard !paths.isEmpty else { return then([]) }
        guard paths.flatMap(TypedPath.found).count <= FileTray.filesMax else {
            return call.fail(usage: "a message takes \(FileTray.filesMax) files at most")
        }
        do throws(Trouble) {
            var files: [(name: String, file: File)] = []
            for path in paths.flatMap(TypedPath.found) { files.append((SafeFileName.proposed(lastComponent(path)), try opened(path))) }
            put(files[...], [], call, then)
        } catch {
            call.fail(usage: "\(call.verb.name): \(error.message)")
        }
    }

    private static func lastComponent(_ path: String) -> [UInt8] {
        Array(Array(path.utf8).split(separator: UInt8(ascii: "/")).last ?? [])
    }

    private static func opened(_ path: String) throws(Trouble) -> File {
        let shown = SafeText.line(Array(path.utf8))
        guard PathFacts(at: TypedPath.expanded(path)) != nil else { throw Trouble(message: "there is no \(shown); nothing was sent") }
        let place = try kernel { () throws(SystemError) in try Path.resolved(TypedPath.expanded(path)) }
        guard PathFacts(at: place)?.kind == .file else { throw Trouble(message: "\(shown) is no plain file, so nothing was sent") }
        let file = try kernel { () throws(SystemError) in try File(place, .read) }
        let size = try kernel { () throws(SystemError) in try file.size() }
        guard size > 0 else { throw Trouble(message: "\(shown) is empty, so nothing was sent") }
        guard size <= bytesMax else {
            let (much, most) = (ByteWords.short(Int64(size)), ByteWords.short(Int64(bytesMax)))
            throw Trouble(message: "\(shown) has \(much), and a file may have \(most); nothing was sent")
        }
        return file
    }

    private static func kernel<Value>(_ body: () throws(SystemError) -> Value) throws(Trouble) -> Value {
        do throws(SystemError) { return try body() } catch { throw Trouble(message: "\(error); nothing was sent") }
    }

    private static func put(
        _ files: ArraySlice<(name: String, file: File)>, _ done: [FileTray.Entry], _ call: Call,
        _ then: @escaping ([FileTray.Entry]) -> Void
    ) {
        guard let (name, file) = files.first else { return then(done) }
        guard let link = call.link else { return call.fail("there is no broker to ask", ExitCode.unreachable.rawValue) }
        let source: UploadSource
        do throws(SystemError) {
            source = try UploadSource(file)
        } catch { return call.fail("\(call.verb.name): \(error)", ExitCode.inputOutput.rawValue) }
        let progress = TransferProgress(call, total: source.byteCount)
        link.upload(source, as: call.seat.keys.next(), progress: { progress.heed($0) }) { outcome in
            progress.finish()
            switch outcome {
            case .stored(let stored): put(files.dropFirst(), done + [FileTray.Entry(name, stored)], call, then)
            case .refused(let refusal): call.refuse(refusal)
            case .lost: call.fail("the broker went away before it had \(name); try again", ExitCode.unreachable.rawValue)
            case .unreadable(let why): call.fail("\(name) cannot be sent: \(why)", ExitCode.inputOutput.rawValue)
            case .stopped: call.fail("stopped; \(name) was not sent", ExitCode.tryAgain.rawValue)
            }
        }
    }
}
