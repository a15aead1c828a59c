/// What the command line asks the daemon for.
enum Wish {
    case help
    case version
    /// A page of the manual, for whoever builds the documents.
    case manual(String)
    /// A configuration file with every setting in it, and what the command line says set.
    case settings(Overrides)
    case check(ConfigurationSource)
    case serve(ConfigurationSource)
}

extension Wish {
    /// - Throws: a failure with exit code 64 that names what was not understood.
    /// - Parameter needsSocket: false where there is a socket already.
    init(_ arguments: some Sequence<String>, needsSocket: Bool = true) throws(Failure) {
        let words = Array(arguments)
        if words.first == "__manual" {
            self = .manual(words.last ?? "")
            return
        }
        var line = CommandWords(rest: words[...], needsSocket: needsSocket)
        try line.read()
        if line.isHelp {
            self = .help
        } else if line.isVersion {
            self = .version
        } else if line.isPrint {
            self = .settings(line.overrides)
        } else {
            let source = try line.source()
            self = line.isCheck ? .check(source) : .serve(source)
        }
    }
}

/// The command line while it is read.
private struct CommandWords {
    var rest: ArraySlice<String>
    let needsSocket: Bool
    var overrides = Overrides()
    var file: String?
    var isHelp = false
    var isVersion = false
    var isPrint = false
    var isCheck = false

    mutating func read() throws(Failure) {
        while let word = rest.popFirst(), !isHelp, !isVersion { try take(word) }
    }

    private mutating func take(_ word: String) throws(Failure) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch word {
        case "-h", "--help": isHelp = true
        case "--version": isVersion = true
        case "--print-settings": isPrint = true
        case "--check-config": isCheck = true
        case "--read-only": overrides.isReadOnly = true
        default:
            if parts[0] == "--config" {
                file = try value(parts)
            } else if let setting = SettingTable.flags.first(where: { "--" + $0.name == parts[0] }) {
                overrides.values[setting.name] = try checked(try value(parts), setting)
            } else {
                throw Failure(.usage, "deskd does not know \(Escaped.ascii(word)); deskd --help says what it takes")
            }
        }
    }

    private mutating func value(_ parts: [String]) throws(Failure) -> String {
        let value = parts.count == 2 ? parts[1] : rest.popFirst()
        guard let value, !value.isEmpty else { throw Failure(.usage, "\(parts[0]) needs a value after it") }
        return value
    }

    /// Paths may be relative here, since whoever types them sees from where.
    private func checked(_ value: String, _ setting: Setting) throws(Failure) -> String {
        guard case .word = setting.kind else { return value }
        do throws(ValueFault) {
            _ = try SettingValue(value, setting.kind)
        } catch {
            throw Failure(.usage, "--\(setting.name): \(error.what); \(error.fix)")
        }
        return value
    }

    /// The file that was named; none where the command line says it all; else the one that lies where they lie.
    func source() throws(Failure) -> ConfigurationSource {
        if let file { return ConfigurationSource(file: file, overrides: overrides) }
        if let missing = missing, overrides.values["data"] != nil || ConfigurationSource.found() == nil {
            let places = ConfigurationSource.places().joined(separator: ", ")
            throw Failure(
                .usage, "--\(missing) is missing, and there is no configuration (\(places)); desk init makes one, deskd --help says more")
        }
        return ConfigurationSource(file: missing == nil && !isCheck ? nil : ConfigurationSource.found(), overrides: overrides)
    }

    /// What a broker without a file cannot do without.
    private var missing: String? { (needsSocket ? ["data", "socket"] : ["data"]).first { overrides.values[$0] == nil } }
}
