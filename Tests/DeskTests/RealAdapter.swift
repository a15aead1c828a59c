import DeskSystem
import DeskTesting
import Testing

/// A real adapter of this package beside a real broker, with its standard input open.
final class RealAdapter {
    let process: ChildProcess
    private let office: Office
    private let name: String
    private let input: Kept
    private final class Kept {
        let descriptor: Descriptor
        init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    init(_ name: String, _ office: Office, _ arguments: [String] = []) throws {
        (self.office, self.name) = (office, name)
        let (output, errors) = (
            try File(office.broker.directory + "/\(name).out", .replace), try File(office.broker.directory + "/\(name).err", .replace)
        )
        let path = try Programs.path("desk-" + name)
        (input, process) = try Pipe.open { (reading, writing) throws(SystemError) in
            let streams: [CInt: CInt] = [0: reading.number, 1: output.descriptor.number, 2: errors.descriptor.number]
            let words = ["--socket", office.broker.socket] + arguments
            return (Kept(owning: writing), try ChildProcess(path, words, environment: ["PATH=/usr/bin:/bin"], descriptors: streams))
        }
        try wait(for: "attached to") { self.log }
    }

    deinit { end() }

    func end() {
        process.signal(9)
        _ = try? process.wait(milliseconds: 5_000)
    }

    var log: String { Self.text(office.broker.directory + "/\(name).err") }
    var output: String { Self.text(office.broker.directory + "/\(name).out") }

    func wait(for words: String, in text: () -> String) throws {
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while !text().contains(words) {
            try #require(MonotonicTime.now < end, "\(name) never said '\(words)': \(text())")
            _ = try process.wait(milliseconds: 10)
        }
    }

    private static func text(_ path: String) -> String {
        String(decoding: (try? File(path, .read).descriptor.readAll(bytesMax: 1 << 20)) ?? [], as: UTF8.self)
    }
}

/// A visitor's browser, as far as one request goes.
enum Visit {
    /// Everything that comes back from `http://127.0.0.1:port` + `path`; empty where nobody is there.
    static func get(_ path: String, port: UInt16) throws -> String {
        guard let socket = try? TCPSocket.connect(address: "127.0.0.1", port: port) else { return "" }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        try socket.setNonBlocking(false)
        guard (try? socket.writeAll(request.span)) != nil else { return "" }
        return String(decoding: (try? socket.readAll(bytesMax: 1 << 20)) ?? [], as: UTF8.self)
    }

    /// The same, again until it has `words`.
    static func wait(for words: String, at path: String, port: UInt16) throws -> String {
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while true {
            let page = try get(path, port: port)
            if page.contains(words) || MonotonicTime.now >= end { return page }
        }
    }

    static func freePort() throws -> UInt16 { try TCPSocket.port(of: TCPSocket.listen(address: "127.0.0.1", port: 0)) }

    /// A page's stream of events, as a visitor's browser opens it.
    final class Page {
        private let socket: Descriptor
        private(set) var text = ""

        init(account: String, port: UInt16) throws {
            let session = try Visit.get("/session?account=\(account)", port: port)
            let cookie = try #require(session.firstMatch(of: #/Set-Cookie: ([^;]+);/#)?.output.1)
            let token = try #require(session.firstMatch(of: #/"token":"([0-9a-f]+)"/#)?.output.1)
            socket = try TCPSocket.connect(address: "127.0.0.1", port: port)
            try socket.setNonBlocking(false)
            let host = "Host: 127.0.0.1:\(port)\r\nCookie: \(cookie)"
            let request = Array("GET /events?account=\(account)&token=\(token)&after=0 HTTP/1.1\r\n\(host)\r\n\r\n".utf8)
            try socket.writeAll(request.span)
        }

        func wait(for words: String) throws -> Bool {
            let end = MonotonicTime.now.advanced(milliseconds: 10_000)
            while !text.contains(words) {
                guard try socket.waitReadable(milliseconds: max(0, end.milliseconds(since: .now))) else { return false }
                var chunk = [UInt8](repeating: 0, count: 16_384)
                guard case .bytes(let count) = try socket.read(into: &chunk) else { return false }
                text += String(decoding: chunk[..<count], as: UTF8.self)
            }
            return true
        }
    }
}
