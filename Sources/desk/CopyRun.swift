internal import DeskConsole
internal import DeskCore
internal import DeskJournal
internal import DeskKit

/// One copy being made: how it ends, and what is said of it.
struct CopyRun {
    let progress: CopyProgress
    private let what: String
    private let call: Call
    private let abandon: () -> Void
    private let began = WallClock.nowMilliseconds()

    init(_ what: String, _ call: Call, abandon: @escaping () -> Void) {
        self.what = what
        self.call = call
        self.abandon = abandon
        progress = CopyProgress(call)
    }

    /// What came of it; nil where nothing did, which has been said then.
    func result(_ body: () throws(BackupError) -> BackupResult) -> BackupResult? {
        do throws(BackupError) {
            defer { progress.finish() }
            return try body()
        } catch {
            abandon()
            fail(error)
            return nil
        }
    }

    private func fail(_ error: BackupError) {
        if case .stopped = error, let signal = progress.stopped {
            call.seat.output.complain(["desk: the \(what) was stopped; nothing is left of it"])
            // As whoever sent the signal expects.
            OwnProcess.end(by: signal)
        }
        call.fail("the \(what) failed: \(error)", Self.code(error))
    }

    private static func code(_ error: BackupError) -> Int32 {
        let code: ExitCode =
            switch error {
            case .stopped: .tryAgain
            case .nothing: .usage
            case .damaged, .behind, .otherJournal: .corruptData
            case .source(.unknownVersion), .source(.corrupt): .corruptData
            case .differs, .source, .target, .restoring: .inputOutput
            }
        return code.rawValue
    }

    func report(_ result: BackupResult, _ directory: String) {
        let epoch = Hexadecimal.text(result.epoch)
        guard call.format.shape == .json else {
            let size = CopyProgress.size(result.bytes)
            return call.say([
                "\(result.entries) entries through \(result.head), \(size), begun \(Timestamp(milliseconds: began).text)", "epoch \(epoch)",
                "whole: it was read back",
            ])
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field(what, directory)
        writer.field("entries", result.entries)
        writer.field("head", result.head)
        writer.field("bytes", result.bytes)
        writer.field("epoch", epoch)
        writer.field("begun", Timestamp(milliseconds: began).text)
        writer.field("milliseconds", WallClock.nowMilliseconds() - began)
        writer.endObject()
        call.say(json: writer.bytes)
    }
}

/// Epochs as people and frames have them.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}
