/// Something to read about that is no verb: `desk help exit-codes`. The manual has the same as a section.
struct Topic: Sendable {
    /// A name or word, and what it means.
    typealias Row = (name: String, text: String)

    let name: String
    let title: String
    var paragraphs: [String] = []
    var rows: [Row] = []

    static let all: [Topic] = [
        connect, adapter, routing, searchSyntax, writing, settings, notifications, formatting, keys, accessibility, environment, files,
        exitCodes,
    ]

    static let searchSyntax = Topic(
        name: "search-syntax", title: "How tickets are looked for",
        paragraphs: [
            "Words that must all hold. A word with a colon that is none of these is refused, so that a typo finds nothing by accident.",
            "`search` looks into everything that was ever said and knows all of them; `inbox`, rules and service levels are about tickets and know those down to \"any other word\". In a search that word is found in texts, notes, names of files, subjects, contacts' names and addresses, tickets' numbers, and as a message's id at its service; capitals and accents are nothing.",
        ],
        rows: [
            ("is:open, is:closed", "by the status, which is open or closed"),
            ("is:failed", "a reply could not be sent"),
            ("is:unknown", "nobody knows whether a reply was sent"),
            ("is:unsent", "a reply is still on its way or held"),
            ("is:unassigned", "nobody is the owner"),
            ("is:overdue", "a promised time is over"),
            ("is:due-soon", "a promised time is nearly over"),
            ("is:unread", "the contact has said something that you have not seen"),
            ("is:mentioned, is:followed", "a note calls you by @NAME or your team's; you follow it"),
            ("is:snoozed", "out of the way until a moment, or until the contact says something"),
            ("team:NAME", "given to that team, or to one of it; `team:mine` are yours"),
            ("sort:ORDER", "newest, oldest, created or number; otherwise what has failed comes first"),
            ("owner:NAME", "that rep's; `owner:me` and `owner:none` as well"),
            ("status:SLUG", "in exactly that status"),
            ("channel:KEY", "came in by that channel"),
            ("account:NAME", "came in by that account"),
            ("contact:ID", "of that contact"),
            ("is:spam, is:trash", "what is marked so, and in no other list"),
            ("pipeline:NAME", "in that pipeline"),
            ("NAME=VALUE", "whose property is that"),
            ("any other word", "in the subject or in the contact's name, capital or not"),
            ("\"charged twice\"", "search: these words beside each other"),
            ("refund*", "search: any word that begins so"),
            ("-refund, -is:closed, -(A OR B)", "search: not that"),
            ("(A OR B) C", "search: C, and A or B; OR stands in parentheses where there is more beside it"),
            ("from:ana", "search: said by that rep (`me`), or by a contact of that name or address"),
            ("is:note, is:reply, is:incoming", "search: what kind of message it is"),
            ("ticket:N", "search: on that ticket"),
            ("has:attachment", "search: also file, image, audio, voice, video, sticker, location, link"),
            ("file:receipt*.pdf", "search: with a file of that name; * is anything, ? one character"),
            ("before:DAY, after:DAY", "search: said before that day (2026-11-01, in UTC), or from then on"),
            ("older:4h, newer:30d", "search: said longer ago, or not so long; m, h, d, w, y. Without a word: the ticket's last change"),
            ("sort:oldest", "search: the oldest first"),
        ])

    static let writing = Topic(
        name: "writing", title: "Ways of writing a reply or a note",
        paragraphs: [
            "In one line, as in `reply It is back`: Alt-Enter puts a line's end into it. What is pasted with several lines is shown first, and goes out when you press Enter once more; where a terminal does not mark what is pasted, three lines at once are taken for a paste.",
            "Line by line: `reply` alone takes lines until one with a single dot. Nothing goes out before that, and what there is so far is kept as a draft.",
            "In your editor: `reply -e`, `~e` or Ctrl-X Ctrl-E. You look at it before it goes out; an empty or unchanged text is not sent.",
            "In a chat: `chat` sends each line as it is, until /end. Verbs need a / there.",
        ],
        rows: [
            (".", "ends the text, which goes out"),
            ("~e", "opens your editor on what there is"),
            ("~p", "shows what there is"),
            ("~a FILE", "attaches a file"),
            ("~i NAME", "puts a snippet in, or something of your library"),
            ("~q", "leaves it as a draft"),
            ("~~", "begins a line with a ~"),
        ])

