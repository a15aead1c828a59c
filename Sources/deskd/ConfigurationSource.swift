internal import DeskBroker
internal import DeskSystem

/// What the command line says about settings; it wins over the file.
struct Overrides: Equatable {
    /// By the setting's name.
    var values: [String: String] = [:]
    var isReadOnly = false
}

/// Where the configuration comes from, to be read once more when it may have changed.
struct ConfigurationSource {
    /// Nil: the command line says it all.
    let file: String?
    let overrides: Overrides

    func read() throws(BrokenConfiguration) -> Configuration {
        let bytes = if let file { try ConfigurationFile.read(file) } else { [UInt8]() }
        var reader = ConfigurationReader(ConfigurationText(bytes, file: file ?? "command line"), overrides)
        var configuration = try reader.read()
        configuration.file = file
        return configuration
    }

    /// The places where a configuration is looked for that nobody names, the first one first.
    static func places(environment: (String) -> String? = Environment.value) -> [String] {
        // A relative path means nothing here, as the XDG rules have it.
        func named(_ name: String) -> String? { environment(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil } }
        let home = named("XDG_CONFIG_HOME") ?? named("HOME").map { $0 + "/.config" }
        return [named("CONFIGURATION_DIRECTORY"), home.map { $0 + "/desk" }, "/etc/desk"].compactMap { directory in
            directory.map { $0 + "/" + ConfigurationFile.name }
        }
    }

    /// The first of the places where there is one.
    static func found() -> String? { places().first { PathFacts(at: $0) != nil } }
}
