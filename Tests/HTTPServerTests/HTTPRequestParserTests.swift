import DeskTesting
import Testing

@testable import HTTPServer

/// What a parser made of some bytes: the requests it gave out, and how it ended.
struct Parsed: Equatable {
    var requests: [HTTPRequest] = []
    var rejection: HTTPRejection?

    /// Feeds `bytes` cut at the given sizes, over and over.
    init(_ bytes: [UInt8], cut sizes: [Int], limits: HTTPLimits = .standard, bodyBytesMax: Int = 100) {
        var parser = HTTPRequestParser(limits: limits) { _ in bodyBytesMax }
        var rest = bytes[...]
        var turn = 0
        do throws(HTTPRejection) {
            while !rest.isEmpty {
                parser.append(rest.prefix(sizes[turn % sizes.count]))
                rest = rest.dropFirst(sizes[turn % sizes.count])
                turn += 1
                while let request = try parser.next() { requests.append(request) }
            }
        } catch {
            rejection = error
        }
    }
}

struct RequestCase: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// 0: accepted; else the status it is refused with.
    let status: Int
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ status: Int) { (self.name, self.text, self.status) = (name, text, status) }

    static func get(_ name: String, _ lines: String, _ status: Int) -> RequestCase {
        RequestCase(name, "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n", status)
    }

    static func line(_ name: String, _ line: String, _ status: Int) -> RequestCase {
        RequestCase(name, line + "\r\nHost: a\r\n\r\n", status)
    }

    static let all: [RequestCase] = [
        // What browsers send.
        line("the least request", "GET / HTTP/1.1", 0),
        get("several fields", "Accept: */*\r\nUser-Agent: x y z\r\n", 0),
        get("a field without a value", "X-Empty:\r\n", 0),
        get("no space after the colon", "X:y\r\n", 0),
        get("spaces around a value", "X: \t y \t\r\n", 0),
        get("a field that is not ASCII", "Cookie: a=\u{e9}\r\n", 0),
        get("an explicit empty body", "Content-Length: 0\r\n", 0),
        line("a query", "GET /a?b=c&d=%20e HTTP/1.1", 0),
        line("a percent-encoded letter", "GET /%61 HTTP/1.1", 0),
        RequestCase("a body", "POST /send HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 0),
        RequestCase("two after one another", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n", 0),
        RequestCase(
            "a body that looks like a request", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n", 0),
        // One way to frame a body.
        RequestCase("length and chunks", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", 400),
        RequestCase(
            "chunks and length", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        get("chunks", "Transfer-Encoding: chunked\r\n", 501),
        get("an encoding that says nothing", "Transfer-Encoding: identity\r\n", 501),
        get("an encoding in disguise", "Transfer-Encoding: \u{b}chunked\r\n", 400),
        get("an encoding with a space before the colon", "Transfer-Encoding : chunked\r\n", 400),
        get("two lengths", "Content-Length: 1\r\nContent-Length: 1\r\n", 400),
        get("two lengths that differ", "Content-Length: 1\r\ncontent-length: 2\r\n", 400),
        get("a list of lengths", "Content-Length: 1, 1\r\n", 400),
        get("a signed length", "Content-Length: +1\r\n", 400),
        get("a negative length", "Content-Length: -1\r\n", 400),
        get("a hexadecimal length", "Content-Length: 0x1\r\n", 400),
        get("a length with a zero before it", "Content-Length: 01\r\n", 400),
        get("an empty length", "Content-Length: \r\n", 400),
        get("a length beyond the limit", "Content-Length: 101\r\n", 413),
        get("a length beyond any integer", "Content-Length: 99999999999999999999\r\n", 413),
        RequestCase("a POST without a length", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", 411),
        get("a body that waits for permission", "Content-Length: 1\r\nExpect: 100-continue\r\n", 417),
        // Lines.
        RequestCase("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400),
        RequestCase("one bare line feed", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400),
        RequestCase("a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400),
        RequestCase("two carriage returns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400),
        RequestCase("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        get("a folded field", "X: a\r\n b\r\n", 400),
        get("a space before the name", " X: a\r\n", 400),
        get("a field without a colon", "X\r\n", 400),
        get("a field without a name", ": x\r\n", 400),
        get("a name with a space", "X Y: z\r\n", 400),
        get("a name that is not ASCII", "X\u{e9}: z\r\n", 400),
        get("NUL in a value", "X: a\0b\r\n", 400),
        get("DEL in a value", "X: a\u{7f}b\r\n", 400),
        get("more fields than allowed", String(repeating: "X: y\r\n", count: 64), 431),
        get("a header larger than allowed", "X: " + String(repeating: "y", count: 17_000) + "\r\n", 431),
        RequestCase("a line without an end", "GET /" + String(repeating: "a", count: 20_000), 431),
        // Host, and what must not be said twice.
        RequestCase("no host", "GET / HTTP/1.1\r\n\r\n", 400),
        get("two hosts", "Host: b\r\n", 400),
        get("two origins", "Origin: a\r\nOrigin: b\r\n", 400),
        get("two cookies", "Cookie: a=b\r\nCookie: c=d\r\n", 400),
        // The request line.
        line("HTTP/1.0", "GET / HTTP/1.0", 505),
        line("HTTP/2 by prior knowledge", "PRI * HTTP/2.0", 505),
        line("a version in lower case", "GET / http/1.1", 400),
        line("no version", "GET /", 400),
        line("two spaces", "GET  / HTTP/1.1", 400),
        line("a tab", "GET\t/ HTTP/1.1", 400),
        line("a word too many", "GET / x HTTP/1.1", 400),
        line("a space at the end", "GET / HTTP/1.1 ", 400),
        RequestCase("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}", 400),
        // The target.
        line("an address instead of a path", "GET http://a/ HTTP/1.1", 400),
        line("a star", "OPTIONS * HTTP/1.1", 400),
        line("a way up", "GET /../etc/passwd HTTP/1.1", 400),
        line("a way up, encoded", "GET /%2e%2e/x HTTP/1.1", 400),
        line("a slash, encoded", "GET /a%2fb HTTP/1.1", 400),
        line("a backslash, encoded", "GET /a%5cb HTTP/1.1", 400),
        line("two slashes", "GET //a HTTP/1.1", 400),
        line("NUL, encoded", "GET /%00 HTTP/1.1", 400),
        line("a line end, encoded", "GET /?a=%0d%0a HTTP/1.1", 400),
        line("a percent sign alone", "GET /% HTTP/1.1", 400),
        line("half a percent code", "GET /?a=%4 HTTP/1.1", 400),
        line("no hexadecimal digits", "GET /%zz HTTP/1.1", 400),
        line("a fragment", "GET /#a HTTP/1.1", 400),
        line("not ASCII", "GET /\u{e9} HTTP/1.1", 400),
    ]
}

struct HTTPRequestParserTests {
    @Test("each request is taken or refused as the table says, however it is cut", arguments: RequestCase.all)
    func table(_ row: RequestCase) {
        let bytes = Array(row.text.utf8)
        let whole = Parsed(bytes, cut: [bytes.count])
        #expect((whole.rejection?.status ?? 0) == row.status, "\(whole.rejection?.reason ?? "accepted")")
        if row.status == 0 { #expect(!whole.requests.isEmpty) }
        for sizes in [[1], [2], [3, 1, 7], [64]] { #expect(Parsed(bytes, cut: sizes) == whole, "cut as \(sizes)") }
    }

    @Test("what a request says arrives decoded once")
    func contents() throws {
        let text = "POST /se%6ed?a=%26b&c HTTP/1.1\r\nHost: A:1\r\nCookie: x=1; desk=abc; y=2\r\nX-One: 1\r\nContent-Length: 2\r\n\r\nhiGET"
        let request = try #require(Parsed(Array(text.utf8), cut: [5]).requests.first)
        #expect(request.head.method == "POST")
        #expect(request.head.target.path == "/send")
        #expect(request.head.target.value("a") == Array("&b".utf8))
        #expect(request.head.target.value("c") == [])
        #expect(request.head.value("x-one") == Array("1".utf8))
        #expect(request.head.cookie("desk") == Array("abc".utf8))
        #expect(request.body == Array("hi".utf8))
        #expect(request.head.keepsAlive)
    }

    @Test("a cookie that is there twice is nobody's")
    func plantedCookie() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nCookie: desk=mine; desk=planted\r\n\r\n"
        let request = try #require(Parsed(Array(text.utf8), cut: [500]).requests.first)
        #expect(request.head.cookie("desk") == nil)
    }

    @Test("after a refusal a parser takes nothing more and holds nothing")
    func refusalIsFinal() {
        var parser = HTTPRequestParser { _ in 0 }
        parser.append(Array("GET / HTTP/1.0\r\n".utf8)[...])
        for _ in 0..<2 {
            #expect(throws: HTTPRejection.self) { try parser.next() }
            parser.append(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...])
            #expect(parser.heldBytes == 0)
        }
    }

    @Test("the limit on a header is exact")
    func exactLimit() {
        var limits = HTTPLimits()
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        limits.headerBytesMax = text.utf8.count
        #expect(Parsed(Array(text.utf8), cut: [1], limits: limits).rejection == nil)
        limits.headerBytesMax -= 1
        #expect(Parsed(Array(text.utf8), cut: [1], limits: limits).rejection?.status == 431)
    }

    @Test("damaged requests never crash, and say the same however they are cut", arguments: 1...8)
    func damage(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let good = RequestCase.all.filter { $0.status == 0 }.map { Array($0.text.utf8) }
        let spice = Array("\r\n\0 :%\t/0,?&=".utf8)
        for _ in 0..<400 {
            var bytes = good[Int.random(in: 0..<good.count, using: &random)] + good[Int.random(in: 0..<good.count, using: &random)]
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = spice[Int.random(in: 0..<spice.count, using: &random)]
                case 1: bytes.insert(spice[Int.random(in: 0..<spice.count, using: &random)], at: place)
                default: bytes.remove(at: place)
                }
            }
            let whole = Parsed(bytes, cut: [bytes.count])
            let cut = Parsed(bytes, cut: [1 + Int.random(in: 0..<9, using: &random), 1 + Int.random(in: 0..<9, using: &random)])
            #expect(whole == cut, "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
    }
}
