internal import DeskCore

/// What is read of this part of the desk without changing it.
public enum SendingQuery: Sendable {
    case none
}

extension RequestTypes {
    static let sending: [RequestType] = [RequestType("undo", .people)]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func sending(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "undo": .command(.sending(.undo(try fields.message(), try fields.key())))
        default: nil
        }
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: SendingEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .none: break
        }
    }
}
