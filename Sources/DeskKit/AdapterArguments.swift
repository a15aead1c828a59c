/// An option of an adapter's own, such as `--port NUMBER`.
public struct AdapterOption: Sendable {
    public let name: String
    /// What stands for its value in the help.
    public let value: String
    public let help: String

    public init(_ name: String, _ value: String, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
    }
}

/// An adapter's command line.
public struct AdapterArguments: Sendable {
    enum Wish: Sendable, Equatable { case run, manifest, help, version, manual }

    var wish = Wish.run
    public private(set) var socket: String?
    public private(set) var instance: String?
    /// The accounts to serve; none means all that nobody serves.
    public private(set) var accounts: [String] = []
    private var values: [String: [String]] = [:]

    init(_ words: [String], options: [AdapterOption]) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wish = .help
            case "--version": wish = .version
            case "--manifest": wish = .manifest
            // For contrib/make-documents, and so in no help.
            case "__manual": wish = .manual
            default: try take(word, &rest, options)
            }
        }
    }

    /// The value of an option of the adapter's own; the last one where it was given more than once.
    public func value(_ option: String) -> String? { values[option]?.last }

    public func values(_ option: String) -> [String] { values[option] ?? [] }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>, _ options: [AdapterOption]) throws(UsageError) {
        // `--name value` and `--name=value` mean the same.
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard ["--socket", "--instance", "--account"].contains(name) || options.contains(where: { $0.name == name }) else {
            throw UsageError("'\(PlainText.ascii(word, max: 80))' is not an option of this program: see --help")
        }
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { throw UsageError("\(name) wants a value: see --help") }
        switch name {
        case "--socket": socket = value
        case "--instance": instance = value
        case "--account": accounts.append(value)
        default: values[name, default: []].append(value)
        }
    }

    /// With those that every adapter has.
    static func all(_ options: [AdapterOption]) -> [AdapterOption] {
        let known = [
            AdapterOption("--socket", "PATH", "where the broker listens (else DESK_SOCKET, else the usual places)"),
            AdapterOption("--instance", "NAME", "which of several processes of this adapter this is (main)"),
            AdapterOption("--account", "NAME", "serve this account only; may be given again"),
        ]
        let flags = [
            AdapterOption("--manifest", "", "print what the channel can do, and end"),
            AdapterOption("--version", "", "print the version, and end"),
            AdapterOption("--help", "", "print this, and end"),
        ]
        return known + options + flags
    }

    static func help(_ manifest: Manifest, _ program: String, _ options: [AdapterOption]) -> String {
        let rows = all(options).map { ($0.value.isEmpty ? $0.name : $0.name + " " + $0.value, $0.help) }
        let lines = rows.map { "  " + $0.0 + String(repeating: " ", count: max(1, 22 - $0.0.utf8.count)) + $0.1 }
        return "usage: \(program) [OPTION…]\n\n\(manifest.name): \(manifest.description)\n\n" + lines.joined(separator: "\n") + "\n"
    }
}
