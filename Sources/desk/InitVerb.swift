internal import DeskConsole
internal import DeskKit

/// `desk init`: what a broker needs on this machine, made once.
enum InitVerb {
    static let all: [Verb] = [
        Verb(
            name: "init", summary: "make the directories, the configuration and the units that a broker needs",
            details: [
                "For yourself, without root: directories by the XDG rules, a commented configuration, and units where systemd is.",
                "With --system, as root: the user and the groups, /etc/desk, /var/lib/desk, and the system's units.",
                "What is there stays as it is, edited or not; a second time changes nothing. It ends with the next three steps.",
            ],
            group: .upkeep, doors: .command, need: .nothing,
            flags: [
                VerbFlag("--system", nil, "for the whole machine, with a user and groups of its own; wants root"),
                VerbFlag("--root", "DIR", "with --system: as if DIR were the root of the machine, to look at it first or for an image"),
                VerbFlag("--units", "yes|no", "write systemd's units or not (else: where systemd runs)"),
            ], run: run)
    ]

    private static func run(_ call: Call) {
        do throws(InitFailure) {
            let plan = try plan(call)
            var results: [(item: InitItem, result: InitItem.Result)] = []
            for item in plan.items { results.append((item, try item.make())) }
            report(results, plan, call)
        } catch {
            call.fail(error.message, error.code.rawValue)
        }
    }

    private static func plan(_ call: Call) throws(InitFailure) -> InitPlan {
        let arguments = call.arguments
        let wished = arguments.value("--units")
        guard wished == nil || wished == "yes" || wished == "no" else { throw InitFailure("--units is yes or no", .usage) }
        let isRunning = PathFacts(at: "/run/systemd/system")?.kind == .directory
        let hasUnits = wished.map { $0 == "yes" } ?? (isRunning || arguments.has("--root"))
        if arguments.has("--system") { return try SystemPlan.make(root: arguments.value("--root") ?? "", hasUnits: hasUnits) }
        guard !arguments.has("--root") else { throw InitFailure("--root is for --system", .usage) }
        return try UserPlan.make(Environment.value, hasUnits: hasUnits)
    }

    private static func report(_ results: [(item: InitItem, result: InitItem.Result)], _ plan: InitPlan, _ call: Call) {
        if call.format.shape == .json {
            for (item, result) in results { call.say(json: json(item, result)) }
            return call.done()
        }
        call.say(results.map(line))
        if !results.contains(where: { $0.result == .made }) { call.say("Everything is there: nothing was changed.") }
        call.say(plan.remarks.map(HomePath.shortened))
        call.say("Next:")
        for (index, step) in plan.steps.enumerated() {
            call.say(step.enumerated().map { ($0 == 0 ? "  \(index + 1). " : "     ") + HomePath.shortened($1) })
        }
        call.done()
    }

    private static func line(_ item: InitItem, _ result: InitItem.Result) -> String {
        let word = result.rawValue + String(repeating: " ", count: 6 - result.rawValue.utf8.count)
        return word + HomePath.shortened(SafeText.line(item.path)) + (result == .kept ? "  (it says something else)" : "")
    }

    private static func json(_ item: InitItem, _ result: InitItem.Result) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("path", item.path)
        writer.field("result", result.rawValue)
        writer.endObject()
        return writer.bytes
    }
}

/// Paths as people say them.
enum HomePath {
    /// With `~` for the home directory, which a shell takes for it, too.
    static func shortened(_ text: String) -> String {
        guard let home = Environment.value("HOME"), home.utf8.count > 1, home.utf8.first == UInt8(ascii: "/") else { return text }
        return text.replacing(home + "/", with: "~/")
    }
}

/// Why nothing more is made: one sentence, and the exit code.
struct InitFailure: Error {
    let message: String
    let code: ExitCode

    init(_ message: String, _ code: ExitCode) {
        self.message = message
        self.code = code
    }

    init(_ error: SystemError, _ what: String) {
        self.init("\(what) (\(error))", error.isForbidden ? .notPermitted : .inputOutput)
    }
}
