internal import DeskCore
internal import DeskSystem

/// The logins of those who connect, asked for once each: the machine may have to ask another one.
struct Logins {
    private static let usersMax = 10_000
    private var known: [UInt32: Slug?] = [:]
    private let find: (UInt32) throws(SystemError) -> String?

    init(_ find: @escaping (UInt32) throws(SystemError) -> String? = UserDatabase.name(ofUser:)) { self.find = find }

    /// Nil where the user has none, or one that cannot be a name on the desk.
    mutating func login(of user: UInt32) -> Slug? {
        if let login = known[user] { return login }
        if known.count >= Self.usersMax { known = [:] }
        do throws(SystemError) {
            let login = try find(user).flatMap { Slug($0) }
            known[user] = .some(login)
            return login
        } catch {
            // Who could not be asked for now may be known a moment later.
            return nil
        }
    }

    mutating func forget() { known = [:] }
}
