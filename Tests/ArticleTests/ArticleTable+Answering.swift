/// What the article says of answering, S38 to S73.
extension ArticleTable {
    static let answering: [Row] = [
        Row(38, "respond", .nothing(because: "it is a heading")),
        Row(
            39, "all that is received is in the desk, and answered as it happens", .transcript("first-message"),
            .transcript("crash-before-commit"),
            .test("Tests/DemoTests/DemoTests.swift", "a customer writes, is answered and answers, and afterwards nothing is left")),
        Row(40, "threads by the service's names or by address", .transcript("by-address"), .transcript("groups")),
        Row(41, "files of all kinds", .transcript("contents"), .transcript("files")),
        Row(
            42, "called, or not, as one likes", .transcript("mentions"),
            .test(
                prompting,
                "who looks elsewhere is called once for what comes together, by what the terminal knows, and a half-typed line stays")),
        Row(
            43, "the help desk is where one begins",
            .test(terminals, "the prompt is there within a tenth of a second of the broker's answer")),
        Row(44, "search", .transcript("search"), .transcript("sorting")),
        Row(45, "narrowed to a channel and more", .transcript("search-filters"), .transcript("sorting")),
        Row(
            46, "views of one's own", .transcript("views"),
            .test(reading, "S46: a view is made of a query, counted, shown as a list and as a board, and removed")),
        Row(47, "opened, and read", .transcript("unread"), .transcript("unread-kept")),
        Row(
            48, "each row says where it came from",
            .test(reading, "S48, S49, S50: a row says its channel, and a ticket is told with all that belongs to it")),
        Row(49, "the ticket", .test(reading, "S48, S49, S50: a row says its channel, and a ticket is told with all that belongs to it")),
        Row(
            50, "the ticket's contact, and past conversations", .transcript("contacts"), .transcript("merging"), .transcript("splitting"),
            .transcript("trash-work"),
            .test(reading, "S48, S49, S50: a row says its channel, and a ticket is told with all that belongs to it")),
        Row(51, "given to somebody else", .transcript("routing-manual"), .transcript("mentions")),
        Row(52, "help on routing", help),
        Row(53, "a reply answers the latest message, and says so when there is a later one", .transcript("reply-to"), .transcript("seen")),
        Row(54, "or one that is chosen", .transcript("reply-to"), .transcript("edits"), .transcript("quotes")),
        Row(
            55, "written in several lines or an editor, and kept",
            .test(writing, "a reply of several lines goes out as one with its single dot, and not before"),
            .test(writing, "an editor's text is looked at before it goes out, and none goes out that is empty or as it was"),
            .test(
                "Tests/DeskTests/DraftTests.swift",
                "what was typed and not sent is there again after kill -9, for its ticket only, until it is sent")
        ),
        Row(
            56, "styles, links, pictures and files", .transcript("styles"), .transcript("file-limits"),
            .test("Tests/DeskTests/StyledReplyTests.swift", "a preview shows to the letter what goes out, and what is lost")),
        Row(
            57, "files as they are dropped",
            .test(
                "Tests/DeskTests/FileVerbTests.swift",
                "at the prompt files are named as they are typed, dropped or matched, and go with the next reply")),
        Row(58, "documents, snippets, links, articles and quotes", .transcript("snippets")),
        Row(59, "by mail or by telephone instead", .transcript("via"), .transcript("calls")),
        Row(
            60, "the ways there are", .transcript("via"), .transcript("via-former"), .transcript("starting"),
            .test(
                "Tests/DeskTests/SendingVerbTests.swift",
                "U20: the ways to a contact are listed, and a reply goes over the one that was chosen")),
        Row(61, "sent, and made one's own", .transcript("owner"), .transcript("undo")),
        Row(62, "a reply and a status in one", .transcript("reply-and-status")),
        Row(
            63, "with a word behind the reply",
            .test("Tests/DeskTests/CommandTests.swift", "every verb answers with its table's exit code and words")),
        Row(64, "of the ticket's own pipeline", .transcript("pipelines")),
        Row(
            65, "and what such a status asks for", .transcript("pipelines"),
            .test(
                "Tests/DeskTests/PipelineVerbTests.swift",
                "a pipeline is made of words, a ticket goes through it, and what it is to know is asked for")),
        Row(66, "first the message, then the status", .transcript("reply-and-status")),
        Row(67, "help on answering", help),
        Row(
            68...69, "accounts are edited, deleted, switched off and on",
            .test(accounts, "S74–S76: what is edited shows on the page at once, also on pages that are open, and a stale edit is refused"),
            .test(accounts, "S77–S78: an account is deleted when its name is said once more, and then it is gone for good"),
            .test(accounts, "S79–S80: off says what is unsent and asks what becomes of it; wait, hold or cancel")),
        Row(70...73, "the same table of channels", .nothing(because: "it is the way to what S16 to S18 show")),
    ]

    private static let prompting = "Tests/DeskTests/PromptingTests.swift"
    private static let terminals = "Tests/DeskTests/TerminalTests.swift"
    private static let reading = "Tests/DeskTests/ViewVerbTests.swift"
    private static let writing = "Tests/DeskTests/WritingTests.swift"
    private static let accounts = "Tests/DeskTests/AccountLifeTests.swift"
    private static let help = Proof.test("Tests/DocumentTests/ParityTests.swift", "each topic of the help is a section of the manual")
}
