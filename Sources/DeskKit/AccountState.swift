internal import DeskWire

/// What an adapter is told of an account that it serves.
public struct AccountState: Sendable, CustomStringConvertible, CustomReflectable {
    public let account: String
    /// What people call it.
    public var label: String
    /// What it is reached by; nil where the desk does not say.
    public let identifier: Identifier?
    public var isActive: Bool
    public var isAuthorized: Bool
    /// What the form has, without secrets.
    public var settings: FieldValues
    /// What the form has of secrets. It stays in memory: it is for the service and for nobody else.
    public var credentials: FieldValues

    init?(_ value: JSONValue) {
        guard let slug = value["account"]?.string else { return nil }
        account = slug
        label = value["label"]?.string ?? slug
        identifier = value["identifier"].flatMap { Party($0) }?.identifier
        isActive = value["active"]?.bool ?? true
        isAuthorized = value["authorized"]?.bool ?? true
        settings = FieldValues(value["settings"])
        credentials = FieldValues(value["credentials"])
    }

    /// Takes over what an `account` frame says and leaves alone what it does not mention.
    mutating func update(_ frame: JSONValue) {
        if let text = frame["label"]?.string { label = text }
        if let active = frame["active"]?.bool { isActive = active }
        if let authorized = frame["authorized"]?.bool { isAuthorized = authorized }
        if let changed = frame["settings"] { settings = FieldValues(changed) }
        if let changed = frame["credentials"] { credentials = FieldValues(changed) }
    }

    public var description: String { "\(account), \(isActive ? "on" : "off")\(isAuthorized ? "" : ", not authorized")" }
    public var customMirror: Mirror { Mirror(self, children: ["account": account]) }
}

/// What has happened to an account. The desk tells it again until the adapter has taken it, so that the same may come twice.
public struct AccountChange: Sendable {
    public enum Kind: String, Sendable {
        case created, updated
        /// It was deleted: nothing of it may be kept, its credentials least of all.
        case purged
    }

    public let kind: Kind
    /// What an update has changed, such as `active`, `label` or `settings`.
    public let changed: [String]
    /// As it is now; as it was, where it was purged.
    public let state: AccountState
}
