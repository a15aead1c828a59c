import DeskBroker
import DeskTesting
import DeskWire
import Testing

@testable import deskd

/// What peers, adapters and files of others may bring into a line.
@Suite("The log")
struct LogTests {
    static let hostile: [String] = [
        "", "plain", "two\nlines", "a\r\nforged: <3>line", "\u{0}nothing\u{0}", "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}",
        "\u{2028}separator\u{2029}", "\u{202E}gnp.exe", "\u{85}next line", "\u{9B}31m", "e\u{301}", "\u{FEFF}", "\u{10FFFF}",
        "\u{D7FF}\u{E000}",
        "\"quoted\" and \\backslash\\ and \\n", "<3>act now", "{\"level\":\"error\"}", "%s%n%x", "\t\u{8}\u{7F}",
        String(repeating: "x", count: 10_000), String(repeating: "\u{301}", count: 10_000), String(repeating: "\"", count: 10_000),
        String(repeating: "\\", count: 10_000), String(repeating: "\n", count: 10_000), String(repeating: "\u{10FFFF}", count: 3_000),
    ]

    static let levels: [LogLine.Level] = [.error, .warning, .notice, .info, .debug]

    @Test(
        "an event is one line of printable ASCII, at most 2 KiB, in every layout", arguments: [LogLayout.journal, .terminal, .text, .json])
    func oneLine(_ layout: LogLayout) throws {
        for text in Self.hostile {
            for (level, source) in zip(Self.levels, Self.hostile + Self.hostile) {
                let line = Array(layout.line(LogLine(level, text, from: source + text), atMilliseconds: 1_795_358_000_123).utf8)
                #expect(line.count <= 2_048, "\(line.count) bytes")
                #expect(line.last == 0x0A)
                #expect(line.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
            }
        }
    }

    @Test("a line of the JSON log is a strict object that says what came in")
    func json() throws {
        for text in Self.hostile {
            let line = Array(LogLayout.json.line(LogLine(.warning, text, from: "user 1000"), atMilliseconds: 1_795_358_000_123).utf8)
            let object = try JSONDocument(parsing: line).root
            #expect(object["level"]?.string == "warning")
            #expect(object["time"]?.string == "2026-11-22T14:33:20.123Z")
            #expect(object["source"]?.string == "user 1000")
            if text.utf8.count < 100 { #expect(object["text"]?.string == Escaped.ascii(text)) }
        }
    }

    @Test("the journal's lines begin with the level and have no time")
    func journal() {
        #expect(LogLayout.journal.line(LogLine(.error, "the disk"), atMilliseconds: 0) == "<3>the disk\n")
        #expect(LogLayout.text.line(LogLine(.info, "<3>x"), atMilliseconds: 0) == "1970-01-01T00:00:00.000Z info <3>x\n")
    }
}

@Suite("Shares of the log")
struct LogLimiterTests {
    private func texts(_ lines: [LogLine]) -> [String] { lines.map(\.text) }

    @Test("what a source repeats is written once and counted, and the count is said when its time is over")
    func repeats() {
        var limiter = LogLimiter()
        for moment in 0..<313 {
            let lines = limiter.admit(LogLine(.warning, "no connections", from: "a"), atMilliseconds: Int64(moment))
            #expect(texts(lines) == (moment == 0 ? ["no connections"] : []))
        }
        #expect(limiter.due == LogLimiter.windowMilliseconds)
        #expect(texts(limiter.overdue(atMilliseconds: 29_999)).isEmpty)
        let report = limiter.overdue(atMilliseconds: 30_000)
        #expect(report == [LogLine(.warning, "suppressed 312 lines from a", from: "a")])
        #expect(limiter.due == nil && limiter.overdue(atMilliseconds: 90_000).isEmpty, "it is said once")
    }

    @Test("a source that says ever new things has its share and no more, and takes none of another's")
    func flood() {
        var limiter = LogLimiter()
        var written = 0
        for number in 0..<10_000 { written += limiter.admit(LogLine(.info, "line \(number)", from: "loud"), atMilliseconds: 5).count }
        #expect(written == LogLimiter.linesMax)
        #expect(
            limiter.admit(LogLine(.error, "act", from: "loud"), atMilliseconds: 6).count == 1, "what needs somebody still comes through")
        #expect(limiter.admit(LogLine(.info, "hello", from: "quiet"), atMilliseconds: 7).count == 1)
        let next = limiter.admit(LogLine(.info, "line again", from: "loud"), atMilliseconds: 30_005)
        #expect(texts(next) == ["suppressed 9900 lines from loud", "line again"])
    }

    // From a review: whoever filled the table of sources could have filled the share of the late ones, the broker's own among them.
    @Test("the broker's own lines are written however many others there are and whatever they say")
    func ownShare() {
        var limiter = LogLimiter()
        for number in 0..<20_000 { _ = limiter.admit(LogLine(.error, "line \(number)", from: "s\(number)"), atMilliseconds: 1) }
        #expect(texts(limiter.admit(LogLine(.notice, "the disk has room again"), atMilliseconds: 2)) == ["the disk has room again"])
    }

    @Test("no number of sources makes it grow without end, and written plus suppressed is what came")
    func manySources() {
        var limiter = LogLimiter()
        var lines: [LogLine] = []
        for number in 0..<20_000 { lines += limiter.admit(LogLine(.info, "line \(number)", from: "s\(number)"), atMilliseconds: 1) }
        lines += limiter.finish()
        let reports = lines.filter { $0.text.utf8.starts(with: "suppressed ".utf8) }
        let suppressed = reports.compactMap { Int($0.text.split(separator: " ")[1]) }.reduce(0, +)
        #expect(lines.count - reports.count <= LogLimiter.sourcesMax + LogLimiter.linesMax)
        #expect(lines.count - reports.count + suppressed == 20_000)
    }
}
