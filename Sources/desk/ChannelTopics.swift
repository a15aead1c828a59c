/// What people read who set channels up: `desk help connect`, `desk help adapter`, `desk help routing`.
extension Topic {
    static let connect = Topic(
        name: "connect", title: "How an account is connected",
        paragraphs: [
            "A channel is an outside service; an account is one connected number, page or mailbox of it. An adapter, a program named desk-…, carries the channel. Everything below is for admins; nothing of it needs a network but what the adapter does with its service.",
            "Secrets are typed unseen at the terminal, or read from a file or a descriptor. They never stand on a command line, in the environment, in a log, in the history or in the journal: they lie in the data directory, one file an account, mode 0600, and go to their adapter alone.",
            "An account is made only when its adapter has reached the service with what was filled in; where it fails, you read the service's own words and nothing is stored.",
        ],
        rows: [
            ("1. desk channel available", "which channels there are on this machine, running or not"),
            ("2. start its adapter", "by [adapter NAME] in the broker's configuration, by systemd, or by hand: desk-NAME"),
            ("3. desk channel check KEY", "what still stands in the way, and what mends it"),
            ("4. desk channel info KEY", "its instructions, and the form that you will be asked"),
            ("5. desk channel connect KEY", "asks the form; < goes a step back, ? explains, Ctrl-C leaves without a trace"),
            ("in a script", "desk channel connect KEY --account NAME --set FIELD=VALUE --secret-file FIELD=PATH --no-input --json"),
            ("when it was refused", "the field that is wrong is named; say it again, or desk adapter logs KEY"),
            ("another password", "desk channel reauthorize ACCOUNT: the account, its tickets and its routing stay"),
            ("to change it", "desk channel edit ACCOUNT; it holds at once"),
            (
                "to pause it",
                "desk channel off ACCOUNT, and on; replies wait meanwhile, and what comes in is treated as --when-off of edit says"
            ),
            ("to end it", "desk channel delete ACCOUNT; what was written stays readable"),
            ("who may", "admins: the broker's own user, root, and whom [role admin] in its configuration lists"),
            ("then", "desk help routing: who gets what comes in"),
        ])

    static let adapter = Topic(
        name: "adapter", title: "How an adapter is written",
        paragraphs: [
            "An adapter is a program of its own, in any language, that speaks the desk's protocol on a Unix socket: desk-protocol(7) has every frame, desk-adapter(7) what is expected of such a program. In Swift, DeskKit does most of it; adapters/echo is the one to copy.",
            "`desk-NAME --manifest` prints what it is: key, name, description, what it can do, and the form that connects an account. The same is in its hello; a value that the broker does not take refuses the whole of it and is named.",
        ],
        rows: [
            ("what comes in", "publish, under a key made of the service's own identifiers; it is on disk when ok comes, and not before"),
            ("what goes out", "deliver comes from the desk; ok when it is taken, then status: sent, delivered, read, failed"),
            (
                "connecting",
                "connect brings the form's values; try them, then account.complete with a name and an identifier, or account.fail in the service's words"
            ),
            (
                "edits",
                "with \"edits\" in its hello it is asked by edit whether settings can be as an admin wants them, before they are stored"
            ),
            ("accounts", "account tells of created, updated and purged, again until it is answered; settings and credentials come with it"),
            ("its health", "health says that it retries, or that its credentials are refused, and why"),
            ("to see it work", "desk tap --peer NAME, desk adapter list, desk adapter logs NAME, desk channel check NAME"),
            ("to have it found", "put desk-NAME, or NAME.manifest.json, where `desk channel available` looks"),
        ])

    static let routing = Topic(
        name: "routing", title: "Who gets what comes in",
        paragraphs: [
            "Each account has its own routing, which is off at first: tickets are opened and are nobody's. Switched on, a new ticket goes to nobody, to reps and teams, or to its contact's owner; rules, the first that matches, say otherwise for some. What is decided is recorded with its reasons, and a rule that is changed later changes nothing about the past.",
            "Only reps who are active, have a seat, are there (their hours, their absences, what they said of themselves) and have room are given tickets. What nobody can take waits, the oldest first, and goes to whoever has room next.",
        ],
        rows: [
            ("desk rep, desk team, desk skill", "who there is, where they belong, and what they can do"),
            ("desk schedule", "working hours with a time zone and holidays"),
            ("desk routing show ACCOUNT", "how it is; `desk channel list` has it in a word"),
            ("desk routing set ACCOUNT", "--on, --mode, --reps, --teams, --selection and more: `desk help routing` lists them"),
            ("desk routing rule add", "the first rule that matches counts; conditions are written as for inbox, see search-syntax"),
            ("desk rule test TICKET", "what would happen if it came now"),
            ("desk routing dryrun ACCOUNT", "what a change would have done to the latest tickets; nothing happens"),
            ("desk why TICKET", "why it is whose it is"),
        ])
}
