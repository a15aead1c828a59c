internal import DeskBroker
internal import DeskSystem

/// The time zones of this machine, as its system has them on disk.
enum ZoneDirectory {
    static let path = "/usr/share/zoneinfo"
    private static let bytesMax = 1 << 20
    private static let depthMax = 3

    static let library = ZoneLibrary(file: { file($0) }, names: { names(in: "", depth: 0) })

    /// Zones are links to each other as often as not.
    private static func file(_ name: String) -> [UInt8]? {
        guard let resolved = try? Path.resolved(path + "/" + name), let file = try? File(resolved, .read),
            let facts = try? PathFacts(of: file), facts.kind == .file, facts.size <= bytesMax
        else { return nil }
        return try? file.read(at: 0, count: facts.size)
    }

    /// Without the copies of all of them that some systems have.
    private static func names(in place: String, depth: Int) -> [String] {
        let found = (try? Directory.names(in: path + "/" + place)) ?? []
        return found.flatMap { name -> [String] in
            guard name.utf8.first.map({ (0x41...0x5A).contains($0) }) == true, !name.utf8.contains(0x2E) else { return [] }
            let inner = place.isEmpty ? name : place + "/" + name
            guard PathFacts(at: path + "/" + inner)?.kind == .directory else { return [inner] }
            return depth < depthMax ? names(in: inner, depth: depth + 1) : []
        }
    }
}
