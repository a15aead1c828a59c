internal import DeskKit

/// A path as a rep types or drops it at the prompt, where no shell reads it: `~/x`, `file:///home/ana/a%20b.png`, `*.png`.
enum TypedPath {
    static func expanded(_ path: String) -> String {
        if path.hasPrefix("file://") { return String(decoding: plain(Array(path.utf8.dropFirst(7))), as: UTF8.self) }
        guard path.hasPrefix("~/"), let home = Environment.value("HOME") else { return path }
        return home + path.dropFirst()
    }

    /// The files that the path means: itself, or those whose names fit where there is none of that name.
    static func found(_ path: String) -> [String] {
        let path = expanded(path)
        let name = Array(Array(path.utf8).split(separator: UInt8(ascii: "/")).last ?? [])
        guard name.contains(where: { $0 == star || $0 == anyone }), PathFacts(at: path) == nil else { return [path] }
        let directory = Path.parent(of: path)
        let names = (try? Directory.names(in: directory)) ?? []
        let fitting = names.filter { !$0.hasPrefix(".") && fits(Array($0.utf8)[...], name[...]) }
        let start = directory == "." ? "" : directory.hasSuffix("/") ? directory : directory + "/"
        return fitting.isEmpty ? [path] : fitting.map { start + $0 }
    }

    private static let star = UInt8(ascii: "*")
    private static let anyone = UInt8(ascii: "?")

    /// Goes back to the last star only, so that no pattern takes long.
    private static func fits(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (at, wanted) = (name.startIndex, pattern.startIndex)
        var resume: (name: Int, pattern: Int)?
        while at < name.endIndex {
            if wanted < pattern.endIndex, pattern[wanted] == star {
                resume = (at, wanted + 1)
                wanted += 1
            } else if wanted < pattern.endIndex, pattern[wanted] == anyone || pattern[wanted] == name[at] {
                (at, wanted) = (at + 1, wanted + 1)
            } else if let last = resume {
                resume = (last.name + 1, last.pattern)
                (at, wanted) = (last.name + 1, last.pattern)
            } else {
                return false
            }
        }
        return pattern[wanted...].allSatisfy { $0 == star }
    }

    /// Without `%20` and its kin.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let digits =
                at + 2 < bytes.count && bytes[at] == UInt8(ascii: "%") ? String(decoding: bytes[at + 1...at + 2], as: UTF8.self) : ""
            if let value = UInt8(digits, radix: 16) {
                plain.append(value)
                at += 3
            } else {
                plain.append(bytes[at])
                at += 1
            }
        }
        return plain
    }
}
