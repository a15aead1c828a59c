internal import DeskCore

/// What is read of this part of the desk without changing it.
public enum MergeQuery: Sendable {
    case none
}

extension RequestTypes {
    static let merge: [RequestType] = []
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func merge(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        default: nil
        }
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: MergeEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .none: break
        }
    }
}
