internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// Counts for people: how the broker is, and what waits.
extension Broker {
    mutating func answerStats(_ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.field("head", toldAtOnce)
            writer.field("messages", desk.messages.messageCount)
            writer.field("tickets", desk.tickets.count)
            writer.field("open", desk.tickets.openCount)
            writer.field("contacts", desk.contacts.count)
            writer.field("sessions", sessions.count)
            writer.field("unsent", desk.deliveries.unsentCount)
            writer.field("failed", desk.deliveries.failedCount)
            writer.field("unknown", desk.deliveries.unknownCount)
            writer.field("epoch", epoch)
            writer.field("journalBytes", journal.bytesOnDisk)
            writer.field("uptimeMs", now.monotonicMilliseconds - started.monotonicMilliseconds)
            writer.field("readOnly", isReadOnly)
            if isViewing { damages(&writer) }
            writer.field("diskFull", isFull)
            if let configurationTrouble { writer.field("configurationTrouble", configurationTrouble) }
            writer.field("software", Self.software)
            if let process { writer.field("process", process) }
            writer.time("time", now.wall)
            writer.time("started", started.wall)
            if let synced { writer.time("synced", synced) } else { writer.fieldNull("synced") }
            roles(&writer)
            statuses(&writer)
            channels(&writer)
        }
        send(frame, to: session, tellingOf: toldAtOnce)
    }

    /// As many as there is room for; there may be as many as entries.
    private func damages(_ writer: inout JSONWriter) {
        writer.name("damages")
        writer.beginArray()
        for damage in damages.prefix(100) {
            writer.beginObject()
            writer.field("file", damage.file)
            writer.field("first", optional: damage.first)
            writer.field("last", optional: damage.last)
            writer.field("reason", damage.reason)
            writer.endObject()
        }
        writer.endArray()
    }

    /// The last entry that may be told of now: while the disk has no room, what is staged may have to wait for long.
    var toldAtOnce: UInt64 { isFull ? journal.durable : journal.head }

    private func roles(_ writer: inout JSONWriter) {
        writer.name("roles")
        writer.beginObject()
        for (role, count) in sessionCounts() { writer.field(role, count) }
        writer.endObject()
    }

    private func statuses(_ writer: inout JSONWriter) {
        writer.name("statuses")
        writer.beginArray()
        for entry in desk.statusCounts {
            writer.beginObject()
            writer.slug("pipeline", entry.pipeline.slug)
            writer.slug("status", entry.status.slug.slug)
            writer.field("open", entry.status.isOpen)
            writer.field("tickets", entry.count)
            writer.endObject()
        }
        writer.endArray()
    }

    /// As many as there is room for, those in trouble first.
    private func channels(_ writer: inout JSONWriter) {
        let loads = channelLoads()
        let inTrouble = loads.filter(\.isInTrouble)
        var rest = (inTrouble + loads.filter { !$0.isInTrouble })[...]
        writer.name("channels")
        writer.beginArray()
        while writer.bytes.count < limits.answerBytesMax, let load = rest.popFirst() { channel(load, &writer) }
        writer.endArray()
        writer.field("moreChannels", rest.count)
    }

    private func channel(_ load: ChannelLoad, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.slug("channel", load.key.slug)
        writer.field("connected", load.isConnected)
        writer.condition(load.condition)
        writer.field("accounts", load.accounts)
        writer.field("off", load.off)
        for state in [DeliveryState.queued, .held, .dispatched, .accepted, .failed, .unknown] {
            writer.field(state.rawValue, load.tally[state])
        }
        if let oldest = load.oldest { writer.time("oldest", oldest) } else { writer.fieldNull("oldest") }
        writer.endObject()
    }
}

extension ChannelLoad {
    fileprivate var isInTrouble: Bool { condition.state != .connected || off > 0 || tally[.failed] + tally[.unknown] + tally[.queued] > 0 }
}
