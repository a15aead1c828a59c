/// An outside service, as its adapter's manifest describes it.
///
/// A class because every message looks at it, and it never changes.
public final class Channel: Sendable {
    public enum ThreadingModel: String, CaseIterable, Sendable {
        /// The adapter names the thread.
        case adapterThread = "adapter_thread"
        /// The broker groups by the set of identifiers.
        case byAddress = "by_address"
    }

    public let key: ChannelKey
    public let name: Text
    public let summary: Text
    public let threadingModel: ThreadingModel
    public let identifierKinds: [Identifier.Kind]
    public let allowsOutgoing: Bool
    /// The service itself drops a second send under the same key.
    public let sendsIdempotently: Bool
    /// Longest text in bytes as encoded; nil where the desk's own limit is the only one.
    public let textBytesMax: Int?
    public let profile: ChannelProfile
    /// The manifest as the adapter wrote it: what is not listed above is kept for those who read it.
    public let manifest: [UInt8]

    public init(
        key: ChannelKey, name: Text, summary: Text, threadingModel: ThreadingModel, identifierKinds: [Identifier.Kind],
        allowsOutgoing: Bool, sendsIdempotently: Bool, textBytesMax: Int?, profile: ChannelProfile = ChannelProfile(), manifest: [UInt8]
    ) {
        self.key = key
        self.name = name
        self.summary = summary
        self.threadingModel = threadingModel
        self.identifierKinds = identifierKinds
        self.allowsOutgoing = allowsOutgoing
        self.sendsIdempotently = sendsIdempotently
        self.textBytesMax = textBytesMax
        self.profile = profile
        self.manifest = manifest
    }
}
