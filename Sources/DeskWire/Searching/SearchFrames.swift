internal import DeskCore

/// Everything ever said, found by its words.
public enum SearchQuery: Sendable {
    case none
}

extension RequestTypes {
    static let search: [RequestType] = []
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func search(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        default: nil
        }
    }
}
