import DeskCore
import Testing

/// How letters are compared and queries are read.
@Suite("Search: letters and queries")
struct SearchSyntaxTests {
    @Test(
        "capitals, accents and ways of writing are nothing",
        arguments: [
            ("Éclair à la CRÈME", "eclair a la creme"), ("E\u{301}clair", "eclair"), ("STRASSE straße", "strasse strasse"),
            ("Łódź — øre, Æsop", "lodz ore aesop"), ("ΜΆΪΟΣ μάϊος", "μαιοσ μαιοσ"), ("Ёлка й и\u{306}", "елка и и"),
            ("İstanbul ISPARTA", "istanbul isparta"), ("don't", "don t"), ("co\u{AD}operate", "cooperate"),
            ("ＡＢＣ１２３", "abc123"), ("٣٤", "34"), ("iPhoneを買う", "iphone を買う"), ("か\u{3099}っこう ｶﾞｽ", "がっこう ガス"),
            ("\u{1112}\u{1161}\u{11AB}국", "한국"), ("कु क", "कु क"), ("ok👍🏽ok", "ok 👍 ok"), ("  a…b  ", "a b"), ("Việt", "viet"), ("", ""),
        ])
    func folding(_ text: String, _ folded: String) {
        #expect(String(decoding: FoldedText(Array(text.utf8)).bytes, as: UTF8.self).unicodeScalars.elementsEqual(folded.unicodeScalars))
    }

    @Test("a letter with its accent in it and one with the accent behind it are the same")
    func equivalent() {
        for number in 0xC0..<UInt32(0x2000) {
            guard let scalar = Unicode.Scalar(number), scalar.properties.isAlphabetic else { continue }
            let precomposed = FoldedText(Array(String(scalar).utf8)).bytes
            for mark in 0x300..<UInt32(0x346) {
                guard let mark = Unicode.Scalar(mark), let first = String(decoding: precomposed, as: UTF8.self).unicodeScalars.first else {
                    continue
                }
                let parts = String(String.UnicodeScalarView([first, mark]))
                // Strings are equal where they are canonically.
                guard parts == String(scalar) else { continue }
                #expect(FoldedText(Array(parts.utf8)).bytes == precomposed, "U+\(String(number, radix: 16))")
            }
        }
    }

    @Test(
        "words are found where they stand",
        arguments: [
            ("refund", "No Refund here", [3..<9]), ("refund", "refunds refunded", []), ("refund*", "refunds refunded", [0..<7, 8..<16]),
            ("cafe", "le café, CAFÉ", [3..<7, 9..<13]), ("two words", "Two  words", [0..<10]), ("金し", "返金して", [1..<3]),
            ("返", "返金", [0..<1]),
        ] as [(String, String, [Range<Int>])])
    func places(_ word: String, _ text: String, _ places: [Range<Int>]) throws {
        let isPrefix = word.hasSuffix("*")
        let wanted = try #require(SearchWord(Array((isPrefix ? String(word.dropLast()) : word).utf8), isPrefix: isPrefix))
        #expect(FoldedText(Array(text.utf8), keepsOrigins: true).places(of: wanted) == places)
    }

    @Test(
        "what cannot be read says where",
        arguments: [
            ("a (b", 3, 1), ("a b)", 4, 1), ("\"a", 1, 1), ("a OR", 3, 2), ("OR a", 1, 2), ("a b OR c", 5, 1), ("a OR b c", 8, 1),
            ("()", 1, 2),
            ("x …", 3, 1), ("is:purple", 1, 9), ("ä colour:red", 3, 10), ("before:1.1.2026", 8, 8), ("has:wings", 5, 5),
            ("older:-4h", 7, 3),
            ("-sort:oldest", 1, 12), ("a\"b\"", 2, 1), ("ticket:none", 8, 4), ("owner:", 1, 6), ("sort:oldest sort:newest", 18, 6),
        ])
    func troubles(_ query: String, _ column: Int, _ width: Int) {
        do throws(SearchTrouble) {
            _ = try SearchExpression(parsing: Array(query.utf8), asker: nil)
            Issue.record("\(query) was understood")
        } catch {
            #expect(
                error.column == column && error.width == width, "\(query): column \(error.column), width \(error.width): \(error.reason)")
        }
    }

    @Test(
        "what can be read is",
        arguments: [
            "", "a", "https://example.org/x", "10:30", "-a", "(a OR b) -c", "(a OR (b c))", "\"a b\"*", "from:\"Ana María\" has:file",
            "“typographic quotes”",
            "file:*.PDF before:2026-02-28", "is:open owner:none -status:new", "size=large", "and or OR1", "a-b", "sort:oldest",
        ])
    func readable(_ query: String) { #expect(throws: Never.self) { try SearchExpression(parsing: Array(query.utf8), asker: nil) } }

    @Test("no query, however deep or long, is more than refused")
    func hostile() {
        for query in [
            String(repeating: "(", count: 1_000), String(repeating: "-", count: 1_000) + "a", String(repeating: "a ", count: 500),
            String(repeating: "(a OR ", count: 100), String(repeating: "\u{301}", count: 500), "\0\u{FFFF}\u{202E}",
        ] {
            do throws(SearchTrouble) { _ = try SearchExpression(parsing: Array(query.utf8), asker: nil) } catch {
                #expect(error.column >= 1)
            }
        }
    }

    @Test(
        "files are meant by their names",
        arguments: [
            ("*.pdf", "Report.PDF", true), ("report?.pdf", "report12.pdf", false), ("report??.pdf", "report12.pdf", true),
            ("*é*", "cafe.txt", true),
            ("a*b*c", "aXXbYYc", true), ("a*b*c", "aXXbYY", false), ("receipt.jpg", "receipt.jpg", true), ("receipt", "receipt.jpg", false),
        ])
    func globs(_ glob: String, _ name: String, _ fits: Bool) {
        #expect(SearchGlob.matches(SearchGlob.folded(Array(glob.utf8)), SearchGlob.folded(Array(name.utf8))) == fits)
    }
}
