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

    static let asked: [Int] = Array(1...37) + Array(74...80)

    static let rows: [Row] = [
        Row(
            1, "protocol and journal say their version", .transcript("hello"),
            .test("Tests/DaemonTests/NewerJournalTests.swift", "it is refused with both versions named, and no byte of it is changed")),
        Row(2, "versions are negotiated", .transcript("hello")),
        Row(3, "subscriptions", .nothing(because: "nothing is for sale; the one entitlement, the seat, is S26")),
        Row(4, "one place for all channels, from the customer and back", .transcript("article-loop")),
        Row(
            5, "an adapter is a process of its own that hurts nobody else", .transcript("away"),
            .test("Tests/SupervisionTests/SupervisionTests.swift", "a death is noticed within 100 ms, told with its reason, and mended")),
        Row(
            6, "anybody can write an adapter from the contract alone", .test("Tests/DeskWireTests/ProtocolPageTests.swift", "each example line is a direction and one good frame"),
            .test("Tests/ArticleTests/RoleTableTests.swift", "each type has an example in Protocol.md")),
        Row(7, "installed, registered, connected, managed in one place", .transcript("article-connect")),
        Row(
            8, "documents for those who build channels",
            .test("Tests/DocumentTests/ParityTests.swift", "each topic of the help is a section of the manual")),
        Row(
            9, "help without a network", .test("Tests/DocumentTests/ParityTests.swift", "each verb is in help, manual and completion")),
        Row(10, "what must be there before one connects is looked at", .transcript("article-connect")),
        Row(11, "a channel that was never installed is refused by name", .transcript("article-connect")),
        Row(12, "what the form lacks is named; secrets are told to nobody", .transcript("article-connect"), .transcript("secrets")),
        Row(13, "the channel's own instructions are shown", .transcript("article-connect")),
        Row(
            14, "only admins, and a denial is found in the log", .transcript("article-connect"),
            .test("Tests/ArticleTests/RoleTableTests.swift", "a role may or may not, whatever else the frame claims")),
        Row(15, "one frame connects", .transcript("article-connect")),
        Row(16...18, "the table of channels", .transcript("article-connect")),
        Row(19, "a new account, or one that moves with its history", .transcript("article-connect"), .transcript("article-move")),
        Row(20, "a slip in the key is answered with what is near", .transcript("article-connect")),
        Row(21, "name, description, logo and glyph", .transcript("article-connect")),
        Row(22, "what is wrong is told apart, and authorizing again keeps the account", .transcript("article-reauthorize")),
        Row(23, "Continue", .test("Sources/desk/Channels/ConnectRun.swift", "--yes")),
        Row(24, "the adapter tries the credentials, and its words are shown", .transcript("article-connect"), .transcript("staging")),
        Row(25, "the form is the channel's", .transcript("article-connect")),
        Row(26, "rules of routing, by admins with a seat", .transcript("people"), .transcript("routing-targets")),
        Row(27, "properties of new tickets", .transcript("ticket-defaults")),
        Row(28, "assign automatically, off at first", .transcript("routing-targets")),
        Row(29, "nobody", .transcript("routing-targets")),
        Row(30, "users and teams", .transcript("routing-targets"), .transcript("routing-queue"), .transcript("routing-turns")),
        Row(31, "who may be picked", .transcript("routing-targets")),
        Row(32...33, "the contact's owner, where the contact is known", .transcript("routing-owner")),
        Row(34, "an owner who is away", .transcript("routing-owner")),
        Row(35, "every step can go back, and nothing is stored before the last", .test("Sources/desk/Channels/FormInterview.swift", "back")),
        Row(36, "created once, and its adapter told once", .transcript("article-connect")),
        Row(37, "another account of the same channel", .transcript("article-connect")),
        Row(74...76, "edits are of the revision that was looked at", .transcript("article-edit")),
        Row(77...78, "deleted by name, readable, refused, and connected anew", .transcript("article-delete")),
        Row(79...80, "off and on", .transcript("channel-off"), .transcript("article-off")),
    ]
}
