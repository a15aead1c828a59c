internal import DeskConsole
internal import DeskJournal
internal import DeskKit

/// Says on standard error how far a long copy has come, and hears when somebody wants it stopped.
final class CopyProgress {
    private static let barColumns = 30
    private static let patienceMilliseconds = 1_000

    private enum Look {
        case bar, lines, json
        var milliseconds: Int {
            switch self {
            case .bar: 100
            case .lines: 10_000
            case .json: 1_000
            }
        }
    }

    private let look: Look
    private let signals: SignalReader?
    private let began = MonotonicTime.now
    private var last = MonotonicTime.now
    private var phase: BackupProgress.Phase?
    private var isDrawn = false
    /// The signal that asked for an end.
    private(set) var stopped: Int32?

    init(_ call: Call) {
        let isDrawable = StandardStream.error.isTerminal && !call.seat.flags.isPlain && !call.seat.flags.isAccessible
        look = call.format.shape == .json ? .json : isDrawable && Environment.value("TERM") != "dumb" ? .bar : .lines
        signals = try? SignalReader([OwnProcess.interrupt, OwnProcess.terminate, OwnProcess.hangUp])
    }

    /// Takes note; false where it is to stop.
    func heed(_ progress: BackupProgress) -> Bool {
        if let number = (try? signals?.next()) ?? nil { stopped = number }
        if stopped == nil && isDue(progress.phase) {
            show(progress)
            phase = progress.phase
            last = .now
        }
        return stopped == nil
    }

    private func isDue(_ phase: BackupProgress.Phase) -> Bool {
        let now = MonotonicTime.now
        // What takes no time is not worth a bar.
        if look == .bar && now.milliseconds(since: began) < Self.patienceMilliseconds { return false }
        return now.milliseconds(since: last) >= look.milliseconds || look == .json && self.phase != phase
    }

    private func show(_ progress: BackupProgress) {
        let words = "\(progress.phase.rawValue) \(Self.size(progress.bytes)) of \(Self.size(progress.bytesTotal))"
        switch look {
        case .lines: write("desk: \(words)\n")
        case .bar:
            let filled = Self.barColumns * progress.bytes / max(1, progress.bytesTotal, progress.bytes)
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barColumns - filled)
            write("\r[\(bar)] \(words)\u{1B}[K")
            isDrawn = true
        case .json:
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("progress", progress.phase.rawValue)
            writer.field("bytes", progress.bytes)
            writer.field("bytesTotal", progress.bytesTotal)
            writer.endObject()
            write(String(decoding: writer.bytes, as: UTF8.self) + "\n")
        }
    }

    /// Leaves the terminal as if there had been no bar.
    func finish() { if isDrawn { write("\r\u{1B}[K") } }

    static func size(_ bytes: Int) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var unit = 0
        var tenths = bytes * 10
        while tenths >= 10_240 && unit < units.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private func write(_ text: String) { try? StandardStream.error.write(text) }
}
