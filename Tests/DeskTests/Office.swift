import DeskSystem
import DeskTesting
import DeskWire

/// A real broker with one adapter's channel, whose visitors say what a test wants, and a real `desk` to look at it with.
final class Office {
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    struct Result {
        let code: Int32?
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
        var objects: [JSONValue] { lines.compactMap { try? JSONDocument(parsing: Array($0.utf8)).root } }
    }

    let broker: RealBroker
    let visitors: FrameClient
    private let program: String
    private var runs = 0
    private var said = 0

    init() throws {
        program = try Programs.path("desk")
        broker = try RealBroker()
        visitors = try broker.connect()
        _ = try visitors.attachAdapter("web")
        let admin = try broker.attach(as: "admin", "root")
        _ = try admin.ask(
            #""type":"account.create","channel":"web","account":"shop","label":"Shop","identifier":{"kind":"opaque","value":"shop"}"#)
    }

    /// Something a visitor says, in a thread of their own; answers its number.
    @discardableResult
    func say(_ name: String, _ text: String) throws -> Int64 { try say(name: name, thread: name, text: text) }

    @discardableResult
    func say(name: String, thread: String, text: String, at: String = "2026-11-22T14:48:00Z") throws -> Int64 {
        said += 1
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "publish")
        let id = visitors.nextRequest()
        writer.field("id", id)
        writer.field("account", "shop")
        writer.field("key", "k\(said)")
        writer.field("thread", thread)
        writer.name("from")
        writer.beginObject()
        writer.field("kind", "opaque")
        writer.field("value", thread)
        writer.field("name", name)
        writer.endObject()
        writer.field("text", text)
        writer.field("at", at)
        writer.endObject()
        try visitors.send(bytes: Framing.frame(writer.bytes))
        let answer = try visitors.answer(to: id)
        guard let message = answer?["message"]?.integer else {
            throw Trouble(description: "the broker did not take it: \(answer.map { String(decoding: $0.raw, as: UTF8.self) } ?? "")")
        }
        return message
    }

    /// `desk` with these words, as ana unless told otherwise.
    func desk(_ words: [String], input: String = "", environment: [String] = [], socket: String? = nil) throws -> Result {
        runs += 1
        let base = broker.directory + "/run\(runs)"
        let feed = try File(base + ".in", .create)
        let inputBytes = Array(input.utf8)
        try feed.write(inputBytes.span, at: 0)
        let (output, errors) = (try File(base + ".out", .create), try File(base + ".err", .create))
        let reading = try File(base + ".in", .read)
        let process = try ChildProcess(
            program, ["--socket", socket ?? broker.socket, "--as", "ana"] + words,
            environment: ["PATH=/usr/bin:/bin", "HOME=\(broker.directory)"] + environment,
            descriptors: [0: reading.descriptor.number, 1: output.descriptor.number, 2: errors.descriptor.number])
        let end = try process.wait(milliseconds: 30_000)
        if end == nil { process.signal(9) }
        return Result(code: Self.code(end), output: try Self.text(output), errors: try Self.text(errors))
    }

    private static func text(_ file: File) throws -> String {
        String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }

    static func code(_ end: ChildEnd?) -> Int32? {
        switch end {
        case .exited(let code): code
        case .signaled(let number): 128 + number
        case nil: nil
        }
    }
}
