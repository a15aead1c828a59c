import DeskSystem
import DeskTesting
import Testing

@Suite(.serialized)
struct HostileTextTests {
    /// Everything that could do something to a terminal or to a reader, each behind a letter.
    static let scalars: [Unicode.Scalar] =
        ([0x01...0x9F, 0xAD...0xAD, 0x061C...0x061C, 0x180E...0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F]
        as [ClosedRange<UInt32>]
        + [0x3164...0x3164, 0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFF0...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE01EF, 0xF0000...0xF000F])
        .flatMap { $0 }.compactMap { Unicode.Scalar($0) }

    /// What the client itself may send: colours, and the sequences of its line.
    private static func withoutOurs(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var index = 0
        let fixed =
            [
                "[2K", "[?7l", "[?7h", "7", "8", "[?2026h", "[?2026l", "[H", "[2J", "[?2004h", "[?2004l", "[0m", "[31m", "[32m", "[33m",
                "[35m",
                "[36m", "[?1004h", "[?1004l", "[22;2t", "[23;2t", "]2;desk\u{1B}\\",
            ]
            .map { Array($0.utf8) } + (0...40).map { Array("]2;desk (\($0))\u{1B}\\".utf8) }
        while index < bytes.count {
            if bytes[index] == 0x1B, let ours = fixed.first(where: { bytes[(index + 1)...].starts(with: $0) }) {
                index += 1 + ours.count
            } else {
                kept.append(bytes[index])
                index += 1
            }
        }
        return kept
    }

    private static func harm(in bytes: [UInt8]) -> [String] {
        let shown = String(decoding: withoutOurs(bytes), as: UTF8.self).unicodeScalars
        return shown.compactMap { scalar -> String? in
            switch scalar.value {
            case 0x0A, 0x0D, 0x09: nil
            case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200B...0x200C, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xE0000...0xE007F:
                "U+" + String(scalar.value, radix: 16)
            default: nil
            }
        }
    }

    private static var hostile: String { scalars.map { "a" + String($0) }.joined() }

    @Test("nothing of a visitor's name, subject or text reaches a terminal as it is, behind any door and in any shape")
    func terminal() throws {
        let office = try Office()
        let name = "\u{1B}]0;owned\u{07}\u{9B}2J\u{202E}eve\u{200B}"
        for part in stride(from: 0, to: Self.scalars.count, by: 100) {
            let text = Self.scalars[part..<min(part + 100, Self.scalars.count)].map { "a" + String($0) }.joined()
            try office.say(name: name, thread: "\u{1B}[31mthread\(part)", text: text)
        }
        for words in [
            ["inbox"], ["open", "1"], ["inbox", "--plain"], ["open", "1", "--plain"], ["inbox", "--json"], ["open", "2", "--json"],
            ["next"],
        ] {
            let terminal = try DeskTerminal(office, words)
            _ = try terminal.process.wait(milliseconds: 10_000)
            try terminal.listen(milliseconds: 20)
            #expect(terminal.bytes.count > 100, "\(words)")
            #expect(Self.harm(in: terminal.bytes) == [], "\(words)")
        }
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("inbox\r")
        for number in 1...8 {
            try terminal.type("open \(number)\r")
            try terminal.listen(milliseconds: 100)
        }
        try office.say(name: name, thread: "\u{1B}[31mthread0", text: Self.hostile)
        try office.say(name: name, thread: "another", text: "\u{1B}[2J\u{202E}" + Self.hostile)
        for line in ["news\r", "who\r", "zz\u{9B}zz\r"] {
            try terminal.type(line)
            try terminal.listen(milliseconds: 100)
        }
        #expect(try terminal.wait(for: "there is no verb"))
        try terminal.listen(milliseconds: 200)
        #expect(Self.harm(in: terminal.bytes) == [])
    }

    @Test("no row of a text begins where our own rows do, however long or broken it is")
    func margin() throws {
        let office = try Office()
        let forged = "reply 1 ana: all is well"
        try office.say(
            "eve", String(repeating: "x ", count: 60) + forged + "\n" + forged + "\r" + forged + "\u{2028}" + forged + "\u{0B}" + forged)
        let terminal = try DeskTerminal(office, ["open", "1"])
        _ = try terminal.process.wait(milliseconds: 10_000)
        try terminal.listen(milliseconds: 20)
        let rows = terminal.text.split(whereSeparator: { $0 == "\r\n" || $0 == "\n" })
        #expect(rows.count > 4)
        #expect(rows.allSatisfy { !$0.hasPrefix("reply") && !$0.hasPrefix("x") && !$0.contains("mx ") && $0.count < 90 }, "\(rows)")
    }
}
