internal import DeskKit

/// What `desk demo` is told.
struct DemoOptions: Sendable {
    /// The client's lines instead of a terminal; `-` is the standard input.
    var script: String?
    /// Where the visitors' page is; 0 takes a free port.
    var port: UInt16 = 0
    var seed: UInt64 = 1
    /// How many times faster than people the customers are.
    var speed = 1.0
    /// Whether the directory stays.
    var keepsDirectory = false

    static let help: [(name: String, value: String?, text: String)] = [
        ("--script", "FILE", "play FILE's lines instead of attaching you; its exit code is ours (- is the standard input)"),
        ("--port", "N", "the port of the visitors' page (a free one)"),
        ("--seed", "N", "another number, other customers (1)"),
        ("--speed", "X", "customers X times as fast (1)"),
        ("--keep", nil, "leave the directory, with journal and logs, and say where it is"),
    ]

    init(_ value: (String) -> String?, keepsDirectory: Bool) throws(UsageError) {
        script = value("--script")
        self.keepsDirectory = keepsDirectory
        if let text = value("--port") {
            guard let number = UInt16(text) else { throw Self.wrong("--port", "a number from 0 to 65535", text) }
            port = number
        }
        if let text = value("--seed") {
            guard let number = UInt64(text) else { throw Self.wrong("--seed", "a whole number", text) }
            seed = number
        }
        if let text = value("--speed") {
            guard let number = Double(text), (0.01...1_000).contains(number) else {
                throw Self.wrong("--speed", "a number from 0.01 to 1000", text)
            }
            speed = number
        }
    }

    private static func wrong(_ option: String, _ what: String, _ text: String) -> UsageError {
        UsageError("\(option) is \(what), and not '\(PlainText.ascii(text, max: 40))'")
    }
}
