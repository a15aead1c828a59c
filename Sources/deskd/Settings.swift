/// What the daemon is told on its command line.
struct Settings {
    enum Wish {
        case help
        case version
        case serve(Settings)
    }

    var data = ""
    var socket = ""

    static let help = """
        Usage: deskd --data DIR --socket PATH

        The broker of a help desk: adapters, reps and admins connect to the Unix socket PATH,
        and everything they are told is in the journal in DIR first.

          --data DIR      the data directory; made (mode 0700) where there is none
          --socket PATH   the socket to listen at, at most 107 bytes
          --version       print the version and exit
          -h, --help      print this and exit

        deskd serves until SIGTERM or SIGINT. Log lines go to the standard error.

        Exit codes: 0 stopped as asked, 64 usage, 65 the journal is damaged, 74 the disk failed,
        75 another broker holds the directory or the socket, 77 not permitted, 78 a path cannot be used.

        Example: deskd --data ~/.local/share/desk --socket "$XDG_RUNTIME_DIR/desk/bus.sock"

        """

    /// - Throws: a failure with exit code 64 that names the argument.
    init(_ data: String, _ socket: String) {
        self.data = data
        self.socket = socket
    }
}

extension Settings.Wish {
    init(_ settings: Settings) throws(Failure) {
        for (name, value) in [("--data", settings.data), ("--socket", settings.socket)] where value.isEmpty {
            throw Failure(.usage, "\(name) is missing; deskd --help says what it takes")
        }
        self = .serve(settings)
    }
}

extension Settings {
    /// What the arguments ask for.
    /// - Throws: a failure with exit code 64 that names what was not understood.
    static func wish(_ arguments: some Sequence<String>) throws(Failure) -> Wish {
        var settings = Settings("", "")
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "-h", "--help": return .help
            case "--version": return .version
            case "--data", "--socket":
                guard let value = rest.popFirst(), !value.isEmpty else { throw Failure(.usage, "\(argument) needs a path after it") }
                if argument == "--data" { settings.data = value } else { settings.socket = value }
            default: throw Failure(.usage, "deskd does not know \(Escaped.ascii(argument)); deskd --help says what it takes")
            }
        }
        return try Wish(settings)
    }
}
