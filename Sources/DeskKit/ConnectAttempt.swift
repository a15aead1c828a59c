internal import DeskWire

/// An admin's wish to connect an account: try the values with the service, then ``complete(name:identifier:then:)`` or
/// ``fail(code:_:)``, once, at any later time and also while the desk is away.
public final class ConnectAttempt {
    /// What the desk made of it in the end.
    public enum Outcome: Sendable {
        /// The account is there, under this name.
        case connected(account: String)
        /// It is not: somebody else has that identifier already, or it took too long.
        case refused(Refusal)
    }

    public let token: String
    /// The account whose credentials are renewed, or what the admin wants a new one to be called; nil where the desk finds a name.
    public let account: String?
    /// The account is there, and gets new credentials: the identifier must be the one that it has.
    public let isRenewal: Bool
    /// Secrets are among them.
    public let values: FieldValues
    weak var desk: ConnectDesk?

    init?(_ frame: JSONValue, desk: ConnectDesk) {
        guard let token = frame["token"]?.string else { return nil }
        self.token = token
        account = frame["account"]?.string
        isRenewal = frame["reauthorize"]?.bool ?? false
        values = FieldValues(frame["values"])
        self.desk = desk
    }

    /// The service has let us in.
    /// - Parameters:
    ///   - name: what the service calls the account; people read it.
    ///   - identifier: what it is reached by. One account of a channel has it.
    ///   - address: where contacts find it, such as the address of a page; nil where the identifier says all.
    ///   - then: hears what the desk made of it.
    public func complete(
        name: String, identifier: Identifier, address: String? = nil, then: @escaping (Outcome) -> Void = { _ in }
    ) {
        desk?.complete(self, name, identifier, address, then)
    }

    /// The service has not, or the values cannot be meant. The admin reads `text` word by word; secrets have no place in it.
    /// - Parameter code: a word for programs, such as `wrong_password`.
    public func fail(code: String, _ text: String) { desk?.fail(self, code, text) }

    public func fail(_ trouble: ConnectTrouble) { fail(code: trouble.code, trouble.text) }
}

/// Why an account cannot be connected.
public struct ConnectTrouble: Error, Sendable, CustomStringConvertible {
    /// A word for programs.
    public let code: String
    /// What happened, why, and what to do, for the admin.
    public let text: String
    public var description: String { text }

    public init(code: String, _ text: String) {
        self.code = code
        self.text = text
    }
}
