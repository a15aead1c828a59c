import DeskConsole
import Testing

struct DisplayWidthTests {
    static let widths: [(String, Int)] = [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("日", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("Ａ", 2), ("👩", 2),
        ("👩‍👩‍👧", 2),
        ("👩🏽‍🚀", 2), ("🇩🇪", 2), ("3️⃣", 2), ("❤️", 2), ("❤", 1), ("。", 2), ("…", 1), ("⏎", 1), ("ไ", 1), ("\u{25CC}\u{301}", 1),
        ("क्षि", 2), ("𠀀", 2), ("\u{301}", 0),
    ]

    @Test("a character takes as many columns as most terminals give it", arguments: widths)
    func characters(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    static let clips: [(String, Int, String)] = [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("日本語", 1, "…"),
        ("abc", 0, ""), ("👩‍👩‍👧x", 2, "…"),
        ("", 3, ""),
    ]

    @Test("clipping never exceeds the columns and says that it happened", arguments: clips)
    func clipping(_ text: String, _ columns: Int, _ clipped: String) {
        #expect(DisplayWidth.clip(text, to: columns) == clipped)
        #expect(DisplayWidth.columns(of: DisplayWidth.pad(text, to: columns)) == columns)
    }

    static let wraps: [(String, Int, [String])] = [
        ("one two three", 7, ["one two", "three"]), ("one two three", 8, ["one two", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  a b", 3, ["  a", "b"]), ("日本語", 4, ["日本", "語"]), ("a 日本語", 4, ["a", "日本", "語"]), ("", 4, [""]), ("ab ", 2, ["ab"]),
        ("ab   cd", 2, ["ab", "cd"]),
        ("aa 👩‍👩‍👧", 4, ["aa", "👩‍👩‍👧"]),
    ]

    @Test("wrapping breaks at spaces, else wherever it must", arguments: wraps)
    func wrapping(_ text: String, _ columns: Int, _ rows: [String]) {
        #expect(DisplayWidth.wrap(text, to: columns) == rows)
    }

    @Test("padding fills the other side")
    func padding() {
        #expect(DisplayWidth.pad("日", to: 4) == "日  ")
        #expect(DisplayWidth.pad("7", to: 3, .right) == "  7")
    }
}
