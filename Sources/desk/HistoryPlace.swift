internal import DeskConsole
internal import DeskKit

/// `$XDG_STATE_HOME/desk/history`, else `~/.local/state/desk/history`.
enum HistoryPlace {
    /// Nil where there is no place to keep it, which is no reason not to work.
    static func file(environment: (String) -> String? = Environment.value) -> HistoryFile? {
        if let state = environment("XDG_STATE_HOME"), state.utf8.first == 0x2F { return inDirectory(state, []) }
        guard let home = environment("HOME"), home.utf8.first == 0x2F, home.utf8.count > 1 else { return nil }
        return inDirectory(home, [".local", "state"])
    }

    private static func inDirectory(_ root: String, _ parts: [String]) -> HistoryFile? {
        var path = root
        for part in parts + ["desk"] {
            path += "/" + part
            if PathFacts(at: path) == nil { try? Directory.create(path) }
        }
        return PathFacts(at: path)?.kind == .directory ? HistoryFile(path + "/history") : nil
    }
}
