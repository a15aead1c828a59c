/// Who may send frames of a type.
public struct RoleSet: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let adapter = RoleSet(rawValue: 1)
    public static let rep = RoleSet(rawValue: 2)
    public static let admin = RoleSet(rawValue: 4)
    public static let people: RoleSet = [.rep, .admin]
    public static let everybody: RoleSet = [.adapter, .rep, .admin]

    public init(_ role: Hello.Role) {
        self =
            switch role {
            case .adapter: .adapter
            case .rep: .rep
            case .admin: .admin
            }
    }
}

public struct RequestType: Sendable {
    public let name: String
    public let roles: RoleSet

    init(_ name: String, _ roles: RoleSet) {
        self.name = name
        self.roles = roles
    }
}

/// Every type that peers send, and who may: the one table of permissions. The most frequent come first, since they are looked
/// for in this order.
public enum RequestTypes {
    public static let all =
        common + account + contact + people + pipeline + routing + service + stranger + message + sending + view + snippet
        + merge + blob + search

    private static let common: [RequestType] = [
        RequestType("publish", .adapter), RequestType("status", .adapter), RequestType("ok", .everybody), RequestType("send", .people),
        RequestType("typing", .everybody), RequestType("viewing", .people), RequestType("ticket", .people),
        RequestType("tickets", .people), RequestType("ping", .everybody), RequestType("pong", .everybody),
        RequestType("hello", .everybody), RequestType("watch", .people), RequestType("note", .people), RequestType("assign", .people),
        RequestType("retry", .people), RequestType("drop", .people), RequestType("history", .adapter),
        RequestType("who", .people), RequestType("channels", .people), RequestType("stats", .people), RequestType("health", .adapter),
        RequestType("adapters", .admin), RequestType("adapter.restart", .admin), RequestType("adapter.logs", .admin),
        RequestType("trace", .people), RequestType("metrics", .admin), RequestType("export", .admin), RequestType("backup", .admin),
        RequestType("tap", .admin), RequestType("account.create", .admin), RequestType("account.set", .admin),
        RequestType("error", .everybody),
    ]

    /// Nil for a type that this version does not have.
    public static func roles(for type: String) -> RoleSet? { all.first { $0.name == type }?.roles }
}