    static let settings = Topic(
        name: "settings", title: "What can be had otherwise",
        paragraphs: [
            "`set NAME VALUE` holds until you leave. Lines in ~/.config/desk/rc are said at each start; `source FILE` says those of any file."
        ],
        rows: Settings.kinds.map { ($0.name, "\($0.values): \($0.summary)") })

    static let notifications = Topic(
        name: "notifications", title: "What calls you while you look elsewhere",
        paragraphs: [
            "The terminal's bell or its own way of telling (`set notify-with`) calls you where its window has not the keyboard: once a minute for new messages of the same ticket, and once for what comes together. It says who and where, not what was written, unless `set notify-body on`.",
            "`notify mine`, `team`, `all` and `off` say what is worth a call, `notify off 30m` for how long, `set quiet 22:00-07:00` at which hours it is not. Replies of yours that failed call you all the same.",
            "A half-typed line stays as it is, whatever comes.",
        ])

    static let formatting = Topic(
        name: "formatting", title: "What answers look like",
        paragraphs: [
            "On a terminal there are columns, which may change from one version to the next. Into a pipe go records: one a line, tabs between the fields, - for an empty one; with --header the first line names them.",
            "With --json each line is one JSON object as the broker sent it. Records and JSON keep their shape within a protocol version.",
            "What other people wrote cannot harm a terminal: control characters are shown as ^[, and characters that turn the direction of writing as their numbers.",
        ])

    static let keys = Topic(
        name: "keys", title: "Keys at the prompt",
        rows: [
            ("Tab", "complete the word, or show what it may become"),
            ("Up, Down", "earlier lines that begin with what is typed"),
            ("Left, Right, Home, End", "move; Ctrl-B, Ctrl-F, Ctrl-A, Ctrl-E as well"),
            ("Alt-B, Alt-F", "a word back, a word on"),
            ("Ctrl-W, Alt-Backspace, Alt-D", "cut a word"),
            ("Ctrl-U, Ctrl-K", "cut to the beginning, to the end"),
            ("Ctrl-Y, Alt-Y", "put back what was cut, then what was cut before it"),
            ("Ctrl-T", "swap two characters"),
            ("Ctrl-R", "look for an earlier line by what it contains; Ctrl-R again goes further back, Enter takes it into the line"),
            ("Alt-Dot", "the last word of the line before; again, of the one before that"),
            ("Alt-Enter", "a line's end within a reply or note"),
            ("Ctrl-X Ctrl-E", "take the reply or note into your editor"),
            ("Ctrl-L", "clear the screen"),
            ("Ctrl-C, or Escape twice", "clear the line and keep it: arrow up brings it back"),
            ("Ctrl-D", "leave, where the line is empty"),
            ("Ctrl-Z", "suspend"),
        ])

    static let accessibility = Topic(
        name: "accessibility", title: "For people who listen to the screen",
        paragraphs: [
            "With --accessible, or ACCESSIBLE=1, nothing is drawn twice and no cursor is moved: lines only follow each other, what is typed is echoed by the kernel, news waits for the next prompt, and each value of a list follows its name.",
            "Without a terminal that can do more (TERM unset or dumb) and with --plain the prompt sends no escape sequences either. No colour is the only sign of anything.",
        ])

