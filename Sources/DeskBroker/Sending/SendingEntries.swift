internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let sending: [String: [[UInt8]]] = [
        "thread_linked": names("event thread ticket"),
        "thread_begun": names("event thread"),
        "thread_named": names("event thread name"),
    ]
}

extension EntryCoding {
    static func append(_ event: SendingEvent, to writer: inout JSONWriter) {
        switch event {
        case .threadLinked(let thread, let ticket):
            writer.field("event", "thread_linked")
            writer.field("thread", UInt64(thread.number))
            writer.field("ticket", UInt64(ticket.number))
        case .threadBegun(let thread):
            writer.field("event", "thread_begun")
            writer.field("thread", UInt64(thread.number))
        case .threadNamed(let thread, let name):
            writer.field("event", "thread_named")
            writer.field("thread", UInt64(thread.number))
            writer.field("name", utf8: name)
        }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func sending(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "thread_linked": .sending(.threadLinked(ThreadID(try small(value, "thread")), try ticket(value)))
        case "thread_begun": .sending(.threadBegun(ThreadID(try small(value, "thread"))))
        case "thread_named": .sending(.threadNamed(ThreadID(try small(value, "thread")), try bytes(value, "name")))
        default: nil
        }
    }
}
