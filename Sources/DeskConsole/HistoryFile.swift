public import DeskSystem

/// Where the lines of former sessions lie: one a line, readable by its owner only. Several clients may append at once.
public struct HistoryFile: Sendable {
    /// Read at most; what a thousand of the longest lines could take.
    static let bytesMax = 2 * History.entriesMax * History.entryBytesMax

    public let path: String

    public init(_ path: String) { self.path = path }

    /// What is there; nothing where there is no file. A file grown too long or open to others is written anew.
    public func load() throws(SystemError) -> History {
        guard let facts = PathFacts(at: path) else { return History() }
        let bytes = try File(path, .read).descriptor.readAll(bytesMax: Self.bytesMax)
        let lines = bytes.split(separator: 0x0A).map { Self.unescaped($0) }
        let history = History(lines)
        if lines.count > 2 * History.entriesMax || facts.permissions != 0o600 { try replace(with: history) }
        return history
    }

    public func append(_ line: String) throws(SystemError) {
        let bytes = Self.escaped(line)
        try File(path, .append).descriptor.writeAll(bytes.span)
    }

    private func replace(with history: History) throws(SystemError) {
        let fresh = path + ".new"
        if PathFacts(at: fresh) != nil { try Path.remove(fresh) }
        let file = try File(fresh, .create)
        let bytes = history.entries.flatMap { Self.escaped($0) }
        try file.descriptor.writeAll(bytes.span)
        try Path.rename(fresh, to: path)
    }

    private static func escaped(_ line: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in line.utf8 {
            switch byte {
            case 0x0A: bytes += [0x5C, 0x6E]
            case 0x5C: bytes += [0x5C, 0x5C]
            default: bytes.append(byte)
            }
        }
        return bytes + [0x0A]
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            switch (isEscaped, byte) {
            case (false, 0x5C): isEscaped = true
            case (true, 0x6E):
                plain.append(0x0A)
                isEscaped = false
            default:
                plain.append(byte)
                isEscaped = false
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
