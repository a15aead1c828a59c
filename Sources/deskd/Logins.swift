internal import DeskCore
internal import DeskSystem

/// The logins of those who connect, asked for once each: the machine may have to ask another one.
struct Logins {
    private static let usersMax = 10_000
    private var known: [UInt32: Slug?] = [:]

    /// Nil where the user has none, or one that cannot be a name on the desk.
    mutating func login(of user: UInt32) -> Slug? {
        if let login = known[user] { return login }
        if known.count >= Self.usersMax { known = [:] }
        let login = ((try? UserDatabase.name(ofUser: user)) ?? nil).flatMap { Slug($0) }
        known[user] = login
        return login
    }

    mutating func forget() { known = [:] }
}
