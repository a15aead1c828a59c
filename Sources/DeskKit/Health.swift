internal import DeskWire

/// How an adapter fares with its service. Admins see it in `desk channel list`; it is never stored.
public enum Health: Sendable, Equatable {
    case connected
    /// It cannot reach its service, and tries again by itself.
    case retrying(inMilliseconds: Int, reason: String)
    /// The service does not accept it; somebody must look at its password or token.
    case badCredentials(reason: String)

    private static let reasonBytesMax = 500

    func write(to writer: inout JSONWriter, account: String?, address: String? = nil) {
        if let account { writer.field("account", account) }
        if let address { writer.field("address", PlainText.ascii(address, max: Self.reasonBytesMax)) }
        switch self {
        case .connected: writer.field("state", "connected")
        case .retrying(let milliseconds, let reason):
            writer.field("state", "retrying")
            writer.field("retryInMs", max(0, milliseconds))
            Self.write(reason, to: &writer)
        case .badCredentials(let reason):
            writer.field("state", "bad_credentials")
            Self.write(reason, to: &writer)
        }
    }

    private static func write(_ reason: String, to writer: inout JSONWriter) {
        guard !reason.isEmpty else { return }
        writer.field("text", PlainText.ascii(reason, max: reasonBytesMax))
    }
}
