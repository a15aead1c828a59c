import DeskConsole
import Testing

struct KeyDecoderTests {
    static let table: [(String, [Key])] = [
        ("aé日👩", [.character("a"), .character("é"), .character("日"), .character("👩")]),
        ("\r\n\t\u{7F}\u{08}", [.enter, .enter, .tab, .backspace, .backspace]),
        ("\u{01}\u{1A}\u{00}", [.control("a"), .control("z"), .unknown]),
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
        ("\u{1B}OA\u{1B}OH\u{1B}OF\u{1B}OM", [.up, .home, .end, .enter]),
        ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~\u{1B}[3~", [.home, .end, .home, .end, .home, .end, .delete]),
        ("\u{1B}[1;5C\u{1B}[1;3D\u{1B}[1;2C", [.wordRight, .wordLeft, .right]),
        ("\u{1B}b\u{1B}f\u{1B}d\u{1B}y", [.wordLeft, .wordRight, .alt("d"), .alt("y")]),
        ("\u{1B}\r\u{1B}\u{7F}\u{1B}[13;3u", [.altEnter, .altBackspace, .altEnter]),
        ("\u{1B}\u{1B}[A", [.escape, .up]),
        ("\u{1B}[I\u{1B}[O\u{1B}[5~\u{1B}[[Ax\u{1B}[M", [.focusGained, .focusLost, .unknown, .unknown, .character("x"), .unknown]),
        (
            "\u{1B}[200~one\rtwo\r\nthree\nfour\tx\u{1B}[200~\u{1B}[31m\u{07}\u{1B}[201~y",
            [.pasted("one\ntwo\nthree\nfour\tx[31m"), .character("y")]
        ),
        ("\u{1B}[20\u{1B}[201~x", [.unknown, .unknown, .character("x")]),
        ("\u{1B}]0;title\u{07}a\u{1B}P1+r\u{1B}\\b", [.unknown, .character("a"), .unknown, .character("b")]),
        ("\u{1B}[1\u{03}", [.unknown, .control("c")]),
        ("\u{85}a", [.unknown, .character("a")]),
    ]

    @Test("bytes become keys, and it does not matter how they were cut", arguments: table.indices)
    func decodes(_ row: Int) {
        let (text, keys) = Self.table[row]
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var decoder = KeyDecoder()
            #expect(decoder.decode(bytes[..<cut]) + decoder.decode(bytes[cut...]) == keys)
            #expect(!decoder.isWaiting)
        }
        var decoder = KeyDecoder()
        #expect(bytes.flatMap { decoder.decode([$0]) } == keys)
    }

    @Test("a lone Escape is a key once nothing has followed")
    func loneEscape() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1B]) == [] && decoder.isWaiting)
        #expect(decoder.timeOut() == [.escape])
        #expect(decoder.decode(Array("[A".utf8)) == [.character("["), .character("A")])
        #expect(decoder.decode(Array("\u{1B}[1;".utf8)) == [] && decoder.timeOut() == [.unknown])
        #expect(decoder.timeOut() == [])
    }

    @Test("half a character waits, a wrong one is U+FFFD")
    func halfCharacters() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xE6, 0x97]) == [] && !decoder.isWaiting)
        #expect(decoder.decode([0x61]) == [.character("\u{FFFD}"), .character("a")])
        #expect(
            decoder.decode([0xFF, 0x80, 0xC2, 0x1B, 0x5B, 0x41]) == [
                .character("\u{FFFD}"), .character("\u{FFFD}"), .character("\u{FFFD}"), .up,
            ])
    }

    @Test("a paste beyond the ceiling is refused as a whole, and the next key is a key")
    func longPaste() {
        var decoder = KeyDecoder()
        _ = decoder.decode(Array("\u{1B}[200~".utf8))
        let chunk = [UInt8](repeating: 0x61, count: 65_536)
        for _ in 0..<5 { #expect(decoder.decode(chunk) == []) }
        #expect(decoder.decode(Array("\u{1B}[201~z".utf8)) == [.pasteTooLong, .character("z")])
    }

    @Test("any bytes at all become keys", arguments: [1, 2, 3] as [UInt64])
    func noise(_ seed: UInt64) {
        var random = SeededGenerator(seed)
        var decoder = KeyDecoder()
        for _ in 0..<20_000 {
            _ = decoder.decode([UInt8.random(in: 0...255, using: &random)])
            if UInt8.random(in: 0...99, using: &random) == 0 { _ = decoder.timeOut() }
        }
        _ = decoder.timeOut()
        // A paste may have begun; its end brings everything back to the ground.
        _ = decoder.decode(Array("\u{1B}[201~".utf8))
        _ = decoder.timeOut()
        #expect(decoder.decode([0x78]).last == .character("x"))
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
