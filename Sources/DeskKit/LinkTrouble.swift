internal import DeskSystem
internal import DeskWire

/// Why a link is down or has ended, and what to do about it.
public struct LinkTrouble: Error, Sendable, CustomStringConvertible {
    /// One sentence: what happened, why, what to do.
    public let message: String
    /// What a program ends with if it ends because of this.
    public internal(set) var exitCode: ExitCode
    /// Whether trying again can help without anybody doing anything here.
    let passes: Bool
    /// Whether the next attempt is to wait longer than the last, though the session had been established.
    var isOurFault = false
    /// The broker ends, and said so.
    var isOrderly = false
    var retryAfterMilliseconds = 0

    public var description: String { message }

    init(_ message: String, _ exitCode: ExitCode, passes: Bool) {
        self.message = message
        self.exitCode = exitCode
        self.passes = passes
    }
}

extension LinkTrouble {
    static func connecting(_ endpoint: BrokerLink.Endpoint, _ error: SystemError) -> LinkTrouble {
        let path = endpoint.description
        return switch error.kind {
        case .absent, .refused:
            if case .path(let location) = endpoint {
                LinkTrouble(location.absence, .unreachable, passes: true)
            } else {
                LinkTrouble("no broker at \(path) any more", .unreachable, passes: true)
            }
        case .forbidden:
            LinkTrouble("you may not open \(path): ask whoever runs the broker to let your user in", .notPermitted, passes: true)
        case .again:
            LinkTrouble("the broker at \(path) has more callers waiting than it can hear: try again", .tryAgain, passes: true)
        case .present, .other:
            LinkTrouble("cannot connect to \(path): \(error)", .unreachable, passes: true)
        }
    }

    /// The peer sent what no broker sends.
    static func nonsense(_ place: String, _ reason: String) -> LinkTrouble {
        var trouble = LinkTrouble("\(place): \(reason); is it a desk broker that listens there?", .protocolVersion, passes: true)
        trouble.isOurFault = true
        return trouble
    }

    static func gone(_ place: String) -> LinkTrouble {
        LinkTrouble("the broker at \(place) went away", .unreachable, passes: true)
    }

    static func silent(_ place: String, milliseconds: Int) -> LinkTrouble {
        LinkTrouble("the broker at \(place) has not said a word for \(milliseconds) ms", .unreachable, passes: true)
    }

    /// A `bye`, or the refusal of a hello.
    init(farewell refusal: Refusal) {
        switch refusal.code {
        case "shutting_down":
            self.init(refusal.message, .unreachable, passes: true)
            isOrderly = true
        case "unsupported_version": self.init(refusal.message, .protocolVersion, passes: false)
        case "not_permitted", "not_allowed": self.init(refusal.message, .notPermitted, passes: false)
        case "fenced", "account_taken": self.init(refusal.message, .tryAgain, passes: refusal.retryable)
        case "slow_consumer", "frame_timeout", "too_large", "malformed", "not_hello", "busy", "internal":
            self.init(refusal.message, refusal.exitCode, passes: true)
            isOurFault = true
        default: self.init(refusal.message, refusal.exitCode, passes: refusal.retryable)
        }
        retryAfterMilliseconds = refusal.retryAfterMilliseconds
    }
}
