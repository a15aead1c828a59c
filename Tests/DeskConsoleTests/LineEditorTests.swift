import DeskConsole
import Testing

struct LineEditorTests {
    /// Presses the keys that the bytes spell and tells the line, `|` for the cursor.
    private func line(after keys: String, history: History = History()) -> String {
        var editor = LineEditor(history: history)
        var decoder = KeyDecoder()
        for key in decoder.decode(keys.utf8) + decoder.timeOut() { _ = editor.receive(key) }
        return String(editor.characters[..<editor.cursor]) + "|" + String(editor.characters[editor.cursor...])
    }

    private static let left = "\u{1B}[D"
    private static let (up, down) = ("\u{1B}[A", "\u{1B}[B")

    static let table: [(String, String)] = [
        ("abc", "abc|"), ("abc\(left)X", "abX|c"), ("abc\u{01}X", "X|abc"), ("abc\u{01}\u{05}X", "abcX|"),
        ("abc\u{02}\u{02}\u{06}X", "abX|c"),
        ("abc\u{7F}", "ab|"), ("abc\(left)\u{7F}", "a|c"), ("abc\u{01}\u{1B}[3~", "|bc"), ("abc\u{01}\u{04}", "|bc"),
        ("\u{7F}\(left)\u{1B}[3~", "|"),
        ("one two  \u{17}", "one |"), ("one a-b\u{17}", "one |"), ("one a-b\u{1B}\u{7F}", "one a-|"), ("one two\u{15}", "|"),
        ("one two\u{1B}b\u{15}", "|two"),
        ("one two\u{1B}b\u{0B}", "one |"), ("one two\u{17}\u{19}\u{19}", "one twotwo|"), ("a b c\u{17}\u{17}\u{19}", "a b c|"),
        ("a b\u{1B}b\u{0B}\u{15}\u{19}", "a b|"), ("x y\u{17}z\u{17}\u{19}\u{1B}y", "x y|"), ("one two\u{01}\u{1B}d\u{1B}f", " two|"),
        ("ab\u{14}", "ba|"), ("abc\(left)\u{14}", "acb|"), ("a\u{14}", "a|"), ("ab\u{01}\u{14}", "|ab"),
        ("one two\u{1B}b\u{1B}b\u{1B}f", "one| two"), ("one\u{1B}\rtwo", "one\ntwo|"), ("\u{1B}[200~a\r\nb\u{1B}[201~c", "a\nbc|"),
        ("👩‍👩‍👧x\u{7F}\u{7F}", "|"), ("e\u{301}\u{7F}", "|"), ("🇩🇪🇫🇷\u{7F}", "🇩🇪|"), ("日本\(left)語", "日語|本"),
        ("👩\u{200D}\(left)", "|👩\u{200D}"),
        ("abc\u{03}", "|"), ("abc\u{1B}\u{1B}", "|"), ("abc\u{1B}", "abc|"), ("abc\u{0C}\u{1A}\t", "abc|"),
    ]

    @Test("keys do to the line what hands expect", arguments: table.indices)
    func keys(_ row: Int) {
        let (keys, expected) = Self.table[row]
        let found = line(after: keys)
        #expect(Array(found.utf8) == Array(expected.utf8), "\(found)")
    }

    static let searches: [(String, String)] = [
        (up, "reply two|"), (up + up, "note|"), (up + up + up + up, "reply one|"), ("re" + up + up, "reply one|"),
        ("re" + up + up + down, "reply two|"),
        ("re" + up + up + down + down, "re|"), ("x" + up, "x|"), ("draft\u{01}" + up + down, "draft|"),
        (up + "!" + down, "reply two!|"), ("\u{10}\u{10}\u{0E}", "reply two|"),
    ]

    @Test("history is searched by what stands before the cursor", arguments: searches.indices)
    func history(_ row: Int) {
        let (keys, expected) = Self.searches[row]
        #expect(line(after: keys, history: History(["reply one", "inbox", "note", "reply two"])) == expected)
    }

    static let outcomes: [(String, Key, LineEditor.Outcome)] = [
        ("", Key.enter, LineEditor.Outcome.submit("")), ("a", .enter, .submit("a")), ("", .control("d"), .endOfInput),
        ("a", .control("c"), .cancelled("a")),
        ("a", .tab, .complete), ("a", .control("z"), .suspend), ("a", .control("l"), .clearScreen),
        ("a", .character("b"), .typedAtEnd("b")), ("a", .right, .unchanged),
        ("a", .character("日"), .typedAtEnd("日")), ("e", .character("\u{301}"), .edited), ("a", .character("\u{202E}"), .edited),
        ("👩", .character("\u{200D}"), .edited),
        ("a", .pasted("b"), .edited), ("", .pasted(""), .unchanged), ("a", .pasteTooLong, .full),
        ("a", .pasted(String(repeating: "x", count: LineEditor.bytesMax)), .full),
    ]

