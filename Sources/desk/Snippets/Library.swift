internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// Documents, links, articles and quotes that reps put into replies: files in directories of these names.
///
/// A document is attached as it is. Of the others a file's first line is the title; where its second line is an address, both are put in,
/// else everything is.
struct Library {
    enum Kind: String, CaseIterable {
        case document, link, article, quote
        var directory: String { rawValue + "s" }
    }

    struct Entry {
        let kind: Kind
        /// The file's name, without its ending where the kind is a text's.
        let name: String
        let path: String
        var words: String { "\(kind.rawValue)/\(name)" }
    }

    struct Words {
        let title: [UInt8]
        /// What is put into a reply.
        let text: String
        /// All of it, for looking what fits.
        let whole: [UInt8]
    }

    static let entriesMax = 2_000
    static let textBytesMax = 65_536

    let place: String

    /// Where it is: DESK_LIBRARY, the setting, or beside the rc file.
    init(_ settings: Settings?, environment: (String) -> String? = Environment.value) {
        let said = environment("DESK_LIBRARY").flatMap { $0.isEmpty ? nil : $0 } ?? settings?.value(of: "library") ?? ""
        let home = environment("HOME") ?? ""
        if !said.isEmpty {
            place = said.hasPrefix("~/") ? home + said.dropFirst() : said
        } else if let configuration = environment("XDG_CONFIG_HOME"), configuration.utf8.first == 0x2F {
            place = configuration + "/desk/library"
        } else {
            place = home + "/.config/desk/library"
        }
    }

    /// By kind and name. Only what its directory lists is ever opened: no name leads out of it.
    var entries: [Entry] {
        Kind.allCases.flatMap { kind -> [Entry] in
            let directory = place + "/" + kind.directory
            let names = ((try? Directory.names(in: directory)) ?? []).filter { $0.first != "." }.sorted().prefix(Self.entriesMax)
            return names.compactMap { name in
                let path = directory + "/" + name
                guard PathFacts(at: path)?.kind == .file else { return nil }
                return Entry(kind: kind, name: kind == .document ? name : Self.stem(name), path: path)
            }
        }
    }

    /// `article/returns`, or `returns` where only one has that name.
    func entry(named name: String) throws(UsageError) -> Entry? {
        let found = entries.filter { $0.words == name || $0.name == name }
        guard found.count <= 1 else {
            throw UsageError("\(SafeText.line(name)) is several: \(found.map { SafeText.line($0.words) }.joined(separator: ", "))")
        }
        return found.first
    }

    /// What a text's file says.
    func words(of entry: Entry) throws(UsageError) -> Words {
        guard let bytes = Self.read(entry.path), String(validating: bytes, as: UTF8.self) != nil else {
            throw UsageError("\(SafeText.line(entry.path)) is no text of at most 64 KiB in UTF-8")
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        let title = Array(lines[0])
        let address = lines.count > 1 ? Array(lines[1]) : []
        let isLink = ["http://", "https://"].contains { address.starts(with: Array($0.utf8)) }
        if !isLink, entry.kind == .link { throw UsageError("\(SafeText.line(entry.path)): the second line is no address with http") }
        let text = isLink ? title + Array(": ".utf8) + address : Self.trimmed(bytes)
        return Words(title: title, text: String(decoding: text, as: UTF8.self), whole: bytes)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = try? File(path, .read), let bytes = try? file.read(at: 0, count: textBytesMax + 1), bytes.count <= textBytesMax
        else { return nil }
        return bytes.isEmpty ? nil : bytes
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
        return bytes
    }

    private static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
