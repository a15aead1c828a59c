internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// What admins do with channels and their accounts.
enum ChannelVerbs {
    static let all: [Verb] = [
        Verb(
            name: "channel",
            usage:
                "list | available | check CHANNEL | info CHANNEL | connect CHANNEL | reauthorize ACCOUNT | edit ACCOUNT | move ACCOUNT PIPELINE "
                + "[TEAM] | on ACCOUNT | off ACCOUNT | delete ACCOUNT | audit [ACCOUNT] | create CHANNEL ACCOUNT",
            summary: "channels and their accounts: connect, look at, change, switch, delete",
            details: [
                "list: every account, what reaches it, how it and its adapter are, what waits, when something last came in and went out.",
                "available: the channels that could be connected on this machine, running or not. check: what stands in the way of connecting "
                    + "one, and what mends it; it exits with 1 where anything failed. info: what it can do, and the form that connects it.",
                "connect: looks whether it can be, asks what the channel's form has, and has the adapter try it with its service; nothing is "
                    + "stored before the last question, and no account is made where it fails. With --no-input everything is said by --account, "
                    + "--label, --set, --secret-file and --secret-fd. Secrets are typed unseen, or come from a file or a descriptor: never from "
                    + "a command line. `desk help connect` says more. reauthorize: the same for an account that is there.",
                "edit: its label, what its form has, and what becomes of messages while it is off. move: it and its tickets to another pipeline.",
                "off: what goes out is held, and what is unsent is asked about; what its adapter has already cannot be kept back. What comes in "
                    + "is treated as `edit --when-off` says: refuse (the standard: it is not taken; most services send it again later, a web "
                    + "chat's page says that it is closed, keeps what is typed and sends it then), hold (taken, and a ticket once the account is on), or "
                    + "silent (a ticket at once, which nobody is given). on: what was held goes out, and comes in, in order. Nothing is dropped "
                    + "but by --queued cancel.",
                "delete: for good, so its name is asked once more; what was written stays readable.",
                "audit: who did what to accounts, when and why. create: an account without a form, tried by nobody.",
                "list, available, check and info are for reps too, the others are for admins.",
            ],
            group: .channels, need: .broker(.admin), wordsForReps: ["list", "ls"], wordsForNobody: ["available", "check", "info"],
            flags: FormFlags.flags + ChannelEdit.flags + [
                VerbFlag("--account", "SLUG", "connect: the name that the account is to have"),
                VerbFlag("--identifier", "KIND:VALUE", "create: how contacts reach it: email, phone, short_code or opaque"),
                ChannelSwitch.queueFlag, ChannelDelete.flag,
                VerbFlag("--reason", "TEXT", "on, off, delete: why"),
                VerbFlag("--archived", nil, "list: those that were deleted"),
                VerbFlag("--limit", "N", "audit: the latest N; 50 unless said otherwise"),
                VerbFlag("--adapters", "DIR", "available, check, connect, info: where the programs named desk-… are"),
                VerbFlag("--yes", nil, "connect, edit, off: without the last question"),
                VerbFlag("--no-input", nil, "ask nothing: what is missing is an error that names it"),
            ],
            shape: .words(1...4), run: run),
        Verb(name: "stats", summary: "counts", group: .channels, run: StatsVerb.run),
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): call.arguments.has("--archived") ? ChannelArchive.run(call) : ChannelList.run(call)
        case ("available", 1): ChannelAvailable.run(call)
        case ("check", 2): ChannelCheck.run(call, words[1])
        case ("info", 2): ChannelInfo.run(call, words[1])
        case ("connect", 2): ChannelConnect.start(call, channel: words[1])
        case ("reauthorize", 2): ChannelConnect.reauthorize(call, words[1])
        case ("edit", 2): ChannelEdit.run(call, words[1])
        case ("move", 3...4): ChannelMove.run(call, words[1], words[2], words.count > 3 ? words[3] : nil)
        case ("on", 2): ChannelSwitch.turn(call, words[1], isOn: true)
        case ("off", 2): ChannelSwitch.turn(call, words[1], isOn: false)
        case ("delete", 2): ChannelDelete.run(call, words[1])
        case ("audit", 1...2): ChannelAudit.run(call, words.count > 1 ? words[1] : nil)
        case ("create", 3): ChannelCreate.run(call, words[1], words[2])
        default: refuse(call, words)
        }
    }

    private static let words = [
        "list", "available", "check", "info", "connect", "reauthorize", "edit", "move", "on", "off", "delete", "audit", "create",
    ]

    private static func refuse(_ call: Call, _ words: [String]) {
        let near = !Self.words.contains(words[0]) ? NearestWord.name(like: words[0], among: Self.words) : nil
        guard let near else { return call.failForm() }
        let word = PlainText.ascii(words[0], max: 60)
        call.fail(usage: "channel takes no \(word); did you mean \(near)? `desk help channel` says what it takes")
    }
}
