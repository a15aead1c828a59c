/// Every setting. Reading, `--print-settings`, `--help` and the documents go by this table.
enum SettingTable {
    static let all: [Setting] = broker + adapter + role + rep

    static func settings(of section: Setting.Section) -> [Setting] { all.filter { $0.section == section } }

    static func setting(_ name: String, of section: Setting.Section) -> Setting? {
        all.first { $0.section == section && $0.name == name }
    }

    /// Those that the command line knows, too.
    static let flags: [Setting] = broker.filter { $0.flag != nil }

    private static let broker: [Setting] = [
        Setting(
            name: "data", section: .broker, kind: .path, standard: "/var/lib/desk",
            meaning: ["The data directory: the journal and everything else that must not be lost. Made (mode 0700) where there is none."],
            flag: "DIR", change: .afterRestart),
        Setting(
            name: "socket", section: .broker, kind: .socketPath, standard: "/run/desk/bus.sock",
            meaning: ["The Unix socket to listen at, at most 107 bytes. Its directory exists and nobody else can write to it."],
            flag: "PATH", change: .afterRestart),
        Setting(
            name: "socket-group", section: .broker, kind: .group, standard: nil, example: "desk",
            meaning: [
                "The group that may connect. Without it: the group that has roles, where there is just one.",
                "A socket that systemd made keeps what its unit says.",
            ]),
        Setting(
            name: "socket-mode", section: .broker, kind: .mode, standard: nil, example: "0660",
            meaning: [
                "The socket's permissions. Without it: 0600 where nobody but root and the broker's user has a role, 0660 where",
                "a group may connect, 0666 where others have roles. Whoever has none is sent away in any case.",
            ]),
        Setting(
            name: "adapters", section: .broker, kind: .path, standard: nil, example: "/usr/lib/desk",
            meaning: [
                "The directory of the desk-* programs. Without it: ../lib/desk from where deskd lies, or, where that is not there,",
                "the directory of deskd.",
            ],
            flag: "DIR"),
        Setting(
            name: "log-format", section: .broker, kind: .word(LogFormat.allCases.map(\.rawValue)), standard: "auto",
            meaning: [
                "What log lines look like: for the systemd journal, for people, or as JSON. auto: journal where the standard error",
                "is the journal, text elsewhere.",
            ],
            flag: "FORMAT"),
        Setting(
            name: "log-level", section: .broker, kind: .word(LogLevel.names), standard: "info",
            meaning: ["The least weighty lines that the log has. What people write is in none of them."], flag: "LEVEL"),
        Setting(
            name: "metrics-socket", section: .broker, kind: .socketPath, standard: nil, example: "/run/desk/metrics.sock",
            meaning: [
                "A Unix socket that answers HTTP with the metrics: curl --unix-socket PATH http://desk/metrics.",
                "It has the group and the mode of the bus: whoever may connect there may read the metrics, too.",
            ],
            change: .afterRestart),
    ]

    private static let adapter: [Setting] = [
        Setting(
            name: "command", section: .adapter, kind: .program, standard: nil, example: "desk-webchat",
            meaning: ["The program: a name inside the adapters directory, or an absolute path. Without it: desk- and the channel."]),
        Setting(
            name: "arguments", section: .adapter, kind: .arguments, standard: nil, example: "--port 8080",
            meaning: ["What it is started with, apart by blanks; \"two words\" are one. No shell ever sees them."]),
        Setting(
            name: "channel", section: .adapter, kind: .slug, standard: nil, example: "webchat",
            meaning: ["The key of the only channel that it may be. Without it: the section's name."]),
        Setting(
            name: "instance", section: .adapter, kind: .slug, standard: "main",
            meaning: ["Which of several adapters of the channel it is."]),
        Setting(
            name: "drain-seconds", section: .adapter, kind: .seconds(0...3_600), standard: "10",
            meaning: ["How long it may finish what it has in hand when it is asked to end; then it is killed."]),
        Setting(
            name: "silence-seconds", section: .adapter, kind: .seconds(1...3_600), standard: "20",
            meaning: [
                "Silent for so long it is asked for a sign of life; silent for as long again, it is taken to hang and started anew."
            ]),
        Setting(
            name: "enabled", section: .adapter, kind: .yesNo, standard: "yes",
            meaning: ["no: the broker does not start it. The section stays for later."]),
    ]

    private static let role: [Setting] = [
        Setting(
            name: "users", section: .role, kind: .users, standard: nil, example: "root, ana",
            meaning: ["Logins, or user numbers; digits alone are always a number."]),
        Setting(
            name: "groups", section: .role, kind: .groups, standard: nil, example: "desk-admin",
            meaning: [
                "Groups, by name or number; digits alone are always a number.",
                "A new member logs in anew, or connects again, before it counts.",
            ]),
    ]

    private static let rep: [Setting] = [
        Setting(
            name: "user", section: .rep, kind: .user, standard: nil, example: "ana",
            meaning: ["Whose name it is: nobody else may take it. It must have a role as well. Without it: the login of that name."]),
        Setting(
            name: "label", section: .rep, kind: .text, standard: nil, example: "Ana Lima",
            meaning: ["The name that people read. Without it: the name on the desk."]),
    ]
}
