public import DeskCore

/// Everything ever said, found by its words.
public struct SearchQuery: Sendable {
    public let text: [UInt8]
    public let limit: Int
    /// The message that the page before ended with; nil for the first page.
    public let after: UInt64?
    /// Each message that was found, not only the first of each ticket.
    public let isByMessage: Bool
}

extension RequestTypes {
    static let search: [RequestType] = [RequestType("search", .people)]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func search(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "search":
            .search(
                SearchQuery(
                    text: try fields.optionalBytes("query", bytesMax: SearchExpression.bytesMax) ?? [], limit: try fields.limit(),
                    after: fields.optional("after") == nil ? nil : UInt64(try fields.integer("after", in: 0...Fields.integerMax)),
                    isByMessage: try unit(fields)))
        default: nil
        }
    }

    private static func unit(_ fields: Fields) throws(Refusal) -> Bool {
        guard fields.optional("per") != nil else { return false }
        switch try fields.shortString("per") {
        case "ticket": return false
        case "message": return true
        default: throw .badField("per", "it is neither ticket nor message")
        }
    }
}

extension Refusal {
    public init(_ trouble: SearchTrouble) {
        self.init(.badField, "The query cannot be read at column \(trouble.column): \(trouble.reason).") {
            $0.field("field", "query")
            $0.field("column", trouble.column)
            $0.field("width", trouble.width)
        }
    }
}
