internal import DeskBroker
internal import DeskCore
internal import DeskSystem
internal import DeskWire

/// The log on the standard error: one ASCII line an event.
struct Log {
    private static let names: [LogLine.Level: String] = [
        .error: "error", .warning: "warning", .notice: "notice", .info: "info", .debug: "debug",
    ]

    func write(_ line: LogLine) {
        let time = Timestamp(milliseconds: WallClock.nowMilliseconds()).text
        // A log that cannot be written must not stop the desk.
        try? StandardStream.error.write("\(time) \(Self.names[line.level] ?? "") \(Escaped.ascii(line.text))\n")
    }

    func write(_ level: LogLine.Level, _ text: String) { write(LogLine(level: level, text: text)) }
}