    @Test("outcomes say what somebody else must do", arguments: outcomes.indices)
    func outcome(_ row: Int) {
        let (text, key, expected) = Self.outcomes[row]
        var editor = LineEditor()
        editor.setText(text)
        #expect(editor.receive(key) == expected)
    }

    /// The simplest thing that could be right, for characters that stay apart.
    private struct Reference {
        var characters: [Character] = []
        var cursor = 0

        mutating func press(_ key: Key) {
            switch key {
            case .character(let character):
                characters.insert(character, at: cursor)
                cursor += 1
            case .backspace where cursor > 0:
                cursor -= 1
                characters.remove(at: cursor)
            case .delete where cursor < characters.count: characters.remove(at: cursor)
            case .left: cursor = max(0, cursor - 1)
            case .right: cursor = min(characters.count, cursor + 1)
            case .home: cursor = 0
            case .end: cursor = characters.count
            case .control("k"): characters.removeSubrange(cursor...)
            case .control("u"):
                characters.removeSubrange(..<cursor)
                cursor = 0
            default: break
            }
        }
    }

    @Test("a thousand random keys leave what the simplest editor leaves", arguments: 1...20 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) {
        var random = SeededGenerator(seed)
        var editor = LineEditor()
        var reference = Reference()
        let letters: [Character] = ["a", "b", " ", "é", "日", "👩", "ß", "❤️", "ن"]
        let moves: [Key] = [.backspace, .delete, .left, .right, .home, .end, .left, .right, .control("k"), .control("u")]
        for _ in 0..<1_000 {
            let isLetter = Int.random(in: 0..<10, using: &random) < 7
            let key = isLetter ? Key.character(letters.randomElement(using: &random) ?? "a") : moves.randomElement(using: &random) ?? .left
            _ = editor.receive(key)
            reference.press(key)
            #expect(editor.characters == reference.characters && editor.cursor == reference.cursor)
        }
    }

    @Test(
        "whatever merges or falls apart, the line is its text, and a row shows it within its columns",
        arguments: 1...10 as ClosedRange<UInt64>)
    func merging(_ seed: UInt64) {
        var random = SeededGenerator(seed)
        var editor = LineEditor()
        let pieces = [
            "\u{301}", "\u{200D}", "👩", "🇩", "🇪", "\u{1F3FB}", "\u{FE0F}", "क", "्", "ي", "\u{202E}", "\u{1112}",
            "\u{1161}", "a", "日", "\u{E0041}",
        ]
        let moves: [Key] = [
            .backspace, .delete, .left, .left, .right, .control("w"), .control("y"), .alt("y"), .control("t"), .altEnter, .home,
        ]
        for _ in 0..<600 {
            if Bool.random(using: &random) {
                _ = editor.receive(.character(Character(pieces.randomElement(using: &random) ?? "a")))
            } else {
                _ = editor.receive(moves.randomElement(using: &random) ?? .left)
            }
            if editor.characters.count > 200 { _ = editor.receive(.control("u")) }
            #expect(editor.characters == Array(editor.text) && (0...editor.characters.count).contains(editor.cursor))
            let view = editor.view(columns: 40)
            #expect(
                DisplayWidth.columns(of: view.left) <= 40
                    && DisplayWidth.columns(of: view.left) + DisplayWidth.columns(of: view.right) <= 41)
            #expect(TextJudge.complaint(about: view.left + view.right, allowingJoiners: true) == nil)
        }
    }

    @Test("a long line moves sideways under marks, and stands still while it can")
    func sideways() {
        var editor = LineEditor()
        editor.setText(String(repeating: "0123456789", count: 10))
        let atEnd = editor.view(columns: 30)
        #expect(atEnd.left.hasPrefix("…") && atEnd.left.hasSuffix("789") && atEnd.right.isEmpty && atEnd.isClipped)
        _ = editor.receive(.left)
        #expect(editor.view(columns: 30).left + editor.view(columns: 30).right == atEnd.left)
        _ = editor.receive(.home)
        #expect(editor.view(columns: 30) == LineView(left: "", right: "01234567890123456789012345678…", isClipped: true))
        editor.setText("short")
        #expect(editor.view(columns: 30) == LineView(left: "short", right: "", isClipped: false))
    }
}
