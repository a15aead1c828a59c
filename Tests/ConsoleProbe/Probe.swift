import DeskConsole
import DeskSystem
import Glibc

/// Does what it is told on its lines: `flood N` shows N lines, one a millisecond; `news N` announces N at once; `soon`,
/// `urgent` and `later` speak after a while; `exit`; `leave` (without a word to the console); `trap`. All is recorded.
final class Probe {
    private let loop: EventLoop
    private let console: Console
    private let recordPath: String

    init(_ arguments: [String]) throws {
        recordPath = arguments[1]
        let wishes = ConsoleMode.Wishes(isPlain: arguments.contains("--plain"), isAccessible: arguments.contains("--accessible"))
        let mode = ConsoleMode.choose(
            environment: Environment.value, inputIsTerminal: StandardStream.input.isTerminal,
            outputIsTerminal: StandardStream.output.isTerminal, wishes: wishes)
        loop = try EventLoop()
        let input = try StandardStream.input.duplicate()
        if StandardStream.input.isTerminal { try? PseudoTerminal.control(by: input) }
        console = Console(
            loop: loop, input: input, output: try StandardStream.output.duplicate(), mode: mode,
            historyFile: HistoryFile(recordPath + ".history"))
    }

    func run() throws {
        try console.watchSignals()
        console.prompt = "probe> "
        console.onLine = { [self] in receive($0) }
        console.onCancel = { [self] in record("cancelled " + $0) }
        console.onEnd = { [self] in
            record("end")
            leave()
        }
        console.onComplete = { before in
            Completion(replacing: before.count, candidates: ["inbox", "inform"].filter { $0.utf8.starts(with: before.utf8) })
        }
        console.isPrivate = { $0.utf8.starts(with: "secret".utf8) }
        try console.start()
        record("ready")
        try loop.run()
    }

    private func receive(_ line: String) {
        record(line)
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let argument = words.count > 1 ? words[1] : ""
        switch words.first ?? "" {
        case "flood": flood(1, of: Int(argument) ?? 0)
        case "news": console.announce((1...(Int(argument) ?? 1)).map { "news \($0)" })
        case "urgent": loop.after(milliseconds: 50) { [self] in console.announce(["fire"], isUrgent: true) }
        case "soon": loop.after(milliseconds: 50) { [self] in console.show(["soon \(argument)"]) }
        case "later": answerLater(argument)
        case "exit": leave()
        case "leave": exit(3)
        case "trap": fatalError("as told")
        default: break
        }
    }

    private func flood(_ number: Int, of count: Int) {
        console.show(["event \(number) 日本 👩‍👩‍👧 of \(count) end"])
        if number < count { loop.after(milliseconds: 1) { [self] in flood(number + 1, of: count) } }
    }

    private func answerLater(_ argument: String) {
        console.isAnswering = true
        loop.after(milliseconds: 50) { [self] in
            console.show(["later \(argument)"])
            console.isAnswering = false
        }
    }

    private func leave() {
        console.stop()
        loop.stop()
    }

    private func record(_ what: String) {
        let bytes = Array((what + "\n").utf8)
        try? File(recordPath, .append).descriptor.writeAll(bytes.span)
    }
}
