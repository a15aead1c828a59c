internal import DeskConsole
internal import DeskKit

/// A text as an editor is given it: who reads it above, what it answers below a line under which nothing is sent.
struct TextSheet {
    private static let cut = "# ---- 8< ---- nothing from here on is sent ----"
    private static let quotedLinesMax = 200

    private let text: String
    private let head: [String]
    private let foot: [String]

    init(_ text: String, audience: String, quote: [String]) {
        self.text = text
        head = [
            "# " + audience + ". Save and leave to look at it before it goes out;", "# leave it empty, or as it is, and nothing is sent.",
        ]
        foot = quote.isEmpty ? [] : [Self.cut] + quote.prefix(Self.quotedLinesMax).map { "# " + $0 }
    }

    var content: String { (head + [text, ""] + (foot.isEmpty ? [] : [""] + foot)).joined(separator: "\n") + "\n" }

    /// For its owner alone.
    func write(to path: String) throws(SystemError) {
        let bytes = Array(content.utf8)
        try File(path, .create).descriptor.writeAll(bytes.span)
    }

    /// What is left without our own lines; nil where it is no text.
    func read(_ path: String) -> String? {
        guard let bytes = try? File(path, .read).descriptor.readAll(bytesMax: 2 * Compose.bytesMax),
            let content = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let text = plain(content)
        return text.utf8.count <= Compose.bytesMax ? text : nil
    }

    func plain(_ content: String) -> String {
        var lines = content.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.utf8.last == 0x0D ? String(line.dropLast()) : String(line)
        }
        if let end = lines.firstIndex(of: Self.cut) { lines.removeSubrange(end...) }
        while let first = lines.first, head.contains(first) { lines.removeFirst() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
