/// Who writes in: what is known of them, merged and forgotten. What a peer may want of it.
public enum ContactCommand: Sendable {
    case set(ContactID, ContactChange)
    case merge(ContactID, into: ContactID, Key)
    case unmerge(ContactID, Key)
    /// `confirmed` is the contact's number once more: what is forgotten does not come back.
    case forget(ContactID, confirmed: ContactID, reason: Text?, Key)
}

/// What somebody says of a contact; what is not mentioned stays.
public struct ContactChange: Sendable {
    public var name = Edit<Text>.unchanged
    public var owner = Edit<RepName>.unchanged
    /// Sorted by name; nil clears one.
    public var properties: [(property: PropertySlug, value: PropertyValue?)] = []

    public init() {}
}

/// Who the adapter says that a sender is, and how it knows.
public struct PreResolved: Hashable, Sendable {
    public let contact: ContactID
    public let reason: Text?

    public init(contact: ContactID, reason: Text?) {
        self.contact = contact
        self.reason = reason
    }
}
