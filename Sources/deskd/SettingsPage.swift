/// The table of settings as text: a configuration file that says what each means, and the help.
enum SettingsPage {
    /// A configuration file that sets what was said and shows everything else behind `#`.
    static func file(_ overrides: Overrides = Overrides()) -> String {
        Setting.Section.allCases.map {
            ([heading($0)] + SettingTable.settings(of: $0).map { entry($0, overrides) }).joined(separator: "\n")
        }
        .joined(separator: "\n")
    }

    private static func heading(_ section: Setting.Section) -> String {
        switch section {
        case .broker:
            """
            # The configuration of deskd, the broker of a help desk: lines of NAME = VALUE, comments behind #.
            # What is commented out shows the value that holds without it, or an example.
            # deskd --check-config says what it thinks of a file, before systemctl reload (or SIGHUP) makes it valid.

            """
        case .adapter:
            """
            # Adapters that the broker starts, and starts again when they end: a section for each, named after its channel.
            # Adapters that somebody else starts need none.
            #
            #[adapter webchat]

            """
        case .role:
            """
            # Who may attach as what, by what the kernel says of them: [role rep] for those who answer, [role admin] for
            # those who switch channels, [role adapter] for those who run adapters by themselves. A role without a section
            # is for the broker's own user; root may take any.
            #
            #[role rep]

            """
        case .rep:
            """
            # Names on the desk. Whoever has the role rep may take their login's name without any of this.
            #
            #[rep ana]

            """
        }
    }

    private static func entry(_ setting: Setting, _ overrides: Overrides) -> String {
        let comment = setting.meaning.map { "# " + $0 + "\n" }.joined()
        if setting.section == .broker, let value = overrides.values[setting.name] { return comment + "\(setting.name) = \(value)\n" }
        return comment + "#\(setting.name) = \(setting.standard ?? setting.example ?? "")\n"
    }

    static var help: String {
        """
        Usage: deskd [--config FILE] [--data DIR] [--socket PATH] [...]

        The broker of a help desk: adapters, reps and admins connect to its Unix socket, and everything that they are
        told is in its data directory first. deskd --data DIR --socket PATH needs no configuration.

        \(flags.map(row).joined(separator: "\n"))

        Without --config, deskd looks for $CONFIGURATION_DIRECTORY/desk.conf, $XDG_CONFIG_HOME/desk/desk.conf
        (~/.config) and /etc/desk/desk.conf, unless both --data and --socket are given. What the command line says wins.

        deskd serves until SIGTERM or SIGINT; SIGHUP makes it read its configuration again, all of it or nothing.
        Log lines go to the standard error.

        Exit codes: 0 stopped as asked, 64 usage, 65 the journal is damaged, 74 the disk failed,
        75 another broker holds the directory or the socket, 77 not permitted, 78 the configuration or a path cannot be used.

        Example: deskd --data ~/.local/share/desk --socket "$XDG_RUNTIME_DIR/desk/bus.sock"

        """
    }

    static let flags: [(String, String)] =
        [("--config FILE", "the configuration file")]
        + SettingTable.flags.map { ("--\($0.name) \($0.flag ?? "")", $0.summary) } + [
            ("--read-only", "Serve what is in the journal and take nothing new."),
            ("--check-config", "Say whether the configuration can be used and what it would run, and exit."),
            ("--print-settings", "Print a configuration file with every setting and what it means, and exit."),
            ("--version", "Print the version and exit."), ("-h, --help", "Print this and exit."),
        ]

    private static func row(_ flag: (String, String)) -> String {
        "  " + flag.0 + String(repeating: " ", count: max(1, 22 - flag.0.utf8.count)) + flag.1
    }
}
