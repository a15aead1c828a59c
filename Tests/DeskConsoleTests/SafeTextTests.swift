import DeskConsole
import Testing

/// Written from the code charts, not from the code under test.
enum TextJudge {
    /// What never reaches a terminal from a stranger's text.
    static func isForbidden(_ value: UInt32) -> Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
        case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0, 0x2800: true  // nothing to see
        case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFE00...0xFE0D, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: true  // private, and the last non-characters
        case 0xFDD0...0xFDEF, 0xE0000...0xE0FFF: true  // non-characters, tags, selectors
        case 0x1D173...0x1D17A, 0x1BCA0...0x1BCA3, 0x13430...0x1343F: true
        default: value & 0xFFFE == 0xFFFE
        }
    }

    /// What needs a neighbour to mean something.
    static func isConditional(_ value: UInt32) -> Bool { value == 0x200C || value == 0x200D || value == 0xFE0E || value == 0xFE0F }

    static func complaint(about text: String, allowingJoiners: Bool = false) -> String? {
        for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.value > 0x7E {
            if isForbidden(scalar.value) || (!allowingJoiners && isConditional(scalar.value)) { return String(scalar.value, radix: 16) }
        }
        return nil
    }
}

struct SafeTextTests {
    static let neighbours = [("\n", "\n"), ("a", "b"), ("ب", "ب"), ("👩", "👩")]

    /// A few thousand at once: neighbours of its own keep each from meeting the next.
    @Test("no scalar brings a control, a direction, a tag or a secret to the terminal", arguments: neighbours)
    func sweep(_ before: String, _ after: String) {
        let (front, back) = (Array(before.utf8), Array(after.utf8))
        // The joiners are what the last two alphabets have them for; what lies beyond plane 1 joins nothing.
        let isJoining = front.count > 1
        var wrong: [String] = []
        for start in stride(from: UInt32(0), to: isJoining ? 0x20000 : 0x110000, by: 4_096) {
            var bytes: [UInt8] = []
            for value in start..<start + 4_096 {
                guard let scalar = Unicode.Scalar(value) else { continue }
                bytes += front
                bytes += String(scalar).utf8
                bytes += back
            }
            let shown = SafeText.line(bytes)
            if let complaint = TextJudge.complaint(about: shown, allowingJoiners: isJoining) { wrong.append("\(start): \(complaint)") }
        }
        #expect(wrong.isEmpty)
    }

    @Test("what Unicode has not assigned is shown by its number")
    func unassigned() {
        for value in stride(from: UInt32(0xA0), to: 0x110000, by: 7) {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory == .unassigned else { continue }
            #expect(SafeText.line(Array(Character(scalar).utf8)).utf8.first == 0x3C)
        }
    }

    @Test(
        "most of the world's letters pass as they are",
        arguments: [
            "Zoë", "Ἀθῆναι", "Москва", "नमस्ते", "日本語", "한국어", "שלום",
            "مرحبا", "ภาษาไทย", "1 234,50 €", "½ × 3²",
        ])
    func letters(_ text: String) {
        #expect(Array(SafeText.line(text).utf8) == Array(text.utf8))
    }

    @Test(
        "what must stay joined stays joined",
        arguments: [
            "👩‍👩‍👧", "👩🏽‍🚀", "🏳️‍🌈", "❤️", "3️⃣", "👩🏻‍❤️‍💋‍👨🏼", "می‌خواهم", "ශ්‍රී",
            "क्‍ष", "🇩🇪",
        ])
    func joined(_ text: String) {
        #expect(Array(SafeText.line(text).utf8) == Array(text.utf8))
    }

