internal import DeskConsole
internal import DeskKit

/// `desk metrics`: numbers for Prometheus.
enum MetricsVerb {
    static let all: [Verb] = [
        Verb(
            name: "metrics", usage: "[--textfile DIR]", summary: "the broker's numbers, for Prometheus",
            details: [
                "The text format 0.0.4, on the standard output. --textfile DIR: as DIR/desk.prom instead, replaced in one step, for "
                    + "the textfile collector of the node exporter. Without the client: deskd's metrics-socket answers "
                    + "curl --unix-socket PATH http://desk/metrics"
            ],
            group: .upkeep, doors: .command, need: .broker(.admin),
            flags: [VerbFlag("--textfile", "DIR", "write DIR/desk.prom")], run: run)
    ]

    private static func run(_ call: Call) {
        call.ask(
            "metrics",
            then: { body in
                guard let text = body["text"]?.utf8 else {
                    return call.fail("the broker's answer has no text; is it an older deskd?", ExitCode.protocolVersion.rawValue)
                }
                guard let directory = call.arguments.value("--textfile") else { return show(text, call) }
                write(text, to: directory, call)
            })
    }

    private static func show(_ text: [UInt8], _ call: Call) {
        if call.format.shape == .json {
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("text", utf8: text)
            writer.endObject()
            call.say(json: writer.bytes)
        } else {
            // As it is: nothing in it is a stranger's, and nothing may be broken into lines.
            call.seat.output.show(String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
        }
        call.done()
    }

    /// The collector must never read half a file, nor find an empty one after a power cut.
    private static func write(_ text: [UInt8], to directory: String, _ call: Call) {
        let path = directory + "/desk.prom"
        let unfinished = directory + "/.desk.prom." + String(SystemRandom.integer(), radix: 36)
        do throws(SystemError) {
            let file = try File(unfinished, .create, permissions: 0o644)
            try file.write(text.span, at: 0)
            try file.syncData()
            try Path.rename(unfinished, to: path)
            try Directory(directory).sync()
        } catch {
            try? Path.remove(unfinished)
            return call.fail("\(path) cannot be written (\(error)); the old one, if any, is as it was", ExitCode.inputOutput.rawValue)
        }
        call.done()
    }
}
