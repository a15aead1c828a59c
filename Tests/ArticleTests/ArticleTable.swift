/// What the article asks for, sentence by sentence, and what proves that the desk does it.
enum ArticleTable {
    enum Proof: Sendable {
        /// A story in Tests/Transcripts whose first lines name the sentence.
        case transcript(String)
        /// A file under the checkout and a test's name in it.
        case test(String, String)
        /// The sentence asks for nothing that a desk does.
        case nothing(because: String)
    }

    struct Row: Sendable, CustomStringConvertible {
        let sentences: ClosedRange<Int>
        let what: String
        let proofs: [Proof]

        init(_ sentences: ClosedRange<Int>, _ what: String, _ proofs: Proof...) {
            self.sentences = sentences
            self.what = what
            self.proofs = proofs
        }

        init(_ sentence: Int, _ what: String, _ proofs: Proof...) {
            sentences = sentence...sentence
            self.what = what
            self.proofs = proofs
        }

        var description: String {
            sentences.count == 1 ? "S\(sentences.lowerBound)" : "S\(sentences.lowerBound)–S\(sentences.upperBound)"
        }
    }

    static let asked: [Int] = Array(1...80)

    static let rows: [Row] = settingUp + answering + keeping

    private static let settingUp: [Row] = [
        Row(
            1, "protocol and journal say their version", .transcript("hello"),
            .test("Tests/DaemonTests/NewerJournalTests.swift", "it is refused with both versions named, and no byte of it is changed")),
        Row(2, "versions are negotiated", .transcript("hello")),
        Row(3, "subscriptions", .nothing(because: "nothing is for sale; the one entitlement, the seat, is S26")),
        Row(4, "one place for all channels, from the customer and back", .transcript("article")),
        Row(
            5, "an adapter is a process of its own that hurts nobody else", .transcript("away"),
            .test("Tests/SupervisionTests/SupervisionTests.swift", "a death is noticed within 100 ms, told with its reason, and mended")),
        Row(
            6, "anybody can write an adapter from the contract alone",
            .test("Tests/DeskWireTests/ProtocolPageTests.swift", "each example line is a direction and one good frame"),
            .test("Tests/ArticleTests/RoleTableTests.swift", "each type has an example in Protocol.md")),
        Row(
            7, "installed, registered, connected, managed in one place", .transcript("registration"),
            .test(terminal, "S7: the catalogue needs no broker, and names what is wrong with a manifest")),
        Row(
            8, "documents for those who build channels",
            .test("Tests/DocumentTests/ParityTests.swift", "each topic of the help is a section of the manual")),
        Row(9, "help without a network", .test("Tests/DocumentTests/ParityTests.swift", "each verb is in help, manual and completion")),
        Row(10, "what must be there before one connects is looked at", .transcript("connect")),
        Row(11, "a channel that was never installed is refused", .transcript("connect")),
        Row(
            12, "what the form lacks is named one by one; secrets are nowhere else", .transcript("connect"),
            .test(terminal, "S12: a secret that is typed, or comes from a file or a descriptor, is nowhere but in the adapter's own file")),
        Row(13, "the channel's own instructions", .transcript("connect")),
        Row(
            14, "only admins, and who tries is found in the log", .transcript("audit"),
            .test("Tests/ArticleTests/RoleTableTests.swift", "a role may or may not, whatever else the frame claims"),
            .test("Tests/ArticleTests/RoleTableTests.swift", "whoever asks what only an admin may is found in the log")),
        Row(15, "one frame connects", .transcript("connect")),
        Row(16, "settings: the channels in one table", .transcript("article")),
        Row(17, "settings: who gets what of each", .transcript("article")),
        Row(18, "settings: whether it is on, and what it last said", .transcript("article")),
        Row(19, "a new account, or one that moves with its history", .transcript("account-move")),
        Row(
            20, "chosen by its key; a slip is answered with what is near",
            .test(terminal, "S25: a script says everything with flags, and hears of what is missing or wrong by name")),
        Row(21, "name, description, logo and glyph", .transcript("registration")),
        Row(
            22, "what is wrong is told apart, and authorizing again keeps the account", .transcript("registration"),
            .transcript("reauthorize")),
        Row(
            23, "Continue",
            .test(
                terminal,
                "S23, S24, S35, S36, S37: the form can go back, refuses what cannot be meant, and ends in a page that looks as it says")),
        Row(24, "the adapter tries the credentials, and its words are shown", .transcript("connect"), .transcript("connect-tokens")),
        Row(25, "the form is the channel's", .transcript("connect")),
        Row(26, "rules of routing, for those with a seat", .transcript("people"), .transcript("routing-targets")),
        Row(27, "properties of new tickets", .transcript("defaults"), .transcript("many-defaults"), .transcript("routing-skills")),
        Row(28, "assign automatically, off at first", .transcript("routing-targets")),
        Row(
            29, "nobody, and working hours", .transcript("routing-targets"), .transcript("availability"), .transcript("schedule"),
            .transcript("schedule-years")),
        Row(
            30, "users and teams", .transcript("routing-targets"), .transcript("routing-queue"), .transcript("routing-turns"),
            .transcript("routing-skills"), .transcript("routing-sticky")),
        Row(31, "who may be picked", .transcript("routing-targets")),
        Row(32, "the contact's owner", .transcript("routing-contact-owner"), .transcript("contacts")),
        Row(33, "where the contact is known and has one", .transcript("routing-contact-owner")),
        Row(34, "an owner who is away", .transcript("routing-contact-owner"), .transcript("away-by-hand")),
        Row(
            35, "every step can go back, and nothing is stored before the last",
            .test(
                terminal,
                "S23, S24, S35, S36, S37: the form can go back, refuses what cannot be meant, and ends in a page that looks as it says")),
        Row(
            36, "created once, and its adapter told once", .transcript("connect"), .transcript("connect-killed"),
            .transcript("account-events")),
        Row(37, "another account of the same channel", .transcript("connect")),
    ]

    private static let keeping: [Row] = [
        Row(74, "the account is edited", .transcript("account-edit")),
        Row(75, "by whoever looked at it last; routing and ticket settings", .transcript("account-edit"), .transcript("defaults")),
        Row(76, "and its adapter hears what is new", .transcript("account-edit"), .transcript("account-events"), .transcript("defaults")),
        Row(77, "deleted by its name", .transcript("delete")),
        Row(
            78, "readable, refused, and connected anew", .transcript("delete"), .transcript("delete-held"), .transcript("account-events")),
        Row(
            79, "off", .transcript("flags"), .transcript("hold"), .transcript("silent"), .transcript("off-wishes"), .transcript("audit"),
            .transcript("held-canceled"), .transcript("held-silent")),
        Row(80, "and on", .transcript("flags"), .transcript("account-events")),
    ]

    /// Rows of what only a terminal shows.
    private static let terminal = "Tests/DeskTests/ConnectTests.swift"
}
