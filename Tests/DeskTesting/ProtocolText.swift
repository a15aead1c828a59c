internal import DeskSystem
public import DeskWire

/// The contract as this checkout has it, for tests that hold the broker against it.
public enum ProtocolText {
    private static let path =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Sources/DeskWire/DeskWire.docc/Protocol.md"

    public static let text: String = {
        guard let file = try? File(path, .read), let size = try? file.size() else { return "" }
        return String(decoding: (try? file.read(at: 0, count: size)) ?? [], as: UTF8.self)
    }()

    /// The frames that peers send in the examples, in their order.
    public static let sent: [JSONValue] = text.split(separator: "\n").compactMap { line in
        guard line.hasPrefix("→ {") else { return nil }
        return try? JSONDocument(parsing: Array(line.dropFirst(2).utf8)).root
    }

    /// The rows of the table in the section with that heading: the cells, without the heads.
    public static func rows(of heading: String) -> [[String]] {
        var isInside = false
        var rows: [[String]] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") { isInside = line == heading }
            if isInside, line.hasPrefix("|") { rows.append(cells(line)) }
        }
        return Array(rows.dropFirst(2))
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { cell in
            String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
