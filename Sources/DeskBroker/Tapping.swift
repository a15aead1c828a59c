internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// Frames shown to an admin as they pass, what was said blanked unless asked for.
extension Broker {
    enum Direction: String { case `in`, out }

    /// Members that are a person's words or a secret, whatever they are made of.
    private static let bodies = [
        "text", "subject", "data", "values", "query", "rich", "quote", "attachments", "parts", "settings", "password", "secret", "token",
        "credentials", "authorization",
    ]

    /// Members that nobody is shown, whoever asks: what accounts are connected with.
    private static let secrets = ["values", "credentials", "password", "secret"]

    mutating func begin(_ tap: Tap, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard case .admin = session.author else { throw Refusal(.notAllowed, "Only an admin may tap.") }
        guard let id else { throw Refusal(.badField, "A tap is a request and carries an id.") }
        guard taps.count < limits.tapsMax || session.tap != nil else {
            throw Refusal(.quota, "There are \(limits.tapsMax) taps, which is the most; end one of them.")
        }
        send(AnswerFrames.ok(to: id), to: session)
        if session.tap == nil { taps.append(session) }
        session.tap = tap
        note(
            .notice, "session \(session.id.number) (\(session.name)) taps frames\(tap.showsBodies ? " with their bodies" : "")",
            of: session.peer)
    }

    mutating func tap(_ document: JSONDocument, _ direction: Direction, _ session: Session) {
        let type = document.root["type"]?.utf8 ?? []
        for tapping in taps where tapping !== session {
            guard let tap = tapping.tap, Self.matches(tap, type, session) else { continue }
            var writer = JSONWriter(capacity: 512)
            writer.beginObject()
            writer.field("type", "tapped")
            writer.time("at", now.wall)
            writer.field("session", session.id.number)
            writer.name("peer")
            writer.beginObject()
            writer.field("role", session.role?.rawValue)
            writer.field("name", session.name)
            writer.endObject()
            writer.field("direction", direction.rawValue)
            writer.name("frame")
            Self.blank(document.root, of: tap.showsBodies ? Self.secrets : Self.bodies, &writer)
            writer.endObject()
            // What does not fit any more is left out, and what is nested too deep by being wrapped: a tap shows, it does not record.
            let fits = writer.bytes.count <= limits.frameBytesMax && tapping.outbox.byteCount < limits.outboxBytesMax / 2
            if fits, (try? JSONDocument(parsing: writer.bytes)) != nil {
                tapping.outbox.append(writer.bytes, until: journal.head, durable: journal.durable)
                counters.outgoing.count(frame: writer.bytes)
                touch(tapping)
            }
        }
    }

    mutating func tap(_ frame: [UInt8], _ session: Session) {
        guard session.tap == nil, let document = try? JSONDocument(parsing: frame) else { return }
        tap(document, .out, session)
    }

    private static func matches(_ tap: Tap, _ type: [UInt8], _ session: Session) -> Bool {
        (tap.types.isEmpty || tap.types.contains(type)) && (tap.peers.isEmpty || tap.peers.contains(Array(session.name.utf8)))
    }

    /// Names are compared in either case: whoever hides a secret does not choose how an adapter spells it.
    private static func isBody(_ name: [UInt8], _ bodies: [String]) -> Bool {
        let lowered = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return bodies.contains { lowered.elementsEqual($0.utf8) }
    }

    /// `limits.text` of a welcome is how long a text may be, not what somebody wrote. A secret may be a number.
    private static func isCeiling(_ name: [UInt8], _ member: JSONValue) -> Bool {
        member.kind == .number && name.elementsEqual("text".utf8)
    }

    /// Copies a value, with words replaced by how long they were.
    private static func blank(_ value: JSONValue, of bodies: [String], _ writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.beginObject()
            for (name, member) in value.members {
                writer.name(copying: name)
                if isBody(name, bodies), member.kind != .null, !isCeiling(name, member) {
                    writer.string("(\((member.encoded ?? member.raw).count) bytes)")
                } else {
                    blank(member, of: bodies, &writer)
                }
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.elements { blank(element, of: bodies, &writer) }
            writer.endArray()
        default: writer.raw(value.raw)
        }
    }
}
