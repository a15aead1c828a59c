import DeskSystem
import DeskTesting
import Testing

/// The kernel's word for who connects: real processes under other users, which only root can start.
@Suite("Roles of other users", .enabled(if: PeerCredentials.ownUser == 0, "only root can be somebody else"))
struct RoleTests {
    /// `games` and `mail` are logins of every Debian; 61001 and 61002 are nobody's.
    static let configuration = """
        [role rep]
        groups = 62001, games
        users = 61002
        [role admin]
        groups = 62002
        [role adapter]
        users = mail
        [rep front]
        user = 61002
        """

    struct Case: CustomTestStringConvertible {
        let user: String
        let groups: String
        let hello: String
        let answer: String
        var testDescription: String { "\(user) in \(groups) as \(hello)" }
    }

    static let cases = [
        Case(user: "games", groups: "60", hello: "rep games", answer: "welcome rep games"),
        Case(user: "games", groups: "60", hello: "rep front", answer: "error not_permitted"),
        Case(user: "games", groups: "60", hello: "rep kim", answer: "error not_permitted"),
        Case(user: "games", groups: "60", hello: "admin games", answer: "error not_permitted"),
        Case(user: "games", groups: "60", hello: "adapter games", answer: "error not_permitted"),
        Case(user: "games", groups: "12,13,62002,14", hello: "admin games", answer: "welcome admin games"),
        Case(user: "mail", groups: "8,62001", hello: "rep mail", answer: "welcome rep mail"),
        Case(user: "mail", groups: "8", hello: "adapter mail", answer: "welcome adapter mail"),
        Case(user: "mail", groups: "8", hello: "rep mail", answer: "error not_permitted"),
        Case(user: "61002", groups: "61002", hello: "rep front", answer: "welcome rep front"),
        Case(user: "61002", groups: "61002", hello: "rep games", answer: "error not_permitted"),
        Case(user: "61001", groups: "62001", hello: "rep games", answer: "error not_permitted"),
        Case(user: "61001", groups: "61001", hello: "rep games", answer: "bye not_permitted"),
        Case(user: "65534", groups: "62001,62002", hello: "rep nobody", answer: "bye not_permitted"),
        Case(user: "0", groups: "0", hello: "admin root", answer: "welcome admin root"),
        Case(user: "0", groups: "0", hello: "rep front", answer: "error not_permitted"),
    ]

    @Test("what a peer may be follows from its user and its groups, whatever it says")
    func matrix() throws {
        let configured = try Self.configured(Self.configuration)
        for one in Self.cases {
            #expect(try Self.ask(configured, one) == one.answer, "\(one.testDescription): \(configured.broker.log.suffix(300))")
        }
    }

    @Test("hundreds of groups are read as well as two")
    func manyGroups() throws {
        let configured = try Self.configured(Self.configuration)
        let groups = (30_000..<30_400).map(String.init) + ["62001"]
        let one = Case(user: "games", groups: groups.joined(separator: ","), hello: "rep games", answer: "")
        #expect(try Self.ask(configured, one) == "welcome rep games")
    }

    @Test("with one group that has roles, the socket is that group's and shut to others")
    func socketGroup() throws {
        let configured = try Self.configured("[role rep]\ngroups = 62001\n")
        let facts = PathFacts(at: configured.broker.socket)
        #expect(facts?.permissions == 0o660 && facts?.group == 62_001)
        #expect(try Self.ask(configured, Case(user: "games", groups: "62001", hello: "rep games", answer: "")) == "welcome rep games")
        #expect(try Self.ask(configured, Case(user: "games", groups: "60", hello: "rep games", answer: "")) == "no way in")
        try configured.write("[role rep]\ngroups = 62003\n")
        _ = try configured.reload(until: "groups: 62001 -> 62003")
        #expect(PathFacts(at: configured.broker.socket)?.group == 62_003)
        #expect(try Self.ask(configured, Case(user: "games", groups: "62003", hello: "rep games", answer: "")) == "welcome rep games")
    }

    private static func configured(_ configuration: String) throws -> ConfiguredBroker {
        let configured = try ConfiguredBroker(configuration)
        // Others must be able to walk through to the socket.
        try Path.give(configured.broker.directory, to: nil, permissions: 0o711)
        try configured.broker.start()
        return configured
    }

    private static func ask(_ configured: ConfiguredBroker, _ one: Case) throws -> String {
        try OtherUser(user: one.user, groups: one.groups).answer(
            to: one.hello.split(separator: " ").map(String.init), at: configured.broker.socket)
    }
}
