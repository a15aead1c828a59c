internal import DeskCore

/// Files that messages carry: put and got in pieces.
public enum BlobQuery: Sendable {
    case none
}

extension RequestTypes {
    static let blob: [RequestType] = []
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func blob(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        default: nil
        }
    }
}
