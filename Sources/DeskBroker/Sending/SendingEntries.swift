internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let sending: [String: [[UInt8]]] = [:]
}

extension EntryCoding {
    static func append(_ event: SendingEvent, to writer: inout JSONWriter) {
        switch event {
        case .none: break
        }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func sending(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        default: nil
        }
    }
}
