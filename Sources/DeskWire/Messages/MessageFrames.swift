public import DeskCore

/// What is read of this part of the desk without changing it.
public enum MessageQuery: Sendable {
    /// What would go out for a reply.
    indirect case preview(Send)
}

extension RequestTypes {
    static let message: [RequestType] = [RequestType("send.preview", .people)]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func message(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        // Whoever only looks has no use for a key, and none that was used is one of no bytes.
        case "send.preview": .message(.preview(try send(fields, seen: nil, Key([]))))
        default: nil
        }
    }
}
