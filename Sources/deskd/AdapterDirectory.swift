internal import DeskSystem

/// Where the desk-* programs lie if nobody says.
enum AdapterDirectory {
    /// As packages install them: `../lib/desk` from deskd; as they were built: beside it.
    static func standard() -> String {
        let own = directory(of: (try? Path.ownExecutable()) ?? "/usr/bin/deskd")
        let library = directory(of: own) + "/lib/desk"
        return PathFacts(at: library + "/.")?.kind == .directory ? library : own
    }

    private static func directory(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path }
}
