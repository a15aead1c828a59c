internal import DeskManual

/// deskd(8) and desk.conf(5), from the tables that the daemon goes by.
enum DaemonManual {
    /// Nil where there is no such page.
    static func text(_ page: String) -> String? {
        switch page {
        case "deskd.8": daemon
        case "desk.conf.5": configuration
        default: nil
        }
    }

    private static func comment(_ page: String) -> String { "Made by `deskd __manual \(page)`; contrib/make-documents writes it anew." }

    private static var daemon: String {
        var page = ManualPage("deskd", section: 8, summary: "the broker of a help desk", comment: comment("deskd.8"))
        page.section("SYNOPSIS")
        page.synopsis("Op Fl \\-config Ar FILE\nOp Fl \\-data Ar DIR\nOp Fl \\-socket Ar PATH\nOp Ar flag ...")
        page.section("DESCRIPTION")
        page.paragraphs(description)
        page.list(SettingsPage.flags.map(flag))
        page.subsection("Signals")
        page.list(signals.map { .word($0, $1) })
        list("ENVIRONMENT", environment, { .variable($0, $1) }, &page)
        list("FILES", files, { .path($0, $1) }, &page)
        list("EXIT STATUS", exitCodes, { .plain($0, $1) }, &page)
        page.section("EXAMPLES")
        page.example(
            "A broker of one's own, without a configuration:",
            ["deskd --data ~/.local/share/desk --socket \"$XDG_RUNTIME_DIR/desk/bus.sock\""])
        page.example("Look whether a changed configuration can be used, and use it:", ["deskd --check-config && systemctl reload deskd"])
        page.example("Begin a configuration:", ["deskd --print-settings > /etc/desk/desk.conf"])
        page.seeAlso([("desk", 1), ("desk.conf", 5), ("desk-adapter", 7), ("desk-protocol", 7)])
        return page.text
    }

    private static let description = [
        "Adapters, reps and admins connect to the broker's Unix socket, and everything that they are told is in its data directory first. It has no network of its own: one adapter process for each service brings messages in and takes replies out, see desk-adapter(7).",
        "Who somebody is follows from the user id that the kernel reports for their connection, and what they may do from the sections `[role …]` of desk.conf(5). Without any, root and the broker's own user may do everything, and nobody else may connect.",
        "With --data and --socket no configuration is needed. Without --config it is the first of the files below that is there. What the command line says wins over the file.",
        "A data directory belongs to one broker at a time. Whatever ends the broker, the next one goes on with everything that was acknowledged.",
    ]

    private static let signals = [
        ("SIGTERM, SIGINT", "take nothing new, let adapters finish what they have in hand, and end"),
        ("SIGHUP", "read the configuration again, and use all of it or nothing; the log says what has changed"),
    ]

    private static let environment = [
        ("CONFIGURATION_DIRECTORY", "where the configuration is looked for first; systemd sets it"),
        ("XDG_CONFIG_HOME", "where it is looked for next, as `desk/desk.conf`"),
        ("HOME", "for `~/.config`, where that is not set"),
        ("NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS", "how systemd hears that the broker serves, and hands it its socket"),
        ("JOURNAL_STREAM", "whether the log goes to the systemd journal, which writes the time by itself"),
    ]

    private static let files = [
        ("~/.config/desk/desk.conf", "a user's own configuration"),
        ("/etc/desk/desk.conf", "the system's configuration"),
        ("/var/lib/desk", "the data directory of the system's broker, mode 0700"),
        ("/run/desk/bus.sock", "the socket of the system's broker"),
        ("/usr/lib/desk", "adapters"),
    ]

    private static let exitCodes = [
        ("0", "stopped as asked"),
        ("64", "the command line is wrong"),
        ("65", "the journal is damaged: `desk journal check` names the place"),
        ("70", "a bug of ours"),
        ("74", "the disk failed; nobody was told of what is not on it"),
        ("75", "another broker holds the data directory or the socket"),
        ("77", "not permitted to open a file or directory"),
        ("78", "the configuration is wrong, or a path cannot be used"),
    ]

