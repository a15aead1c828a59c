import DeskSystem
import Testing

@testable import HTTPServer

/// A server on a free port and clients of it, all in one loop.
final class Bench {
    let loop: EventLoop
    let server: HTTPServer
    let port: UInt16
    private(set) var streams: [EventStream] = []
    private(set) var actions = 0
    private(set) var unanswered: [HTTPExchange] = []
    private let box = Box()

    private final class Box { weak var bench: Bench? }

    init(_ change: (inout HTTPLimits) -> Void = { _ in }) throws {
        var limits = HTTPLimits()
        change(&limits)
        loop = try EventLoop()
        let listener = try TCPSocket.listen(address: "127.0.0.1", port: 0)
        port = try TCPSocket.port(of: listener)
        let box = box
        let routes: [HTTPRoute] = [
            .get("/") { _, exchange in
                box.bench?.actions += 1
                exchange.answer(HTTPResponse(status: 200, sentence: "hello"))
            },
            .get("/never") { _, exchange in box.bench?.unanswered.append(exchange) },
            .get("/large") { _, exchange in
                exchange.answer(HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](repeating: 120, count: 900_000)))
            },
            .get("/events") { _, exchange in
                if let stream = exchange.openStream() { box.bench?.streams.append(stream) }
            },
            .get("/embed.js", servesOtherSites: true) { _, exchange in exchange.answer(HTTPResponse(status: 200, sentence: "script")) },
            .post("/send", contentType: "application/json", bodyBytesMax: 100) { request, exchange in
                box.bench?.actions += 1
                exchange.answer(HTTPResponse(status: 200, contentType: "application/json", body: request.body))
            },
        ]
        let site = HTTPSite(hosts: ["127.0.0.1:\(port)"], origins: ["http://127.0.0.1:\(port)"], routes: routes)
        server = try HTTPServer(loop: loop, listener: listener, site: site, limits: limits)
        box.bench = self
    }

    deinit { server.stop() }

    func run(milliseconds: Int) throws {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while MonotonicTime.now < end { try loop.turn(waitingAtMostMilliseconds: 5) }
    }

    func client() throws -> Client { try Client(self) }

    /// One request on a connection of its own; everything that came back.
    func ask(_ text: String) throws -> String {
        let client = try client()
        try client.send(
            text.replacing("HOST", with: "Host: 127.0.0.1:\(port)").replacing("ORIGIN", with: "Origin: http://127.0.0.1:\(port)"))
        return try client.receive { $0.contains("\r\n\r\n") }
    }
}

final class Client {
    private let bench: Bench
    private let socket: Descriptor
    private(set) var received = ""
    private(set) var hasEnded = false

    init(_ bench: Bench) throws {
        self.bench = bench
        socket = try TCPSocket.connect(address: "127.0.0.1", port: bench.port)
        try bench.loop.turn(waitingAtMostMilliseconds: 20)
    }

    func send(_ text: String) throws { _ = try socket.send(Array(text.utf8).span) }

    func get(_ path: String = "/") throws { try send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\n\r\n") }

    /// Turns the loop until what came satisfies, the server closes, or time is over.
    @discardableResult
    func receive(milliseconds: Int = 2_000, until satisfied: (String) -> Bool) throws -> String {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while !satisfied(received), !hasEnded, MonotonicTime.now < end {
            try bench.loop.turn(waitingAtMostMilliseconds: 5)
            try read()
        }
        return received
    }

    private func read() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !hasEnded {
            guard let reading = try? socket.read(into: &chunk) else {
                hasEnded = true
                return
            }
            switch reading {
            case .wouldBlock: return
            case .ended: hasEnded = true
            case .bytes(let count): received += String(decoding: chunk[..<count], as: UTF8.self)
            }
        }
    }
}

