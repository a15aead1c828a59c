internal import DeskConsole
internal import DeskKit

/// The programs that carry the channels: how they fare, and starting one anew.
enum AdapterVerbs {
    static let all: [Verb] = [
        Verb(
            name: "adapter", usage: "list | restart ADAPTER | logs ADAPTER",
            summary: "the adapters: how each fares, what it wrote last, a fresh start",
            details: [
                "list: those that the broker keeps running, and those that were started by hand or by systemd.",
                "An adapter that dies is started again after 0.1 s, then after twice as long each time; one that dies five times in a minute "
                    + "is broken, as is one that ends with 64 or 78 (wrong arguments, wrong configuration): it is tried once a minute until it stays up.",
                "One whose place another process has taken waits until that one has ended.",
                "restart: one that the broker keeps running is asked to finish and started anew, at once where it was waiting or broken.",
                "logs: what it wrote to its standard error and output last, and what deskd says of its starts and ends; at most 200 lines. "
                    + "The broker's log has them as well.",
            ],
            group: .channels, need: .broker(.admin),
            flags: [
                VerbFlag("--lines", "N", "logs: only the last N lines, at most 200"),
                VerbFlag("--follow", nil, "logs: and those to come, until interrupted; as a command only"),
            ],
            shape: .words(1...2), run: run)
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): AdapterList.run(call)
        case ("restart", 2): restart(words[1], call)
        case ("logs", 2): AdapterLogs(call, words[1])?.ask()
        default: call.failForm()
        }
    }

    private static func restart(_ name: String, _ call: Call) {
        call.ask(
            "adapter.restart", { $0.field("name", name) },
            then: { body in
                if call.format.shape == .json {
                    call.say(answer: body)
                } else {
                    let hint = call.format.hasHints ? " desk adapter list" : ""
                    call.say("\(SafeText.line(name)) finishes what it has in hand and is started anew.\(hint)")
                }
                call.done()
            })
    }
}

enum AdapterList {
    static func run(_ call: Call) {
        call.ask(
            "adapters",
            then: { body in
                let items = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for item in items { call.say(json: item.raw) }
                } else if items.isEmpty {
                    call.remark(
                        "No adapter is here. List one in deskd's configuration as [adapter NAME], or start one, such as desk-webchat.")
                } else {
                    call.say(table(items, now: call.seat.now).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ items: [JSONValue], now: Int64) -> Table {
        var table = Table(columns: [
            .init(name: "adapter", width: 20), .init(name: "state", width: 22), .init(name: "since", width: 8),
            .init(name: "process", width: 16), .init(name: "starts", width: 12), .init(name: "channel", width: 24),
            .init(name: "reason", width: 0),
        ])
        for item in items { table.rows.append(row(item, now)) }
        return table
    }

    private static func row(_ item: JSONValue, _ now: Int64) -> Table.Row {
        let words = AdapterWords(item)
        let isKept = item["supervised"]?.bool == true
        let since = item["since"]?.utf8.flatMap(TimeWords.milliseconds).map { TimeWords.age(now - $0) } ?? ""
        let process = item["process"]?.integer.map { "\($0)" } ?? ""
        let starts = item["starts"]?.integer
        let instance = SafeText.line(item["instance"]?.utf8 ?? [])
        let channel = SafeText.line(item["channel"]?.utf8 ?? []) + (instance == "main" ? "" : "/" + instance)
        return .init(
            cells: [
                SafeText.line(item["name"]?.utf8 ?? []), words.state, since, process.isEmpty ? "" : "process " + process,
                isKept ? starts.map { "\($0) start\($0 == 1 ? "" : "s")" } ?? "" : "by hand", channel, words.reason,
            ],
            plainCells: [
                SafeText.line(item["name"]?.utf8 ?? []), words.plainState, since, process, starts.map { "\($0)" } ?? "-", channel,
                words.reason,
            ], role: words.isWell ? nil : .warn)
    }
}

/// An adapter's last lines, and those to come where that is wanted.
final class AdapterLogs {
    private static let linesMax = 200
    private static let pollMilliseconds = 500
    private let call: Call
    private let name: String
    private let follows: Bool
    private var limit = AdapterLogs.linesMax
    private var last: Int64 = 0

    /// Nil where the call has failed already.
    init?(_ call: Call, _ name: String) {
        self.call = call
        self.name = name
        follows = call.arguments.has("--follow")
        if let lines = call.arguments.value("--lines") {
            guard let number = Arguments.number(lines[...]), (1...Int64(Self.linesMax)).contains(number) else {
                call.fail(usage: "--lines wants a number from 1 to \(Self.linesMax)")
                return nil
            }
            limit = Int(number)
        }
        guard !follows || !call.seat.isLineDoor else {
            call.fail(
                usage:
                    "--follow does not end by itself: say it as a command, `desk adapter logs \(PlainText.ascii(name, max: 64)) --follow`")
            return nil
        }
    }

    /// Each answer begins after the last line of the one before it.
    func ask() {
        call.ask(
            "adapter.logs",
            { [self] in
                $0.field("name", name)
                $0.field("after", last)
                $0.field("limit", limit)
            },
            then: { [self] body in
                let lines = body["items"]?.elements ?? []
                last = lines.last?["line"]?.integer ?? last
                show(lines)
                guard follows else { return call.done() }
                limit = Self.linesMax
                call.seat.loop.after(milliseconds: Self.pollMilliseconds) { [self] in ask() }
            })
    }

    private func show(_ lines: [JSONValue]) {
        if call.format.shape == .json {
            for line in lines { call.say(json: line.raw) }
        } else if lines.isEmpty, !follows {
            call.remark("\(SafeText.line(name)) has written nothing since the broker started.")
        } else {
            call.say(lines.map(text))
        }
    }

    private func text(_ line: JSONValue) -> String {
        let time = line["at"]?.utf8.flatMap(TimeWords.milliseconds).map { TimeWords.stamp($0) } ?? ""
        return time + "  " + (line["broker"]?.bool == true ? "deskd: " : "") + SafeText.line(line["text"]?.utf8 ?? [])
    }
}
