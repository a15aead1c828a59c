internal import DeskBroker
internal import DeskCore
internal import DeskSystem
internal import DeskWire

/// How a line of the log is written.
enum LogLayout {
    /// For the systemd journal, which reads the level in front and has the time itself.
    case journal
    /// For somebody who watches.
    case terminal
    case text
    case json

    private static let sourceBytesMax = 64

    init(_ format: LogFormat) {
        self =
            switch format {
            case .auto where JournalStream.isStandardError: .journal
            case .journal: .journal
            case .json: .json
            case .auto, .text: StandardStream.error.isTerminal ? .terminal : .text
            }
    }

    /// The whole line with its end: ASCII, below 2 KiB.
    func line(_ line: LogLine, atMilliseconds time: Int64) -> String {
        switch self {
        case .journal: "<\(line.level.rawValue)>\(Escaped.ascii(line.text))\n"
        case .terminal: "\(Self.clock(time)) \(LogLevel.name(line.level)) \(Escaped.ascii(line.text))\n"
        case .text: "\(Timestamp(milliseconds: time).text) \(LogLevel.name(line.level)) \(Escaped.ascii(line.text))\n"
        case .json: Self.object(line, time)
        }
    }

    /// Hours, minutes and seconds where we are.
    private static func clock(_ time: Int64) -> String {
        let seconds = time / 1_000 + Int64(WallClock.zoneOffsetMinutes(atMilliseconds: time)) * 60
        return [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }

    private static func object(_ line: LogLine, _ time: Int64) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("time")
        writer.string(Timestamp(milliseconds: time).text)
        writer.name("level")
        writer.string(LogLevel.name(line.level))
        if !line.source.isEmpty {
            writer.name("source")
            writer.string(Escaped.ascii(line.source, bytesMax: sourceBytesMax, isQuoted: true))
        }
        writer.name("text")
        writer.string(Escaped.ascii(line.text, isQuoted: true))
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}
