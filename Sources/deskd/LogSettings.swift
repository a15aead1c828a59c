internal import DeskBroker

/// What log lines look like.
enum LogFormat: String, CaseIterable { case auto, journal, text, json }

/// The levels by their names.
enum LogLevel {
    static let names = ["error", "warning", "notice", "info", "debug"]

    static func named(_ name: String) -> LogLine.Level? {
        names.firstIndex(of: name).flatMap { LogLine.Level(rawValue: $0 + LogLine.Level.error.rawValue) }
    }

    static func name(_ level: LogLine.Level) -> String { names[level.rawValue - LogLine.Level.error.rawValue] }
}
