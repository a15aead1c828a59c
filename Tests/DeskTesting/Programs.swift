internal import DeskSystem

/// Where the programs lie that `swift build` has made, beside the test bundle.
public enum Programs {
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    /// The path of a program of this package.
    public static func path(_ name: String) throws -> String {
        let own = try Path.ownExecutable()
        let candidates = directories(above: own).flatMap { ["\($0)/\(name)", "\($0)/debug/\(name)"] }
        guard let path = candidates.first(where: { PathFacts(at: $0)?.kind == .file }) else {
            throw Missing(description: "\(name) is not beside \(own); run swift build first")
        }
        return path
    }

    private static func directories(above path: String) -> [String] {
        var directories: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/"), directories.count < 6 {
            rest = rest[..<slash]
            directories.append(String(rest))
        }
        return directories
    }
}
