internal import DeskBroker
internal import DeskCore
internal import DeskSystem

/// Accounts' secrets in `DATA/credentials`, one file of mode 0600 each, in a directory of mode 0700. They are no part of the journal, and
/// so of no backup: what leaves the machine in a backup lets nobody into a service.
final class CredentialDirectory: CredentialKeeping {
    static let name = "credentials"
    private static let bytesMax = 4 << 20
    private static let unfinished = ".new"

    private let path: String

    /// - Parameter data: the broker's data directory.
    init(in data: String) { path = data + "/" + Self.name }

    func read(_ account: AccountSlug) throws(CredentialTrouble) -> [UInt8]? {
        let place = place(of: account)
        guard PathFacts(at: place) != nil else { return nil }
        return try translated { () throws(SystemError) in
            let file = try File(place, .read)
            return try file.read(at: 0, count: min(try file.size(), Self.bytesMax))
        }
    }

    /// Nobody ever finds half of it, whenever the machine dies.
    func write(_ bytes: [UInt8], for account: AccountSlug) throws(CredentialTrouble) {
        let place = place(of: account)
        try translated { () throws(SystemError) in
            if PathFacts(at: path) == nil {
                try Directory.create(path, permissions: 0o700)
                try Directory.parent(of: path).sync()
            }
            let new = place + Self.unfinished
            let file = try File(new, .replace)
            try Path.give(new, to: nil, permissions: 0o600)
            try file.write(bytes.span, at: 0)
            try file.syncData()
            try Path.rename(new, to: place)
            try Directory(path).sync()
        }
    }

    func remove(_ account: AccountSlug) throws(CredentialTrouble) {
        let place = place(of: account)
        guard PathFacts(at: place) != nil else { return }
        try translated { () throws(SystemError) in
            try Path.remove(place)
            try Directory(path).sync()
        }
    }

    /// What was begun and not finished goes, and what others could read is theirs no longer.
    func accounts() throws(CredentialTrouble) -> [AccountSlug] {
        guard let facts = PathFacts(at: path) else { return [] }
        guard facts.kind == .directory else { throw CredentialTrouble("\(path) is no directory") }
        return try translated { () throws(SystemError) in
            if facts.permissions != 0o700 { try Path.give(path, to: nil, permissions: 0o700) }
            var accounts: [AccountSlug] = []
            for name in try Directory.names(in: path) {
                if let account = AccountSlug(Array(name.utf8)) {
                    accounts.append(account)
                    try tighten(path + "/" + name)
                } else if name.hasSuffix(Self.unfinished) {
                    try Path.remove(path + "/" + name)
                }
            }
            return accounts
        }
    }

    private func tighten(_ place: String) throws(SystemError) {
        guard let facts = PathFacts(at: place), facts.kind == .file, facts.permissions != 0o600 else { return }
        try Path.give(place, to: nil, permissions: 0o600)
    }

    private func place(of account: AccountSlug) -> String { path + "/" + account.slug.text }

    private func translated<Value>(_ body: () throws(SystemError) -> Value) throws(CredentialTrouble) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw CredentialTrouble("\(error)")
        }
    }
}
