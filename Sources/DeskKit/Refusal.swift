public import DeskWire

/// The broker's polite no.
public struct Refusal: Error, Sendable, CustomStringConvertible {
    /// A word of the protocol's table, such as `channel_off` or `conflict`.
    public let code: String
    /// One sentence for a person.
    public let message: String
    /// Whether the same request may be accepted later.
    public let retryable: Bool
    public let retryAfterMilliseconds: Int
    /// A broker that asks for more patience than this is asked again all the same.
    static let retryAfterMillisecondsMax = 3_600_000
    /// What else the code comes with, such as `field` or `newer`.
    public let data: JSONValue?

    public init(code: String, message: String, retryable: Bool = false, retryAfterMilliseconds: Int = 0) {
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retryAfterMilliseconds = retryAfterMilliseconds
        data = nil
    }

    init(_ frame: JSONValue) {
        code = frame["code"]?.string ?? "internal"
        message = frame["message"]?.string ?? "the broker gave no reason"
        retryable = frame["retryable"]?.bool ?? false
        retryAfterMilliseconds = Int(min(max(0, frame["retryAfterMs"]?.integer ?? 0), Int64(Self.retryAfterMillisecondsMax)))
        data = frame["data"]
    }

    public var description: String { "\(message) (\(code))" }

    /// What a one-shot program ends with when this is what it was told.
    public var exitCode: ExitCode {
        if retryable { return .tryAgain }
        return switch code {
        case "not_permitted", "not_allowed": .notPermitted
        case "unsupported_version": .protocolVersion
        case "stale_view", "revision_conflict", "owner_changed", "conflict", "fenced", "account_taken": .tryAgain
        case "internal", "malformed", "unknown_type", "not_hello", "frame_timeout": .bug
        case "read_only": .inputOutput
        default: .usage
        }
    }
}

/// What became of a request.
public enum LinkAnswer: Sendable {
    case ok(JSONValue)
    case refused(Refusal)
    /// The session ended before the answer came: it may have been carried out or not.
    case lost
}
