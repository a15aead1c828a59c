import DeskSystem
import DeskTesting
import DeskWire
import FoundationEssentials
import Testing

@Suite("The metrics socket", .serialized)
struct MetricsTests {
    private func broker() throws -> RealBroker {
        let broker = try RealBroker(starting: false)
        let file = try File(broker.directory + "/desk.conf", .create)
        try file.write(Array("metrics-socket = \(Self.place(broker))\n".utf8).span, at: 0)
        broker.options = ["--config", broker.directory + "/desk.conf"]
        try broker.start()
        // Once somebody is welcome, every door is open.
        _ = try broker.attach(as: "rep", "ana")
        return broker
    }

    private static func place(_ broker: RealBroker) -> String { broker.directory + "/metrics.sock" }

    /// What comes back for these bytes, until the broker ends the connection.
    private func exchange(_ broker: RealBroker, _ request: String, thenEnd: Bool = false, byByte: Bool = false) throws -> String {
        let socket = try UnixSocket.connect(to: Self.place(broker))
        let bytes = Array(request.utf8)
        for piece in byByte ? bytes.map({ [$0] }) : [bytes] { _ = try socket.send(piece.span) }
        if thenEnd { socket.endSending() }
        return String(decoding: try socket.readAll(bytesMax: 1 << 20), as: UTF8.self)
    }

    private static let good = "GET /metrics HTTP/1.1\r\nHost: desk\r\n\r\n"

