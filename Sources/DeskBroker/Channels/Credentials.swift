public import DeskCore
internal import DeskJournal
internal import DeskWire

/// Why secrets could not be read or kept.
public struct CredentialTrouble: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Where accounts' secrets are kept: not in the journal, and one account apart from the other. The broker cannot reach a file itself.
public protocol CredentialKeeping: AnyObject {
    /// Nil where there are none.
    func read(_ account: AccountSlug) throws(CredentialTrouble) -> [UInt8]?
    /// Keeps `bytes` durably in place of what there was.
    func write(_ bytes: [UInt8], for account: AccountSlug) throws(CredentialTrouble)
    func remove(_ account: AccountSlug) throws(CredentialTrouble)
    /// Whose secrets are kept.
    func accounts() throws(CredentialTrouble) -> [AccountSlug]
}

/// Secrets in memory, for a broker without a disk.
public final class MemoryCredentials: CredentialKeeping {
    public var kept: [AccountSlug: [UInt8]] = [:]
    public init() {}
    public func read(_ account: AccountSlug) -> [UInt8]? { kept[account] }
    public func write(_ bytes: [UInt8], for account: AccountSlug) { kept[account] = bytes }
    public func remove(_ account: AccountSlug) { kept[account] = nil }
    public func accounts() -> [AccountSlug] { kept.keys.sorted() }
}

extension Broker {
    /// The account's secrets as a JSON object; an empty one where there are none.
    func credentials(of account: Account) -> [UInt8] {
        guard account.hasCredentials, let bytes = try? secrets.read(account.slug), (try? JSONDocument(parsing: bytes)) != nil else {
            return Array("{}".utf8)
        }
        return bytes
    }

    /// Before an account's connection is recorded its secrets lie where they are looked for: without them the record would be a lie.
    func keepSecrets(of events: [Event]) throws(Refusal) {
        for case .account(.connected(let connected)) in events where connected.hasCredentials {
            guard let values = stagedSecrets[connected.token] else { throw Refusal(Rejection.stagingToken(.expired)) }
            var writer = JSONWriter()
            writer.settings(values)
            do throws(CredentialTrouble) {
                try secrets.write(writer.bytes, for: connected.account)
            } catch {
                throw Refusal(.internal, "The account's secrets cannot be kept: \(error).")
            }
        }
    }

    /// Secrets of accounts that are gone, once the journal says so and not before.
    mutating func removeSecrets() {
        guard !secretsToRemove.isEmpty, !isFull else { return }
        for slug in secretsToRemove {
            do throws(CredentialTrouble) {
                try secrets.remove(slug)
            } catch {
                note(.error, "the secrets of the deleted account \(slug.slug) cannot be removed: \(error)")
            }
        }
        secretsToRemove = []
    }

    /// At the start: secrets that belong to no account are what an interrupted connect or delete has left. An account whose secrets are
    /// not here, as after a restore, is not authorized any more; an attempt whose secrets only the last process knew has failed.
    mutating func tidySecrets() {
        guard !isReadOnly, !hasTidied else { return }
        hasTidied = true
        let kept: [AccountSlug]
        do throws(CredentialTrouble) {
            kept = try secrets.accounts()
        } catch {
            return note(.error, "the accounts' secrets cannot be read: \(error)")
        }
        for slug in kept where desk.channels.account(slug).map({ $0.isArchived || !$0.hasCredentials }) ?? true {
            note(.notice, "secrets of \(slug.slug) belong to no account and are removed", from: "account \(slug.slug)")
            secretsToRemove.append(slug)
        }
        let missing = desk.channels.sortedAccounts.filter { $0.hasCredentials && $0.isAuthorized && !kept.contains($0.slug) }
        for account in missing {
            note(
                .warning, "the secrets of account \(account.slug.slug) are not here: it has to be authorized anew",
                from: "account \(account.slug.slug)")
            let reason = Text(encoded: Array("its credentials are not in the data directory".utf8))
            _ = try? decide(.account(.authorize(account.slug, false, reason: reason)), by: .desk)
        }
        for staging in desk.connecting.pending where staging.request.hasSecrets && stagedSecrets[staging.token] == nil {
            _ = try? decide(.account(.fail(staging.token, code: Self.restarted, text: Self.restartedText)), by: .desk)
        }
    }

    private static let restarted = Text(encoded: Array("broker_restarted".utf8))
    private static let restartedText = Text(
        encoded: Array("The broker was restarted meanwhile and does not keep secrets for that long; connect again.".utf8))
}