    static let environment = Topic(
        name: "environment", title: "Environment variables",
        rows: [
            ("DESK_SOCKET", "where the broker listens, unless --socket says so"),
            ("XDG_CONFIG_HOME", "else as `desk/desk.conf` in that directory has it (`~/.config`)"),
            ("XDG_RUNTIME_DIR", "else `desk/bus.sock` in that directory, where it is there; else as the system's configuration has it"),
            ("LOGNAME, USER", "who you are, unless --as says so"),
            ("DESK_STATE", "the directory for the history of the prompt and for drafts"),
            ("XDG_STATE_HOME", "else `desk` in that directory (`~/.local/state`)"),
            ("XDG_DATA_HOME", "where `desk init` puts a data directory of your own (`~/.local/share`)"),
            ("NO_COLOR, DESK_NO_COLOR", "no colours, where set and not empty"),
            ("CLICOLOR_FORCE", "colours also into a pipe, where set and not 0"),
            ("TERM", "`dumb` or none: no escape sequences"),
            ("XDG_CONFIG_HOME", "lines of `desk/rc` in that directory (`~/.config`) are said at the start of each session at a prompt"),
            ("VISUAL, EDITOR", "what `reply -e` opens, unless `set editor` says so"),
            ("DESK_LIBRARY", "the directory with your documents, links, articles and quotes for `insert` (`~/.config/desk/library`)"),
            ("DESK_PAGER, PAGER", "what `thread -a` is read in, unless `set pager` says so; else less. Empty or cat: nothing"),
            ("TMUX, STY, TERM_PROGRAM", "how the terminal is made to call you"),
            ("KITTY_WINDOW_ID, LC_TERMINAL", "with TERM and TERM_PROGRAM: how the terminal takes the pictures that `show` shows"),
            ("DESK_OPENER", "what `open aK` opens a file with (`xdg-open`)"),
            ("NO_HYPERLINKS", "no address can be clicked, where set and not empty"),
            ("ACCESSIBLE", "as --accessible, where set and neither empty nor 0 nor false"),
        ])

    static let files = Topic(
        name: "files", title: "Files",
        rows: [
            ("~/.config/desk/desk.conf", "the configuration of a broker of your own; what it says of the socket is heeded here as well"),
            ("/etc/desk/desk.conf", "the configuration of the system's broker"),
            ("$XDG_RUNTIME_DIR/desk/bus.sock", "the socket of a broker of your own"),
            ("/run/desk/bus.sock", "the socket of the system's broker"),
            ("~/.local/share/desk", "the data of a broker of your own: everything that people wrote; for their owner alone"),
            ("/var/lib/desk", "the data of the system's broker"),
            ("~/.config/desk/rc", "lines that are said at the start of each session at a prompt: `set`, `alias`, any verb"),
            ("~/.local/state/desk/history", "lines typed at the prompt, without what was written to people; mode 0600"),
            ("~/.local/state/desk/drafts", "replies that were typed and not sent, one file a ticket, for their owner alone"),
        ])

    static let exitCodes = Topic(
        name: "exit-codes", title: "Exit codes",
        rows: [
            ("0", "done"),
            ("1", "no: no such ticket, not in that state, a check that found something"),
            ("64", "usage: the words or flags are wrong; nothing was done"),
            ("65", "data is damaged"),
            ("69", "no broker answers at the socket"),
            ("70", "a bug of ours"),
            ("74", "input or output failed"),
            ("75", "try again: something newer came in, or too much at once"),
            ("76", "the broker speaks another version of the protocol, or what listens is none"),
            ("77", "not permitted: your user may not have that role, or your role may not do that"),
            ("78", "the configuration is wrong"),
            ("128 + N", "ended by signal N; 141 where nobody reads the answer any more"),
        ])

    static func named(_ name: String) -> Topic? { all.first { $0.name == name } }
}

/// What a reader is shown to begin with: in the help the first, in the manual all.
enum Examples {
    struct Example: Sendable {
        let explanation: String
        let typed: [String]
    }

    static let all: [Example] = [
        Example(explanation: "Try everything out, without setting anything up:", typed: ["desk demo"]),
        Example(explanation: "What is open and mine:", typed: ["desk inbox is:open owner:me"]),
        Example(
            explanation:
                "Read a ticket, and answer it from a file if nothing newer has come in than sequence 1207, which `open` has shown:",
            typed: ["desk open 1042", "desk reply 1042 --seen 1207 +closed < answer.txt"]),
        Example(
            explanation: "Attach as a rep; at the prompt, go from one ticket to the next:",
            typed: ["desk", "next", "reply It is, since Monday."]),
        Example(
            explanation: "Set up a desk of your own (it prints what to type next), and look whether everything is well:",
            typed: ["desk init", "desk doctor", "desk status"]),
        Example(
            explanation: "See which channels there are, connect an account, turn it off for a while and on again:",
            typed: [
                "desk channel available", "desk channel connect webchat --account shop", "desk channel off shop --reason stocktaking",
                "desk channel on shop",
            ]),
        Example(
            explanation: "The subjects of all open tickets, for a program:",
            typed: ["desk inbox is:open --json | jq -r .subject"]),
        Example(explanation: "Say a few things, one after the other; the first that fails ends it:", typed: ["desk < script"]),
    ]
}