    private static var configuration: String {
        var page = ManualPage("desk.conf", section: 5, summary: "configuration of the help desk's broker", comment: comment("desk.conf.5"))
        page.section("SYNOPSIS")
        page.synopsis("")
        page.section("DESCRIPTION")
        page.paragraphs([
            "The broker deskd(8) reads one file of lines `name = value`. A line that begins with # is a comment. Lines before the first section are the broker's own; a line `[adapter NAME]`, `[role NAME]` or `[rep NAME]` begins a section.",
            "The file belongs to root or to the broker's user, and nobody else may write to it: otherwise it is refused. `deskd --check-config` names the line of each mistake and what to write instead, and `deskd --print-settings` prints a file with every setting and what it means. A changed file is read at SIGHUP: all of it is used, or nothing. Values are as shown here where nothing is set.",
        ])
        for section in Setting.Section.allCases {
            page.subsection(title(section))
            page.paragraphs(introduction(section))
            page.list(SettingTable.settings(of: section).map(item))
        }
        list("ENVIRONMENT", environment.filter { $0.0 != "JOURNAL_STREAM" && !$0.0.hasPrefix("NOTIFY") }, { .variable($0, $1) }, &page)
        list("FILES", Array(files.prefix(2)), { .path($0, $1) }, &page)
        page.section("EXIT STATUS")
        page.paragraphs(["deskd ends with 78 where the file cannot be used, and changes nothing; a broker that runs goes on as before."])
        page.section("EXAMPLES")
        page.example(
            "A chat page that the broker starts, reps by group, and an admin:",
            [
                "[adapter webchat]", "arguments = --port 8080", "", "[role rep]", "groups = desk", "", "[role admin]",
                "groups = desk-admin",
                "", "[rep ana]", "label = Ana Lima",
            ])
        page.seeAlso([("desk", 1), ("desk-adapter", 7), ("deskd", 8)])
        return page.text
    }

    private static func title(_ section: Setting.Section) -> String {
        switch section {
        case .broker: "The broker"
        case .adapter: "Adapters that the broker starts"
        case .role: "Who may attach as what"
        case .rep: "Names of reps"
        }
    }

    private static func introduction(_ section: Setting.Section) -> [String] {
        switch section {
        case .broker: []
        case .adapter:
            [
                "A section `[adapter NAME]` for each, named after its channel. They are started again when they end. Adapters that somebody else starts need no section."
            ]
        case .role:
            [
                "Sections `[role rep]` for those who answer, `[role admin]` for those who switch channels, `[role adapter]` for those who run adapters by themselves. A role without a section is for the broker's own user; root may take any."
            ]
        case .rep: ["Sections `[rep NAME]`. Whoever has the role rep may take their login's name without one."]
        }
    }

    private static func item(_ setting: Setting) -> ManualPage.Item {
        var texts = [setting.meaning.joined(separator: " ")]
        if case .word(let words) = setting.kind { texts.append("One of: \(words.joined(separator: ", ")).") }
        if setting.change == .afterRestart { texts.append("A change is used after the broker's next start.") }
        if setting.flag != nil { texts.append("On the command line: `--\(setting.name)`.") }
        return .setting(setting.name, setting.standard ?? setting.example ?? "", isStandard: setting.standard != nil, texts)
    }

    private static func flag(_ flag: (String, String)) -> ManualPage.Item {
        let words = flag.0.split(separator: " ").map(String.init)
        // `-h, --help` is one flag under two names.
        guard flag.0.hasPrefix("--") else { return .flag(words.last ?? "", nil, flag.1) }
        return .flag(words[0], words.count > 1 ? words[1] : nil, flag.1)
    }

    private static func list(
        _ title: String, _ rows: [(String, String)], _ item: (String, String) -> ManualPage.Item, _ page: inout ManualPage
    ) {
        page.section(title)
        page.list(rows.map { item($0.0, $0.1) })
    }
}
