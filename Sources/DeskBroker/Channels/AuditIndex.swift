internal import DeskCore
internal import DeskWire

/// Where in the journal somebody has changed how the desk works, oldest first.
struct AuditIndex {
    private var all: [SequenceNumber] = []
    private var byAccount: [AccountSlug: [SequenceNumber]] = [:]

    mutating func note(_ events: [Event], in sequence: SequenceNumber, by author: Author) {
        guard author != .desk, events.contains(where: \.isControl) else { return }
        all.append(sequence)
        for slug in Set(events.compactMap(\.controlledAccount)) { byAccount[slug, default: []].append(sequence) }
    }

    /// Up to `limit` entries before `before`, the latest first, and whether there are more.
    func page(_ query: AuditQuery) -> (entries: [SequenceNumber], isLast: Bool) {
        let known = query.account.map { byAccount[$0] ?? [] } ?? all
        let end = query.before.map { before in Self.place(of: before, in: known) } ?? known.count
        let start = max(0, end - query.limit)
        return (known[start..<end].reversed(), start == 0)
    }

    private static func place(of sequence: SequenceNumber, in known: [SequenceNumber]) -> Int {
        var low = 0
        var high = known.count
        while low < high {
            let middle = (low + high) / 2
            if known[middle] < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Broker {
    mutating func answerAudit(_ query: AuditQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        let (sequences, isLast) = audit.page(query)
        var last: SequenceNumber?
        var isCut = false
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for sequence in sequences {
                guard writer.bytes.count < limits.answerBytesMax else {
                    isCut = true
                    break
                }
                let entry = entry(sequence)
                writer.raw(EventFrames.frame(entry.events, in: sequence, at: entry.at, by: entry.by, desk: desk))
                last = sequence
            }
            writer.endArray()
            writer.field("next", optional: isLast && !isCut ? nil : last?.number)
        }
        send(frame, to: session)
    }
}
