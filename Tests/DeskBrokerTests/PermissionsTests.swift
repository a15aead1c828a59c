import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

@Suite("Who may be what")
struct PermissionsTests {
    /// The broker runs as 500. Reps are in group 70 and admins in 80; user 21 may be a rep by number and 30 run adapters.
    static let permissions = Permissions(
        brokerUser: 500,
        grants: [
            .rep: .init(users: [21], groups: [70: "desk"]), .admin: .init(groups: [80: "desk-admin"]), .adapter: .init(users: [30]),
        ],
        owners: [RepName(Slug(literal: "front")): 21, RepName(Slug(literal: "kim")): 11])

    static func peer(_ user: UInt32, _ groups: [UInt32] = [], _ login: StaticString? = nil) -> PeerIdentity {
        PeerIdentity(user: user, groups: groups, login: login.map { Slug(literal: $0) }, process: 1)
    }

    static let peers: [(who: String, peer: PeerIdentity)] = [
        ("root", peer(0, [0], "root")), ("the broker's user", peer(500, [500], "desk")), ("ana, a rep", peer(10, [10, 70], "ana")),
        ("kim, rep and admin", peer(11, [70, 80], "kim")), ("a rep by number, without a login", peer(21, [21])),
        ("zoe, an admin", peer(12, [80], "zoe")), ("an adapter's user", peer(30, [30], "mail")), ("a stranger", peer(40, [40, 71], "eve")),
        ("unmapped", peer(65_534, [65_534, 70, 80], "nobody")),
    ]

    /// What each may take: `role name`, of all that is asked for below.
    static let allowed: [String: Set<String>] = [
        // No role is a grant away from root, but a name that is somebody's is theirs alone.
        "root": ["rep ana", "rep root", "admin ana", "admin root", "adapter webchat"],
        // With every role given to others, the broker's user has none left.
        "the broker's user": [],
        "ana, a rep": ["rep ana"],
        "kim, rep and admin": ["rep kim", "admin kim"],
        "a rep by number, without a login": ["rep front"],
        "zoe, an admin": [],
        "an adapter's user": ["adapter webchat"],
        "a stranger": [],
        "unmapped": [],
    ]

    static let names = ["ana", "kim", "front", "root"]

    @Test("peers × roles × names", arguments: peers.map(\.who))
    func matrix(_ who: String) throws {
        let peer = try #require(Self.peers.first { $0.who == who }).peer
        var taken: Set<String> = []
        for (role, name) in Self.names.flatMap({ [(Hello.Role.rep, $0), (.admin, $0)] }) + [(.adapter, "webchat")] {
            if try Self.takes(peer, role, name) { taken.insert("\(role.rawValue) \(name)") }
        }
        #expect(taken == Self.allowed[who])
    }

    private static func takes(_ peer: PeerIdentity, _ role: Hello.Role, _ name: String) throws -> Bool {
        let slug = try #require(Slug(name))
        do throws(Refusal) {
            try permissions.check(peer, role, slug)
            return true
        } catch {
            #expect(error.code == .notPermitted)
            return false
        }
    }

    // From a review: whoever has one name on the desk had to type it each time, since no program could know it.
    @Test(
        "a wrong name is refused with the names that the asker has, and with none of anybody else's",
        arguments: [
            (peer(21), "ana", ["front"]), (peer(21), "kim", ["front"]), (peer(11, [70], "kim"), "front", ["kim"]),
            (peer(10, [70], "ana"), "front", []), (peer(10, [70], "ana"), "kim", []),
        ] as [(PeerIdentity, String, [String])])
    func ownNames(_ peer: PeerIdentity, _ asked: String, _ names: [String]) throws {
        let slug = try #require(Slug(asked))
        let refusal = try #require(throws: Refusal.self) { try Self.permissions.check(peer, .rep, slug) }
        let data = try refusal.data.map { try JSONDocument(parsing: $0).root }
        #expect(data?["names"]?.elements.compactMap(\.string) ?? [] == names)
        #expect(names.isEmpty == (data == nil))
    }

    @Test("an admin takes their own login's name")
    func admin() throws {
        try Self.permissions.check(Self.peer(12, [80], "zoe"), .admin, Slug(literal: "zoe"))
    }

    @Test("without anything written, root and the broker's user may be anything and nobody else anything")
    func standard() {
        let permissions = Permissions(brokerUser: 500)
        for role in Hello.Role.allCases {
            for (_, peer) in Self.peers { #expect(permissions.permits(peer, role) == (peer.user == 0 || peer.user == 500)) }
        }
    }

    @Test(
        "whoever may not is told what is missing and what to ask for",
        arguments: [
            (
                peer(40, [40], "eve"), nil, "User eve (40) has no role here: it is in none of the groups desk, desk-admin.",
                "usermod -aG desk eve"
            ),
            (peer(10, [70], "ana"), .admin, "may not be admin here: it is not in the group desk-admin.", "usermod -aG desk-admin ana"),
            (peer(10, [70], "ana"), .adapter, "may not be adapter here", "the admin gives roles in deskd's configuration"),
            (peer(21), .rep, "User 21 may not be called ana here", "attach as front, which is a name of yours (desk --as front)"),
            (peer(65_534), nil, "stands for users whom this machine does not know", "connect as one that it knows"),
        ] as [(PeerIdentity, Hello.Role?, String, String)])
    func words(_ peer: PeerIdentity, _ role: Hello.Role?, _ what: String, _ fix: String) {
        do throws(Refusal) {
            if let role { try Self.permissions.check(peer, role, Slug(literal: "ana")) } else { try Self.permissions.check(peer) }
            Issue.record("it was let in")
        } catch {
            #expect(error.message.contains(what) && error.message.contains(fix), "\(error.message)")
        }
    }
}
