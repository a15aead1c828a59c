/// A request that is refused before anybody looks at what it asks: a status and one sentence for whoever sent it.
public struct HTTPRejection: Error, Equatable, Sendable, CustomStringConvertible {
    public let status: Int
    public let reason: String
    /// The methods that the path knows, for 405.
    public let allow: String?

    public init(_ status: Int, _ reason: String, allow: String? = nil) {
        self.status = status
        self.reason = reason
        self.allow = allow
    }

    public var description: String { "\(status) \(reason)" }

    static let nothingInTime = HTTPRejection(408, "The request did not arrive in time. Send it again.")
    static let tooManyConnections = HTTPRejection(503, "Too many visitors at once. Try again in a moment.")
    static let noAnswerInTime = HTTPRejection(503, "The answer took too long. Try again.")
}