@Suite(.serialized)
struct HTTPServerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let status: Int
        var testDescription: String { name }
    }

    static let json = "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    static let rows: [Row] = [
        Row(name: "a page", text: "GET / HTTP/1.1\r\nHOST\r\n\r\n", status: 200),
        Row(name: "a page's head", text: "HEAD / HTTP/1.1\r\nHOST\r\n\r\n", status: 200),
        Row(name: "a stream's head", text: "HEAD /events HTTP/1.1\r\nHOST\r\n\r\n", status: 405),
        Row(name: "no such page", text: "GET /etc/passwd HTTP/1.1\r\nHOST\r\n\r\n", status: 404),
        Row(name: "the wrong method", text: "DELETE / HTTP/1.1\r\nHOST\r\n\r\n", status: 405),
        Row(name: "another host", text: "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", status: 421),
        Row(name: "our host without its port", text: "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", status: 421),
        Row(
            name: "a script of another site", text: "GET / HTTP/1.1\r\nHOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n\r\n",
            status: 403),
        Row(
            name: "a neighbour's script", text: "GET / HTTP/1.1\r\nHOST\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n",
            status: 403),
        Row(name: "a link", text: "GET / HTTP/1.1\r\nHOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\r\n", status: 200),
        Row(
            name: "the embedded script",
            text: "GET /embed.js HTTP/1.1\r\nHOST\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n", status: 200),
        Row(name: "sending", text: "POST /send HTTP/1.1\r\nHOST\r\nORIGIN\r\n" + json, status: 200),
        Row(name: "sending without an origin", text: "POST /send HTTP/1.1\r\nHOST\r\n" + json, status: 403),
        Row(
            name: "sending from another origin", text: "POST /send HTTP/1.1\r\nHOST\r\nOrigin: http://evil.example\r\n" + json, status: 403),
        Row(name: "sending from nowhere", text: "POST /send HTTP/1.1\r\nHOST\r\nOrigin: null\r\n" + json, status: 403),
        Row(
            name: "a form", text: "POST /send HTTP/1.1\r\nHOST\r\nORIGIN\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
            status: 415),
        Row(
            name: "too much",
            text: "POST /send HTTP/1.1\r\nHOST\r\nORIGIN\r\nContent-Type: application/json\r\nContent-Length: 101\r\n\r\n", status: 413),
        Row(name: "a body where none belongs", text: "GET / HTTP/1.1\r\nHOST\r\nContent-Length: 1\r\n\r\nx", status: 413),
        Row(name: "noise", text: "\u{1}\u{2}\u{3}", status: 400),
    ]

    @Test("each request gets the status of the table, and what protects visitors", arguments: rows)
    func table(_ row: Row) throws {
        let answer = try Bench().ask(row.text)
        #expect(answer.hasPrefix("HTTP/1.1 \(row.status) "), "\(answer)")
        for field in ["Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"] {
            #expect(answer.contains(field + (field.hasPrefix("Content") ? ";" : "\r\n")))
        }
    }

    @Test("a connection is kept, and requests sent ahead are answered in order")
    func pipelined() throws {
        let bench = try Bench()
        let client = try bench.client()
        try client.get("/")
        try client.get("/embed.js")
        let answers = try client.receive { $0.contains("script\n") }
        let hello = try #require(answers.firstRange(of: "hello\n"))
        let script = try #require(answers.firstRange(of: "script\n"))
        #expect(hello.lowerBound < script.lowerBound)
        try client.get("/")
        #expect(try client.receive { $0.ranges(of: "hello").count == 2 }.ranges(of: "hello").count == 2)
        #expect(!client.hasEnded)
    }

    @Test("after a refusal nothing of that connection is obeyed")
    func refusalIsFinal() throws {
        let bench = try Bench()
        let client = try bench.client()
        try client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\nTransfer-Encoding: chunked\r\n\r\n")
        try client.get("/")
        try client.receive { $0.contains("\r\n\r\n") }
        try client.get("/")
        let answer = try client.receive(milliseconds: 300) { _ in false }
        #expect(answer.hasPrefix("HTTP/1.1 501 "))
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        #expect(client.hasEnded)
        #expect(bench.actions == 0)
    }

    @Test("'Connection: close' is obeyed")
    func closes() throws {
        let bench = try Bench()
        let client = try bench.client()
        try client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(bench.port)\r\nConnection: close\r\n\r\n")
        #expect(try client.receive { _ in false }.contains("Connection: close\r\n"))
        #expect(client.hasEnded)
    }

    @Test("a header that dribbles in is given up in total, not per byte")
    func slowHeader() throws {
        let bench = try Bench { $0.headerMillisecondsMax = 120 }
        let client = try bench.client()
        let start = MonotonicTime.now
        for byte in "GET / HTTP/1.1\r\nHost: 127.0.0.1" where !client.hasEnded && client.received.isEmpty {
            try client.send(String(byte))
            try client.receive(milliseconds: 20) { !$0.isEmpty }
        }
        #expect(try client.receive { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 408 "))
        #expect(MonotonicTime.now.milliseconds(since: start) < 500)
    }

    @Test("a body that does not come is given up")
    func slowBody() throws {
        let bench = try Bench { $0.bodyMillisecondsMax = 100 }
        let head = "POST /send HTTP/1.1\r\nHOST\r\nORIGIN\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{"
        #expect(try bench.ask(head).hasPrefix("HTTP/1.1 408 "))
    }

    @Test("an idle connection is closed")
    func idle() throws {
        let bench = try Bench { $0.idleMillisecondsMax = 80 }
        let client = try bench.client()
        try client.get()
        try client.receive { _ in false }
        #expect(client.hasEnded)
        #expect(bench.server.connectionCount == 0)
    }

    @Test("an answer that is never found is answered all the same")
    func noAnswer() throws {
        let bench = try Bench { $0.answerMillisecondsMax = 80 }
        #expect(try bench.ask("GET /never HTTP/1.1\r\nHOST\r\n\r\n").hasPrefix("HTTP/1.1 503 "))
    }

    @Test("an answer that is found too late answers nothing, least of all the next request of the same connection")
    func lateAnswer() throws {
        let bench = try Bench { $0.answerMillisecondsMax = 500 }
        let client = try bench.client()
        try client.get("/never")
        #expect(try client.receive { $0.contains("HTTP/1.1 503 ") }.contains("HTTP/1.1 503 "))
        try client.get("/never")
        try bench.run(milliseconds: 20)
        #expect(bench.unanswered.count == 2 && !client.hasEnded)
        bench.unanswered[0].answer(HTTPResponse(status: 200, sentence: "too late"))
        #expect(bench.unanswered[0].openStream() == nil)
        #expect(bench.unanswered[0].openBody(HTTPResponse(status: 200, contentType: "text/plain", body: []), byteCount: 3) == nil)
        bench.unanswered[1].answer(HTTPResponse(status: 200, sentence: "in time"))
        let answer = try client.receive { $0.contains("in time") }
        #expect(answer.contains("in time") && !answer.contains("too late"), "\(answer)")
    }

    @Test("a body follows as its reader takes it, and the connection goes on; one that its reader leaves ends")
    func body() throws {
        let bench = try Bench()
        let client = try bench.client()
        try client.get("/never")
        try bench.run(milliseconds: 20)
        let head = HTTPResponse(status: 200, contentType: "text/plain", body: [])
        let body = try #require(bench.unanswered[0].openBody(head, byteCount: 600_000))
        var (left, rounds, hasEnded) = (600_000, 0, false)
        let piece = [UInt8](repeating: 120, count: 100_000)
        body.onDrain = {
            guard left > 0 else { return }
            left -= piece.count
            rounds += 1
            body.write(piece)
        }
        body.onClose = { hasEnded = true }
        left -= piece.count
        body.write(piece)
        let answer = try client.receive { $0.utf8.count >= 600_000 }
        #expect(answer.contains("Content-Length: 600000") && left == 0 && rounds == 5 && hasEnded && !client.hasEnded)
        try client.get()
        #expect(try client.receive { $0.contains("hello") }.contains("hello"))
        try client.get("/never")
        try bench.run(milliseconds: 20)
        let other = try #require(bench.unanswered[1].openBody(head, byteCount: 10))
        other.write(Array("12345".utf8))
        other.close()
        try client.receive { _ in false }
        #expect(client.hasEnded && !other.isOpen)
    }

    @Test("the oldest idle connection makes room for a newcomer")
    func room() throws {
        let bench = try Bench { $0.connectionsMax = 3 }
        let clients = try (0..<3).map { _ in try bench.client() }
        for client in clients {
            try client.get()
            try client.receive { $0.contains("hello") }
            try bench.run(milliseconds: 5)
        }
        let newcomer = try bench.client()
        try newcomer.get()
        #expect(try newcomer.receive { $0.contains("hello") }.contains("hello"))
        try clients[0].receive(milliseconds: 50) { _ in false }
        try clients[1].receive(milliseconds: 50) { _ in false }
        #expect(clients[0].hasEnded)
        #expect(!clients[1].hasEnded)
    }

    @Test("where all connections are busy a newcomer is told")
    func full() throws {
        let bench = try Bench { $0.connectionsMax = 2 }
        let busy = try (0..<2).map { _ in try bench.client() }
        for client in busy {
            try client.get("/events")
            try client.receive { $0.contains("event-stream") }
        }
        let newcomer = try bench.client()
        #expect(try newcomer.receive { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 503 "))
        #expect(bench.server.connectionCount == 2)
    }
}

