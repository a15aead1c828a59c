internal import DeskConsole
internal import DeskKit

/// Where a rep's own things lie: `$DESK_STATE`, else `$XDG_STATE_HOME/desk`, else `~/.local/state/desk`.
enum StatePlace {
    /// Nil where there is no place to keep it, which is no reason not to work.
    static func history(environment: (String) -> String? = Environment.value) -> HistoryFile? {
        directory(environment).map { HistoryFile($0 + "/history") }
    }

    /// Nil where there is none; it is made when the first draft is.
    static func drafts(environment: (String) -> String? = Environment.value) -> String? {
        directory(environment).map { $0 + "/drafts" }
    }

    private static func directory(_ environment: (String) -> String?) -> String? {
        if let own = environment("DESK_STATE"), isAbsolute(own) { return made(own, []) }
        if let state = environment("XDG_STATE_HOME"), isAbsolute(state) { return made(state, ["desk"]) }
        guard let home = environment("HOME"), isAbsolute(home), home.utf8.count > 1 else { return nil }
        return made(home, [".local", "state", "desk"])
    }

    /// What is not is ignored, as the rules of XDG want it.
    private static func isAbsolute(_ path: String) -> Bool { path.utf8.first == 0x2F }

    private static func made(_ root: String, _ parts: [String]) -> String? {
        var path = root
        if PathFacts(at: path) == nil { try? Directory.create(path) }
        for part in parts {
            path += "/" + part
            if PathFacts(at: path) == nil { try? Directory.create(path) }
        }
        return PathFacts(at: path)?.kind == .directory ? path : nil
    }
}
