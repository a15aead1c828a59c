/// Lines entered before, and the search through them by what they begin with.
public struct History: Sendable {
    public static let entriesMax = 1_000
    /// A longer line is a text and not a command.
    public static let entryBytesMax = 4_096

    private struct Search {
        let prefix: String
        let draft: String
        var place: Int
    }

    public private(set) var entries: [String]
    private var search: Search?

    public init(_ entries: [String] = []) { self.entries = entries.suffix(Self.entriesMax) }

    /// Keeps `line`; false where it is not worth keeping: empty, too long, private by a space at its front, or a repetition.
    @discardableResult
    public mutating func add(_ line: String) -> Bool {
        search = nil
        guard !line.isEmpty, line.utf8.first != 0x20, line.utf8.count <= Self.entryBytesMax, line != entries.last else { return false }
        entries.append(line)
        if entries.count > Self.entriesMax { entries.removeFirst() }
        return true
    }

    public mutating func endSearch() { search = nil }

    /// The nearest older line that begins like `prefix`; `draft` comes back at the end of the way down.
    mutating func older(beginningWith prefix: String, draft: String) -> String? {
        let current = search ?? Search(prefix: prefix, draft: draft, place: entries.count)
        let shown = current.place < entries.count ? entries[current.place] : current.draft
        let found = entries[..<current.place].lastIndex { Self.begins($0, with: current.prefix) && $0 != shown }
        guard let found else { return nil }
        search = Search(prefix: current.prefix, draft: current.draft, place: found)
        return entries[found]
    }

    mutating func newer() -> String? {
        guard let current = search else { return nil }
        let shown = entries[current.place]
        let found = entries.indices.dropFirst(current.place + 1).first {
            Self.begins(entries[$0], with: current.prefix) && entries[$0] != shown
        }
        guard let found else {
            search = nil
            return current.draft
        }
        search?.place = found
        return entries[found]
    }

    private static func begins(_ line: String, with prefix: String) -> Bool { line.utf8.starts(with: prefix.utf8) }
}