@Suite(.serialized)
struct EventStreamTests {
    @Test("events arrive in order, and comments keep the connection alive")
    func events() throws {
        let bench = try Bench { $0.pingMilliseconds = 40 }
        let client = try bench.client()
        try client.get("/events")
        try client.receive { $0.contains("\r\n\r\n") }
        let stream = try #require(bench.streams.first)
        stream.send(ServerSentEvent(id: "7", event: "message", data: Array("a\nb".utf8)))
        let text = try client.receive { $0.contains(":\n\n") }
        #expect(text.contains("Content-Type: text/event-stream"))
        #expect(text.contains("id: 7\nevent: message\ndata: a\ndata: b\n\n"))
        #expect(text.contains("\n\n:\n\n"))
    }

    @Test(
        "no line end in an event can end it",
        arguments: [
            ("a\r\nb", "data: a\ndata: b\n\n"), ("a\rdata: x", "data: a\ndata: data: x\n\n"), ("\n\n", "data: \ndata: \ndata: \n\n"),
            ("", "data: \n\n"),
        ])
    func lineEnds(data: String, expected: String) {
        #expect(String(decoding: ServerSentEvent(data: Array(data.utf8)).encoded, as: UTF8.self) == expected)
    }

    @Test("neither id nor name can smuggle a line in")
    func names() {
        let bytes = ServerSentEvent(id: "1\ndata: x", event: "a\r\nb", data: []).encoded
        #expect(String(decoding: bytes, as: UTF8.self) == "id: 1data: x\nevent: ab\ndata: \n\n")
    }

