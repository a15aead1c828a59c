/// Who writes in: what is known of them, merged and forgotten. What a peer may want of it.
public enum ContactCommand: Sendable {
    case set(ContactID, ContactChange)
}

/// What somebody says of a contact; what is not mentioned stays.
public struct ContactChange: Sendable {
    public var name = Edit<Text>.unchanged
    public var owner = Edit<RepName>.unchanged

    public init() {}
}