    // Tests take these by number: their names would carry the attacks to whoever reads the results on a terminal.
    static let attacks: [(String, String)] = [
        ("\u{1B}[2J\u{1B}[H", "^[[2J^[[H"),
        ("\u{1B}]52;c;cm0gLXJmIH4=\u{07}", "^[]52;c;cm0gLXJmIH4=^G"),
        ("\u{1B}]0;title\u{1B}\\", "^[]0;title^[\\"),
        ("\u{1B}[21t", "^[[21t"),
        ("\u{1B}P+q544e\u{1B}\\", "^[P+q544e^[\\"),
        ("\u{1B}_Gi=1;AAAA\u{1B}\\", "^[_Gi=1;AAAA^[\\"),
        ("\u{9B}31mred", "<U+009B>31mred"),
        ("\u{9D}0;x\u{9C}", "<U+009D>0;x<U+009C>"),
        ("\u{90}q\u{9C}", "<U+0090>q<U+009C>"),
        ("\u{85}next", "<U+0085>next"),
        ("a\rb", "a^Mb"), ("a\r\nb", "a^M^Jb"), ("a\u{08}\u{08}b", "a^H^Hb"), ("a\u{0B}b\u{0C}c", "a^Kb^Lc"),
        ("\u{00}", "^@"), ("\u{7F}", "^?"), ("\u{0E}\u{0F}", "^N^O"), ("a\tb", "a^Ib"), ("\u{07}\u{07}", "^G^G"),
        ("invoice\u{202E}fdp.exe", "invoice<U+202E>fdp.exe"),
        ("\u{2066}a\u{2069}", "<U+2066>a<U+2069>"),
        ("\u{200F}\u{200E}\u{061C}", "<U+200F><U+200E><U+061C>"),
        ("a\u{200B}b\u{2060}c\u{FEFF}d", "a<U+200B>b<U+2060>c<U+FEFF>d"),
        ("a\u{200D}b", "a<U+200D>b"), ("a\u{200C}b", "a<U+200C>b"),
        ("\u{200D}👩", "<U+200D>👩"), ("👩\u{200D}", "👩<U+200D>"), ("👩\u{200D}\u{200D}👧", "👩<U+200D><U+200D>👧"),
        ("می\u{200C}\u{200C}خ", "می<U+200C><U+200C>خ"), ("👩\u{200C}👩", "👩<U+200C>👩"),
        ("a\u{FE0F}", "a<U+FE0F>"), ("1\u{FE0F}2", "1<U+FE0F>2"), ("❤\u{FE0F}\u{FE0F}", "❤\u{FE0F}<U+FE0F>"),
        ("ok\u{E0041}\u{E007F}", "ok<U+E0041><U+E007F>"), ("🏴\u{E0067}", "🏴<U+E0067>"),
        ("a\u{E0100}", "a<U+E0100>"), ("\u{E000}\u{F8FF}\u{10FFFD}", "<U+E000><U+F8FF><U+10FFFD>"),
        ("\u{FFFE}\u{10FFFF}\u{0378}", "<U+FFFE><U+10FFFF><U+0378>"),
        ("a\u{2028}b\u{2029}c", "a<U+2028>b<U+2029>c"),
        ("\u{3164}\u{115F}\u{FFA0}\u{2800}", "<U+3164><U+115F><U+FFA0><U+2800>"), ("a\u{AD}b", "a<U+00AD>b"),
        ("\u{0301}x", "\u{25CC}\u{0301}x"), ("\u{202E}\u{0338}", "<U+202E>\u{25CC}\u{0338}"),
        ("\u{FFF9}a\u{FFFB}", "<U+FFF9>a<U+FFFB>"), ("\u{13430}", "<U+13430>"),
    ]

    @Test("an attack is shown for what it is", arguments: attacks.indices)
    func attack(_ row: Int) {
        let (text, shown) = Self.attacks[row]
        #expect(Array(SafeText.line(text).utf8) == Array(shown.utf8))
        #expect(TextJudge.complaint(about: SafeText.body(text).joined(), allowingJoiners: true) == nil)
    }

