internal import DeskConsole
internal import DeskKit

/// What Tab offers where a file of this machine belongs.
enum PathCompletion {
    private static let candidatesMax = 200

    /// Nil where nothing begins so.
    static func of(_ word: String) -> Completion? {
        let slash = word.utf8.lastIndex(of: UInt8(ascii: "/"))
        let typed = slash.map { String(word[...$0]) } ?? ""
        let beginning = slash.map { String(word[word.utf8.index(after: $0)...]) } ?? word
        let directory = TypedPath.expanded(typed.isEmpty ? "." : typed)
        // What is hidden is offered to whoever has typed the dot; what a line could not hold as a word is not.
        let names = ((try? Directory.names(in: directory)) ?? []).filter { name in
            name.hasPrefix(beginning) && (beginning.hasPrefix(".") || !name.hasPrefix(".")) && isPlain(name)
        }
        let found = names.prefix(candidatesMax).map { name in
            typed + name + (PathFacts(at: directory + "/" + name + "/.")?.kind == .directory ? "/" : "")
        }
        guard !found.isEmpty else { return nil }
        let isWhole = found.count == 1 && !found[0].hasSuffix("/")
        return Completion(replacing: word.count, candidates: isWhole ? [found[0] + " "] : Array(found))
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.utf8.contains { [0x20, 0x22, 0x27, 0x5C].contains($0) } && SafeText.line(name).utf8.elementsEqual(name.utf8)
    }
}
