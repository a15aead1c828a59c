import DeskBroker
import DeskCore
import DeskJournal
import DeskTesting
import DeskWire
import Testing

/// An account is made on success only, once, and with its secrets, wherever the power goes.
@Suite("Connecting on a disk that goes wrong")
struct ConnectCrashTests {
    private static let manifest =
        #""manifest":{"key":"post","name":"Post","capabilities":{"deliveryIdentifierTypes":["email"],"threadingModel":"by_address"},"#
        + #""connectSchema":[{"name":"host","type":"text","required":true},{"name":"password","type":"secret","required":true}]}"#

    /// Somebody at the desk, who repeats what they were not answered.
    private final class Player {
        let link: MemoryLink
        private var requests = 0

        init(_ desk: MemoryDesk, _ hello: String) {
            link = desk.connect(asUser: 1_000)
            ask(#""type":"hello","protocol":[1,1],"# + hello)
        }

        @discardableResult
        func ask(_ fields: String) -> JSONValue? {
            requests += 1
            link.send("{\"id\":\(requests),\(fields)}")
            return link.takeFrames().first { $0["re"]?.integer == Int64(requests) }
        }
    }

    private static func players(_ desk: MemoryDesk) -> (post: Player, root: Player) {
        (Player(desk, #""role":"adapter","name":"post","# + manifest), Player(desk, #""role":"admin","name":"root""#))
    }

    private static func connect(_ root: Player) -> String? {
        root.ask(#""type":"account.connect","channel":"post","account":"info","values":{"host":"h","password":"hush"}"#)?["token"]?.string
    }

    private static func complete(_ post: Player, _ token: String) -> JSONValue? {
        post.ask(
            #""type":"account.complete","token":"\#(token)","name":"Info","identifier":{"kind":"email","value":"info@example.org"}"#)
    }

    @Test("the power goes after any change of the disk: one account or none, its secrets with it, and nothing else's", arguments: 1...60)
    func power(_ change: Int) throws {
        let disk = SimulatedDisk(seed: UInt64(change))
        disk.faults.lastChange = change
        guard let desk = try? MemoryDesk(disk: disk) else { return }
        let (post, root) = Self.players(desk)
        var told: JSONValue?
        let token = Self.connect(root)
        if let token {
            told = Self.complete(post, token)
            for number in 0..<4 { _ = root.ask(#""type":"account.edit","account":"info","label":"L\#(number)""#) }
        }
        disk.crash(seed: UInt64(change))
        try desk.reopen(afterCrash: true)
        let (again, admin) = Self.players(desk)
        let account = desk.broker.desk.channels.account(try #require(AccountSlug(Array("info".utf8))))
        if told?["type"]?.isString("ok") == true { #expect(account != nil, "what was answered is there") }
        #expect(desk.secrets.kept.count == (account == nil ? 0 : 1), "secrets without an account are cleaned away")
        // The adapter was not answered, or does not know it: it says the same again.
        if let token {
            let answer = Self.complete(again, token)
            #expect((answer?["type"]?.isString("ok") == true) == (account != nil), "\(String(decoding: answer?.raw ?? [], as: UTF8.self))")
        }
        if account == nil {
            let anew = try #require(Self.connect(admin))
            #expect(Self.complete(again, anew)?["account"]?.string == "info")
        }
        #expect(desk.broker.desk.channels.liveCount == 1)
        #expect(desk.secrets.kept.count == 1)
        #expect(!disk.image.values.contains { Self.holds($0, "hush") }, "no journal has a secret")
    }

    private static func holds(_ bytes: [UInt8], _ word: String) -> Bool {
        let word = Array(word.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    @Test("after a restore without secrets an account is not authorized, and says why nothing goes out")
    func restored() throws {
        let desk = try MemoryDesk()
        let (post, root) = Self.players(desk)
        #expect(Self.complete(post, try #require(Self.connect(root)))?["account"]?.string == "info")
        desk.secrets.kept = [:]
        try desk.reopen()
        let (_, admin) = Self.players(desk)
        let item = admin.ask(#""type":"accounts""#)?["items"]?.elements.first
        #expect(item?["authorized"]?.bool == false)
        // Once, and not at each start.
        let head = desk.journal.head
        try desk.reopen()
        desk.turn { _ in }
        #expect(desk.journal.head == head)
    }
}

@Suite("A form's patterns")
struct FieldPatternTests {
    @Test(
        "a pattern is matched against the whole value",
        arguments: [
            ("[a-z0-9.-]+", "imap.example.org", true), ("[a-z0-9.-]+", "Mail Server", false), ("[a-z0-9.-]+", "", false),
            (#"\d{2,4}"#, "12", true), (#"\d{2,4}"#, "12345", false), (#"\d{2,}"#, "123456", true), (#"^\+\d+$"#, "+34600", true),
            (#"a\.b"#, "a.b", true), (#"a\.b"#, "axb", false), ("a.b", "axb", true), ("[^ ]*", "no space", false), ("[^ ]*", "", true),
            ("ab?c", "ac", true), ("ab?c", "abbc", false), ("a*a*a*a*a*a*b", String(repeating: "a", count: 400), false),
            // Found in a review: one item that takes everything, 64 times, is done in no time.
            (String(repeating: ".*", count: 64), String(repeating: "a", count: 60_000), true), ("a{2,3}b{0,1}", "aaab", true),
            ("a{2,3}b{0,1}", "aaaab", false), ("a{0}b", "b", true), ("[]a]+", "]a", true),
            ("[a-]+", "a-", true), (#"[\d_]+"#, "1_2", true),
        ])
    func matching(_ pattern: String, _ value: String, _ matches: Bool) throws {
        let compiled = try #require(FieldPattern(Array(pattern.utf8)))
        #expect(compiled.matches(Array(value.utf8)) == matches)
    }

    @Test(
        "what the language does not have is not taken",
        arguments: ["(a|b)", "a|b", "*a", "[a", "a{2", "a{3,2}", "a{999}", "\\", "[z-a]", "a**"])
    func refused(_ pattern: String) { #expect(FieldPattern(Array(pattern.utf8)) == nil) }
}