    @Test("an attack cut anywhere, or hidden in bytes that are no UTF-8, is no better", arguments: attacks.indices)
    func cut(_ row: Int) {
        let (text, _) = Self.attacks[row]
        let bytes = Array(text.utf8)
        for place in 0...bytes.count {
            for filler in [[], [0xC2], [0xFF]] as [[UInt8]] {
                let (left, right) = (bytes[..<place] + filler, bytes[place...])
                #expect(TextJudge.complaint(about: SafeText.line(Array(left)) + SafeText.line(Array(right)), allowingJoiners: true) == nil)
                #expect(TextJudge.complaint(about: SafeText.line(Array(left + right)), allowingJoiners: true) == nil)
            }
        }
    }

    @Test("bytes that are no UTF-8 become U+FFFD")
    func rawBytes() {
        for byte in UInt8.min...UInt8.max {
            #expect(TextJudge.complaint(about: SafeText.line([byte])) == nil)
            #expect(TextJudge.complaint(about: SafeText.line([0xE2, 0x80, byte]), allowingJoiners: true) == nil)
            if byte >= 0x80 { #expect(SafeText.line([byte]) == "\u{FFFD}") }
        }
        #expect(SafeText.line([0xC0, 0x9B]).unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
        #expect(SafeText.line([0xED, 0xA0, 0x80]).unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
    }

    static let markRuns: [(Int, String)] = [
        (8, "a" + String(repeating: "\u{301}", count: 8)), (9, "a" + String(repeating: "\u{301}", count: 8) + "…"),
        (5_000, "a" + String(repeating: "\u{301}", count: 8) + "…"),
    ]

    @Test("marks are capped at eight", arguments: markRuns)
    func marks(_ count: Int, _ shown: String) {
        let text = "a" + String(repeating: "\u{301}", count: count) + "b"
        #expect(Array(SafeText.line(text).utf8) == Array((shown + "b").utf8))
    }

    @Test("a long text of marks, joiners or controls takes time by its length and no more")
    func bombs() {
        for piece in ["\u{301}", "👩\u{200D}", "\u{1F3FB}", "ක\u{200D}", "\t", "\n", "\u{1B}", "\u{202E}", "\u{301}\t"] {
            let bytes = [UInt8](String(repeating: piece, count: 250_000 / piece.utf8.count).utf8)
            #expect(SafeText.body(bytes).count <= 250_001)
        }
    }

    @Test("bodies keep their lines; CRLF is one line end; tabs are spaces")
    func bodies() {
        #expect(SafeText.body("one\r\ntwo\n\nthree\rx\n") == ["one", "two", "", "three^Mx", ""])
        #expect(SafeText.body("a\tb\t日本\tc") == ["a       b       日本    c"])
        #expect(SafeText.body("") == [""])
    }

    static let noticeable: [(String, Bool)] = [("plain\r\n", false), ("a\u{202E}b", true), ("👩‍👧", false), ("x\u{200B}", true)]

    @Test("however long a stranger's line is, the terminal breaks none of it onto our margin", arguments: ScreenModel.Taste.allCases)
    func margins(_ taste: ScreenModel.Taste) {
        let padding = String(repeating: " ", count: 76)
        let texts = [
            padding + "probe> exit", String(repeating: "x", count: 300), String(repeating: "日", count: 90) + "\nlee: closed",
            String(repeating: "👩‍👩‍👧", count: 50), String(repeating: "\u{202E}", count: 40), "a\tb\u{2028}probe> ",
            String(repeating: "e\u{301}", count: 200),
        ]
        var screen = ScreenModel(columns: 80, taste: taste)
        for text in texts {
            for row in SafeText.body(Array(text.utf8), columns: 80, margin: " | ") { screen.feed((row + "\r\n").utf8) }
        }
        #expect(screen.complaints.isEmpty)
        #expect(screen.lines.dropLast().allSatisfy { $0.utf8.starts(with: " |".utf8) })
    }

    @Test("a notice is due where something hid", arguments: noticeable.indices)
    func notices(_ row: Int) {
        let (text, reveals) = Self.noticeable[row]
        #expect(SafeText.reveals(Array(text.utf8)) == reveals)
    }
}