    @Test("a reader that leaves is noticed, and one that the server leaves too")
    func ends() throws {
        let bench = try Bench()
        var ended = 0
        do {
            let client = try bench.client()
            try client.get("/events")
            try client.receive { $0.contains("\r\n\r\n") }
            try #require(bench.streams.first).onClose = { ended += 1 }
        }
        try bench.run(milliseconds: 50)
        #expect(ended == 1)
        #expect(bench.server.connectionCount == 0)
    }

    @Test("a reader that does not read is dropped at the ceiling of its queue")
    func slowReader() throws {
        let bench = try Bench { $0.queuedBytesMax = 100_000 }
        let client = try bench.client()
        try client.get("/events")
        try client.receive { $0.contains("\r\n\r\n") }
        let stream = try #require(bench.streams.first)
        let event = ServerSentEvent(data: [UInt8](repeating: 120, count: 50_000))
        for _ in 0..<500 where stream.isOpen {
            stream.send(event)
            try bench.loop.turn(waitingAtMostMilliseconds: 0)
            #expect(bench.server.queuedBytes <= 100_000)
        }
        #expect(!stream.isOpen)
        #expect(bench.server.queuedBytes == 0)
    }

    @Test("a reader that makes no progress is dropped in time")
    func stalled() throws {
        let bench = try Bench { $0.stalledMillisecondsMax = 80 }
        let clients = try (0..<8).map { _ in try bench.client() }
        for client in clients { for _ in 0..<8 { try client.get("/large") } }
        try bench.run(milliseconds: 400)
        #expect(bench.server.connectionCount == 0)
    }

    @Test("streams leave room for requests")
    func room() throws {
        let bench = try Bench { $0.streamsMax = 1 }
        let first = try bench.client()
        try first.get("/events")
        try first.receive { $0.contains("\r\n\r\n") }
        #expect(try bench.ask("GET /events HTTP/1.1\r\nHOST\r\n\r\n").hasPrefix("HTTP/1.1 503 "))
        #expect(try bench.ask("GET / HTTP/1.1\r\nHOST\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }
}
