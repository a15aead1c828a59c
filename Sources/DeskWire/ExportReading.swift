public import DeskCore

/// What an admin wants to have out of the desk, a page of it.
public struct Export: Sendable {
    public enum Kind: String, Sendable { case tickets, messages, contacts }

    public let kind: Kind
    /// Numbers of the kind up to this one are done with; 0 begins.
    public let after: UInt64
    public let limit: Int
    public let query: [UInt8]
    public let ticket: TicketID?
    /// From this moment on.
    public let since: Timestamp?
    /// Before this moment.
    public let until: Timestamp?
}

extension Dispatch {
    static func export(_ fields: Fields) throws(Refusal) -> Export {
        let bytes = try fields.bytes("of", bytesMax: 16)
        guard let kind = Export.Kind(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw .badField("of", "it is none of tickets, messages, contacts")
        }
        if kind == .contacts, let name = ["query", "ticket", "since", "until"].first(where: { fields.optional($0) != nil }) {
            throw .badField(name, "contacts are exported all or none")
        }
        return Export(
            kind: kind, after: UInt64(try fields.integer("after", in: 0...Fields.integerMax, default: 0)), limit: try fields.limit(),
            query: try fields.optionalBytes("query", bytesMax: 1_024) ?? [],
            ticket: fields.optional("ticket") == nil ? nil : try fields.ticket(),
            since: fields.optional("since") == nil ? nil : try fields.time("since"),
            until: fields.optional("until") == nil ? nil : try fields.time("until"))
    }
}
