internal import DeskBroker
internal import DeskSystem

/// One adapter that the broker keeps running: its plan, its life, and the process where there is one.
final class SupervisedAdapter {
    private(set) var plan: AdapterPlan
    var life: AdapterLife
    /// What is to follow once it has ended, where the configuration has changed.
    var replacement: AdapterPlan?
    /// No plan has it any more.
    var isGone = false
    var process: ChildProcess?
    var session: SessionID?
    var output: AdapterOutput?
    /// Watches the process, and wakes when something of its life is due.
    var end: EventLoop.Token?
    var timer: EventLoop.Token?

    init(_ plan: AdapterPlan) {
        self.plan = plan
        life = AdapterLife(Self.timings(plan))
    }

    var name: String { plan.name }

    func adopt(_ plan: AdapterPlan) {
        self.plan = plan
        replacement = nil
        life = AdapterLife(Self.timings(plan))
    }

    private static func timings(_ plan: AdapterPlan) -> AdapterLife.Timings {
        var timings = AdapterLife.Timings()
        timings.drainMilliseconds = Int64(plan.drainMilliseconds)
        timings.silenceMilliseconds = Int64(plan.silenceMilliseconds)
        return timings
    }

    /// Most programs begin their lines with their own name, which stands there already.
    func withoutName(_ line: String) -> String {
        let program = plan.executable.split(separator: "/").last.map(String.init) ?? ""
        return line.hasPrefix(program + ": ") ? String(line.dropFirst(program.utf8.count + 2)) : line
    }
}

extension ChildEnd {
    private static let names: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
        11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM",
    ]

    /// What it says itself about starting it again, as sysexits.h has it: a wrong command line, a wrong configuration.
    var ending: AdapterLife.Ending {
        switch self {
        case .exited(64), .exited(78): .refusal
        default: .death
        }
    }

    /// How it ended, in words; with what it said last where that may say why: whoever is killed has no last word.
    func described(_ lastLine: String) -> String {
        let why = lastLine.isEmpty ? "" : ": " + lastLine.prefix(256)
        return switch self {
        case .exited(0): "it exited with 0"
        case .exited(let code): "it exited with \(code)\(why)"
        case .signaled(let number): "it was killed by signal \(number)\(Self.names[number].map { " (\($0))" } ?? "")"
        }
    }
}
