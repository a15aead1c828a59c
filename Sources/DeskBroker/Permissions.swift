public import DeskCore
public import DeskWire

/// Which role and which name a peer may take: what the kernel says of it, held against what the admin has written.
///
/// Without anything written, the broker's own user and root may be anything, and everybody else nothing.
public struct Permissions: Sendable, Equatable {
    /// Who may take a role.
    public struct Grant: Sendable, Equatable {
        public var users: Set<UInt32>
        /// With their names, by which people call them.
        public var groups: [UInt32: String]

        public init(users: Set<UInt32> = [], groups: [UInt32: String] = [:]) {
            self.users = users
            self.groups = groups
        }

        fileprivate func holds(_ peer: PeerIdentity) -> Bool {
            users.contains(peer.user) || peer.groups.contains { groups[$0] != nil }
        }

        fileprivate var groupNames: [String] { groups.values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    }

    /// The number that users of other name spaces appear under; nobody can say who that is.
    public static let unmappedUser: UInt32 = 65_534
    public let brokerUser: UInt32
    /// A role that is not in here is for the broker's own user; root may take any role in any case.
    public var grants: [Hello.Role: Grant]
    /// Names on the desk that belong to one user.
    public var owners: [RepName: UInt32]

    public init(brokerUser: UInt32, grants: [Hello.Role: Grant] = [:], owners: [RepName: UInt32] = [:]) {
        self.brokerUser = brokerUser
        self.grants = grants
        self.owners = owners
    }

    public func permits(_ peer: PeerIdentity, _ role: Hello.Role) -> Bool {
        guard peer.user != Self.unmappedUser else { return false }
        return peer.user == 0 || (grants[role]?.holds(peer) ?? (peer.user == brokerUser))
    }

    /// Whether the peer may take the role and the name.
    /// - Throws: what is missing, whom to ask and for what.
    public func check(_ peer: PeerIdentity, _ role: Hello.Role, _ name: Slug) throws(Refusal) {
        guard permits(peer, role) else { throw refusal(of: peer, role) }
        guard role != .adapter else { return }
        if let owner = owners[RepName(name)] {
            guard owner == peer.user else {
                throw refusal("The name \(name) belongs to another user; \(advice(for: peer)).", of: peer)
            }
        } else if peer.user != 0 && peer.user != brokerUser && peer.login != name {
            throw refusal("\(Self.words(peer)) may not be called \(name) here; \(advice(for: peer)).", of: peer)
        }
    }

    /// Whether the peer may take any role at all.
    /// - Throws: what is missing, whom to ask and for what.
    public func check(_ peer: PeerIdentity) throws(Refusal) {
        guard !Hello.Role.allCases.contains(where: { permits(peer, $0) }) else { return }
        throw refusal(of: peer, nil)
    }
}

// What is said to those who may not.
extension Permissions {
    private static let namesMax = 64

    private func refusal(_ sentence: String) -> Refusal { Refusal(.notPermitted, sentence) }

    /// For whoever asked for a wrong name: their own, so that a program can take one of them.
    private func refusal(_ sentence: String, of peer: PeerIdentity) -> Refusal {
        let names = names(of: peer).prefix(Self.namesMax)
        guard !names.isEmpty else { return refusal(sentence) }
        return Refusal(.notPermitted, sentence) { $0.strings("names", names.map { Array($0.utf8) }) }
    }

    /// The names on the desk that the configuration gives the peer.
    private func names(of peer: PeerIdentity) -> [String] {
        owners.filter { $0.value == peer.user }.map(\.key.slug.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func refusal(of peer: PeerIdentity, _ role: Hello.Role?) -> Refusal {
        if peer.user == Self.unmappedUser {
            return refusal("User \(peer.user) stands for users whom this machine does not know; connect as one that it knows.")
        }
        let beginning = Self.words(peer) + (role.map { " may not be \($0.rawValue) here" } ?? " has no role here")
        let roles = role.map { [$0] } ?? [.rep, .admin]
        let names = roles.flatMap { grants[$0]?.groupNames ?? [] }
        guard let first = names.first else {
            return refusal("\(beginning); the admin gives roles in deskd's configuration.")
        }
        let all = names.joined(separator: ", ")
        let lack = names.count == 1 ? "is not in the group \(all)" : "is in none of the groups \(all)"
        let login = peer.login?.text ?? "LOGIN"
        return refusal("\(beginning): it \(lack). Ask the admin for it (usermod -aG \(first) \(login)), then log in anew.")
    }

    private static func words(_ peer: PeerIdentity) -> String {
        peer.login.map { "User \($0) (\(peer.user))" } ?? "User \(peer.user)"
    }

    /// A name that is theirs already comes before one that they would have to ask for.
    private func advice(for peer: PeerIdentity) -> String {
        if let first = names(of: peer).first { return "attach as \(first), which is a name of yours (desk --as \(first))" }
        let own = peer.login.map { "attach as \($0), or " } ?? ""
        return own + "ask the admin for a [rep NAME] of yours in deskd's configuration"
    }
}

extension Broker {
    /// Sends away whoever could take no role.
    mutating func admit(_ session: Session) {
        do throws(Refusal) {
            try permissions.check(session.peer)
        } catch {
            note(.warning, "session \(session.id.number) of user \(session.peer.user) refused: not permitted", of: session.peer)
            end(session, error)
        }
    }

    /// From now on these hold, also for those who are attached: whoever lost their role or name has to go.
    public mutating func change(to permissions: Permissions) {
        self.permissions = permissions
        for session in sessions.values.sorted(by: { $0.id < $1.id }) where !session.isEnding {
            do throws(Refusal) {
                try check(session)
            } catch {
                note(
                    .notice, "session \(session.id.number) (\(session.name)) of user \(session.peer.user) ended: not permitted any more",
                    of: session.peer)
                end(session, error)
            }
        }
    }

    private func check(_ session: Session) throws(Refusal) {
        // What it was opened for is all that it may be.
        guard session.binding == nil else { return }
        switch session.author {
        case .rep(let name): try permissions.check(session.peer, .rep, name.slug)
        case .admin(let name): try permissions.check(session.peer, .admin, name.slug)
        case .adapter(let key): try permissions.check(session.peer, .adapter, key.slug)
        case .desk, nil: try permissions.check(session.peer)
        }
    }
}
