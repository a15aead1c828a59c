internal import DeskKit
internal import DeskManual

/// desk-NAME(1), from what an adapter says of itself.
enum AdapterManual {
    static let bytesMax = 1 << 20

    /// Nil where it is no such description.
    static func text(_ description: [UInt8]) -> String? {
        guard let adapter = try? JSONDocument(parsing: description).root, let name = adapter["name"]?.string, Login.isSlug(name),
            let summary = adapter["summary"]?.string, let channel = adapter["channel"]?.string
        else { return nil }
        var page = ManualPage(
            name, section: 1, summary: "adapter of the help desk: " + summary.prefix(1).lowercased() + summary.dropFirst(),
            comment: "Made by `\(name) __manual | desk __manual adapter`; contrib/make-documents writes it anew.")
        page.section("SYNOPSIS")
        page.synopsis("Op Ar option ...")
        page.section("DESCRIPTION")
        page.paragraphs((adapter["paragraphs"]?.elements ?? []).compactMap(\.string) + general(name, channel))
        page.list((adapter["options"]?.elements ?? []).map(option))
        page.subsection("Signals")
        page.list([.word("SIGTERM, SIGINT", "take nothing new, finish what is in hand, and end; the second one ends it at once")])
        page.section("ENVIRONMENT")
        page.list(environment.map { .variable($0, $1) })
        page.section("FILES")
        page.list(files.map { .path($0, $1) })
        page.section("EXIT STATUS")
        page.list(exitCodes.map { .plain($0, $1) })
        examples(adapter, name, channel, &page)
        page.seeAlso([("desk", 1), ("desk.conf", 5), ("desk-adapter", 7), ("deskd", 8)])
        return page.text
    }

    private static func general(_ name: String, _ channel: String) -> [String] {
        [
            "It is a process of its own between a service and the broker deskd(8), which keeps everything that is said. The broker can start it, by a section `[adapter \(channel)]` of desk.conf(5), and then keeps it running; anybody who may be an adapter can start it as well. It comes back by itself when the broker was away, and sends again what the broker has not confirmed.",
            "It serves accounts of the channel \(channel), which an admin makes with `desk channel`, and asks for no others. Started by the broker it gives up, before it listens to anybody, every file that it does not need, where the kernel has Landlock.",
            "The options are:",
        ]
    }

    private static func option(_ option: JSONValue) -> ManualPage.Item {
        let value = option["value"]?.string ?? ""
        return .flag(option["name"]?.string ?? "", value.isEmpty ? nil : value, option["text"]?.string ?? "")
    }

    private static func examples(_ adapter: JSONValue, _ name: String, _ channel: String, _ page: inout ManualPage) {
        page.section("EXAMPLES")
        page.example("Make the account that it serves, once it was started:", ["desk channel connect \(channel)"])
        for example in adapter["examples"]?.elements ?? [] {
            page.example(example["purpose"]?.string ?? "", [example["line"]?.string ?? ""])
        }
        page.example("Have the broker start it, in desk.conf:", ["[adapter \(channel)]"])
    }

    private static let environment = [
        ("DESK_SOCKET", "where the broker listens, unless --socket says so"),
        ("XDG_CONFIG_HOME", "else as `desk/desk.conf` in that directory has it (`~/.config`)"),
        ("XDG_RUNTIME_DIR", "else `desk/bus.sock` in that directory, where it is there; else as the system's configuration has it"),
        ("DESK_FD, DESK_LIFELINE_FD, DESK_INSTANCE", "how a broker that starts it hands over a connection; see desk-adapter(7)"),
    ]

    private static let files = [
        ("~/.config/desk/desk.conf", "the configuration of a broker of one's own; what it says of the socket is heeded"),
        ("/etc/desk/desk.conf", "the configuration of the system's broker"),
        ("/run/desk/bus.sock", "the socket of the system's broker"),
    ]

    private static let exitCodes = [
        ("0", "told to stop, or the broker that has started it ends"),
        ("64", "the command line is wrong"),
        ("69", "the broker that has started it is gone"),
        ("74", "the kernel refused what it cannot do without"),
        ("75", "a newer process has taken its place"),
        ("76", "no version of the protocol is common"),
        ("77", "its user may not be an adapter of that channel"),
        ("78", "an option has a value that cannot be used"),
    ]
}
