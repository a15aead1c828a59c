import Testing

@testable import DeskKit
@testable import desk_webchat

struct VisitorTests {
    static let cookie = Array("00112233445566778899aabbccddeeff".utf8)

    @Test("a cookie leads to the same conversation again, and nothing that others see is part of it")
    func derived() throws {
        let visitor = try #require(Visitor(cookie: Self.cookie))
        let again = try #require(Visitor(cookie: Self.cookie))
        #expect(visitor.thread(account: "shop") == again.thread(account: "shop"))
        let names = [visitor.cookie, visitor.token, visitor.thread(account: "shop"), visitor.thread(account: "blue")]
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count == 32 })
        #expect(visitor.cookie.utf8.elementsEqual(Self.cookie))
    }

    @Test("what is derived stays what it is: visitors keep their conversations over an update")
    func golden() throws {
        let visitor = try #require(Visitor(cookie: Self.cookie))
        #expect(visitor.thread(account: "shop") == "f775a7a5c4123e703478132dcb026047")
        #expect(visitor.token == "3ad91994b1000f80e73e21ff50985d94")
    }

    @Test("two browsers are two visitors")
    func fresh() { #expect(Visitor().cookie != Visitor().cookie) }

    @Test(
        "a cookie that we did not make is no cookie",
        arguments: [
            "", "00", "00112233445566778899aabbccddeef", "00112233445566778899aabbccddeefff", "00112233445566778899AABBCCDDEEFF",
            "zz112233445566778899aabbccddeeff", "00112233445566778899aabbccddee f",
        ])
    func foreign(cookie: String) { #expect(Visitor(cookie: Array(cookie.utf8)) == nil) }

    @Test("only the visitor's own token fits")
    func token() throws {
        let (visitor, other) = (Visitor(), Visitor())
        #expect(visitor.owns(token: Array(visitor.token.utf8)))
        #expect(!visitor.owns(token: Array(other.token.utf8)))
        #expect(!visitor.owns(token: []))
        #expect(!visitor.owns(token: Array(visitor.token.utf8.dropLast())))
        #expect(!visitor.owns(token: Array(visitor.thread(account: "shop").utf8)))
    }
}

struct SettingsTests {
    private func settings(_ words: String...) throws -> Settings {
        try Settings(try AdapterArguments(words, options: Settings.options))
    }

    @Test("by default only this machine's own names are answered to")
    func plain() throws {
        let settings = try settings()
        #expect(settings.hosts(port: 8_080) == ["127.0.0.1:8080", "localhost:8080"])
        #expect(settings.origins(port: 8_080) == ["http://127.0.0.1:8080", "http://localhost:8080"])
        #expect(!settings.isSecure)
    }

    @Test("an address behind a proxy is answered to as well, and https makes the cookie secure")
    func proxied() throws {
        let settings = try settings("--url", "https://chat.example.org/", "--origin=https://www.example.org:8443")
        #expect(settings.hosts(port: 1).last == "chat.example.org")
        #expect(settings.origins(port: 1).last == "https://chat.example.org")
        #expect(settings.isSecure)
        #expect(settings.embedders == ["https://www.example.org:8443"])
    }

    @Test(
        "what cannot be meant is refused with a sentence",
        arguments: [
            ["--port", "70000"], ["--port", "x"], ["--url", "chat.example.org"], ["--url", "https://"], ["--url", "https://a/b"],
            ["--url", "https://a; script-src *"], ["--origin", "*"], ["--origin", "https://A.example"], ["--text-max", "0"],
            ["--url", "https://a", "--url", "http://b"],
        ])
    func refused(words: [String]) throws {
        let arguments = try AdapterArguments(words, options: Settings.options)
        #expect(throws: UsageError.self) { try Settings(arguments) }
    }
}

struct ChatTests {
    private func chat() -> Chat { Chat(account: "shop", thread: "t", now: MonotonicTime(nanoseconds: 0)) }

    private func mine(_ message: Int64, _ text: String = "x") -> ChatItem {
        ChatItem(accepted: message, ChatContent(text: text), at: "2026-11-22T14:48:00.000Z", key: "k\(message)")
    }

    @Test("messages stand in the desk's order, each once, however they come")
    func order() {
        let chat = chat()
        for number: Int64 in [3, 1, 2, 3, 1] { chat.add(mine(number), limits: ChatLimits()) }
        #expect(chat.items.map(\.message) == [1, 2, 3])
        #expect(chat.last == 3)
    }

    @Test("a message that comes after a later one is told also to pages that know the later one")
    func late() {
        let chat = chat()
        chat.catchUp()
        for number: Int64 in [1, 3, 2] { chat.add(mine(number), limits: ChatLimits()) }
        #expect(chat.missing(after: 3).map(\.message) == [2])
        #expect(chat.missing(after: 1).map(\.message) == [2, 3])
    }

    @Test("the latest stay, the ceilings hold, and a single large message is kept")
    func ceilings() {
        var limits = ChatLimits()
        limits.itemsMax = 3
        limits.itemBytesMax = 1_000
        let chat = chat()
        for number: Int64 in 1...10 { chat.add(mine(number), limits: limits) }
        #expect(chat.items.map(\.message) == [8, 9, 10])
        chat.add(mine(11, String(repeating: "y", count: 5_000)), limits: limits)
        #expect(chat.items.map(\.message) == [11])
        #expect(chat.byteCount == chat.items.reduce(0) { $0 + $1.json.count })
    }

    @Test("what nobody looks at is forgotten here after a while, and what is asked for stays")
    func idle() {
        var book = ChatBook(limits: ChatLimits())
        let start = MonotonicTime(nanoseconds: 0)
        _ = book.open(account: "shop", thread: "old", now: start)
        let asked = book.open(account: "shop", thread: "asked", now: start)
        asked?.sendingCount = 1
        _ = book.open(account: "shop", thread: "new", now: start.advanced(milliseconds: 200_000))
        book.forgetIdle(at: start.advanced(milliseconds: 299_999))
        #expect(book.all.count == 3)
        book.forgetIdle(at: start.advanced(milliseconds: 300_000))
        #expect(Set(book.all.map(\.thread)) == ["asked", "new"])
    }

    @Test("so many at once and no more, and the wait is until the oldest has passed")
    func rate() {
        var rate = SendRate()
        let times = (0..<4).map { MonotonicTime(nanoseconds: Int64($0) * 1_000_000_000) }
        #expect(rate.wait(times[0], max: 2, 2_500) == nil)
        #expect(rate.wait(times[1], max: 2, 2_500) == nil)
        #expect(rate.wait(times[2], max: 2, 2_500) == 500)
        #expect(rate.wait(times[3], max: 2, 2_500) == nil)
    }
}

struct AssetTests {
    @Test("no asset loads anything from elsewhere, and no page holds script or style of its own")
    func ownFilesOnly() {
        for text in [
            PageHTML.text, PageStyle.text, ChatScript.text, OutboxScript.text, StreamScript.text, ViewScript.text, FileScript.text,
            ContentScript.text,
        ] {
            #expect(!text.contains("//cdn") && !text.contains("@import") && !text.contains("innerHTML") && !text.contains("eval("))
        }
        #expect(!PageHTML.text.contains("style=") && !PageHTML.text.contains("onclick") && !PageHTML.text.contains("<style"))
        #expect(PageHTML.text.ranges(of: "<script").count == 1)
    }
}
