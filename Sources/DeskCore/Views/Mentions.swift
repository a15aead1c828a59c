/// The names after an `@` in a note.
enum Mentions {
    /// The most that one note calls.
    static let namesMax = 20

    /// Each once, in the order of the text. An `@` within a word, as in an address, names nobody.
    static func names(in text: [UInt8]) -> [Slug] {
        var names: [Slug] = []
        var at = 0
        while at < text.count, names.count < namesMax {
            defer { at += 1 }
            guard text[at] == 0x40, at == 0 || !isWord(text[at - 1]) else { continue }
            var name = Array(text[(at + 1)...].prefix { isWord($0) }.map(lowered))
            // A full stop ends the sentence, and not the name.
            while let last = name.last, [0x2D, 0x2E, 0x5F].contains(last) { name.removeLast() }
            if let slug = Slug(name), !names.contains(slug) { names.append(slug) }
        }
        return names
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte) || byte >= 0x80
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