    @Test("answers with what a strict reader takes, every name that the alerts use among them")
    func answer() throws {
        let broker = try broker()
        let adapter = try broker.connect()
        _ = try adapter.attachAdapter("web")
        let answer = try exchange(broker, Self.good)
        let parts = answer.components(separatedBy: "\r\n\r\n")
        #expect(parts.count == 2 && parts[0].hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        #expect(parts[0].contains("\r\nContent-Length: \(parts[1].utf8.count)\r\n"))
        let text = try ExpositionText(parts[1])
        #expect(text.value("desk_channel_up", ["channel": "web"]) == 1)
        #expect(text.value("desk_channel_state", ["channel": "web", "state": "connected"]) == 1)
        #expect((text.value("desk_journal_fsync_seconds_sum") ?? 0) > 0, "time that passed")
        for name in Self.promised { #expect(text.kinds[name] != nil, "\(name) is missing") }
        let rules = try Self.rules()
        let used = Set(rules.matches(of: /desk_[a-z_]+/).map { String($0.output) })
        #expect(used.count >= 7)
        for name in used {
            let family = ["_bucket", "_count", "_sum"].reduce(name) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
            #expect(text.kinds[family] != nil, "an alert uses \(name), which there is not")
        }
    }

    /// What those who watch a desk were told that there is.
    private static let promised = [
        "desk_build_info", "desk_channel_up", "desk_outbox_messages", "desk_outbox_oldest_seconds", "desk_frames_total",
        "desk_send_seconds",
        "desk_journal_fsync_seconds", "desk_journal_bytes", "desk_clients", "desk_client_backlog_bytes", "desk_tickets",
        "desk_first_response_seconds", "desk_adapter_restarts_total",
    ]

    private static let promtool = "/usr/bin/promtool"

    @Test("Prometheus itself takes the metrics and the alerts", .enabled(if: PathFacts(at: promtool) != nil, "no promtool"))
    func prometheus() throws {
        let broker = try broker()
        let text = try exchange(broker, Self.good).components(separatedBy: "\r\n\r\n")[1]
        let file = try File(broker.directory + "/metrics.prom", .create)
        try file.write(Array(text.utf8).span, at: 0)
        let rules = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../contrib/prometheus").path
        let script = "cd \(rules) && promtool check metrics <\(broker.directory)/metrics.prom && promtool test rules desk.rules.test.yml"
        let shell = try ChildProcess("/bin/sh", ["-ec", script], environment: ["PATH=/usr/bin:/bin"], descriptors: [:])
        #expect(try shell.wait(milliseconds: 60_000) == .exited(0))
    }

    private static func rules() throws -> String {
        let place = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../contrib/prometheus/desk.rules.yml")
        let text = try String(contentsOf: place, encoding: .utf8)
        let expressions = text.components(separatedBy: "expr: ").dropFirst().map { part in
            part.components(separatedBy: "\n        for:")[0].components(separatedBy: "\n        labels:")[0]
        }
        #expect(text.components(separatedBy: "- alert: ").count == 7, "six alerts")
        #expect(expressions.count == 6)
        return expressions.joined(separator: "\n")
    }

    @Test(
        "whatever is not quite that is refused",
        arguments: [
            ("POST /metrics HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\n\r\nx", "405"),
            ("HEAD /metrics HTTP/1.1\r\nHost: d\r\n\r\n", "405"),
            ("GET / HTTP/1.1\r\nHost: d\r\n\r\n", "404"), ("GET /metrics/ HTTP/1.1\r\nHost: d\r\n\r\n", "404"),
            ("GET /metrics?x HTTP/1.1\r\nHost: d\r\n\r\n", "404"), ("GET  /metrics HTTP/1.1\r\nHost: d\r\n\r\n", "400"),
            ("GET /metrics HTTP/1.1\r\n\r\n", "400"), ("GET /metrics HTTP/1.1\r\nHost: d\r\nHost: e\r\n\r\n", "400"),
            ("GET /metrics HTTP/2\r\nHost: d\r\n\r\n", "400"), ("GET /metrics\r\n\r\n", "400"),
            ("GET /metrics HTTP/1.1\nHost: d\n\n", "400"),
            ("GET /metrics HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n", "400"), ("GET /metrics HTTP/1.1\r\n Host: d\r\n\r\n", "400"),
            ("\r\n\r\n", "400"), ("GET /metrics HTTP/1.1\r\nHost: d\r\nX: \u{0}\r\n\r\n", "400"), ("\u{16}\u{3}\u{1}", "400"),
            ("GET /" + String(repeating: "x", count: 5_000) + " HTTP/1.1\r\n", "400"),
        ])
    func refusals(_ request: String, _ status: String) throws {
        let broker = try broker()
        let answer = try exchange(broker, request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(40))")
        #expect(answer.contains("\r\nAllow: GET\r\n") == (status == "405"))
        #expect(try exchange(broker, Self.good, byByte: true).hasPrefix("HTTP/1.1 200 "))
    }

    @Test("callers who dawdle keep neither the bus nor the next caller waiting for ever")
    func dawdlers() throws {
        let broker = try broker()
        var idle: [File] = []
        for index in 0..<20 {
            let socket = try UnixSocket.connect(to: Self.place(broker))
            if index % 2 == 0 { _ = try socket.send(Array("GET /metr".utf8).span) }
            idle.append(File(owning: socket))
        }
        let ana = try broker.attach(as: "rep", "ana")
        let began = MonotonicTime.now
        #expect(try ana.ask(#""type":"stats""#) != nil)
        #expect(MonotonicTime.now.milliseconds(since: began) < 2_000)
        #expect(try exchange(broker, Self.good).hasPrefix("HTTP/1.1 200 "), "its turn comes when the others' time is over")
        #expect(MonotonicTime.now.milliseconds(since: began) > 1_000, "there were too many of them")
        #expect(idle.count == 20)
    }

    @Test("curl understands it, and its place is gone when the broker is")
    func curl() throws {
        let broker = try broker()
        let output = try File(broker.directory + "/curl", .create)
        let curl = try ChildProcess(
            "/usr/bin/curl", ["-sS", "-m", "10", "--unix-socket", Self.place(broker), "http://desk/metrics"], environment: [],
            descriptors: [1: output.descriptor.number, 2: output.descriptor.number])
        #expect(try curl.wait(milliseconds: 20_000) == .exited(0))
        let text = String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self)
        #expect(try ExpositionText(text).value("desk_journal_head") == 0)
        #expect(PathFacts(at: Self.place(broker))?.permissions == 0o600)
        #expect(try broker.stop() == .exited(0))
        #expect(PathFacts(at: Self.place(broker)) == nil)
    }
}
