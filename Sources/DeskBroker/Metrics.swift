internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// What the broker is and has done, for Prometheus. No label ever holds what a customer wrote or is called.
extension Broker {
    /// Channels beyond so many are counted together, under a name that no channel can have.
    private static let metricChannelsMax = 200

    mutating func answerMetrics(_ session: Session, _ id: UInt64?) throws(Refusal) {
        guard case .admin = session.author else { throw Refusal(.notAllowed, "Only an admin may ask that.") }
        guard let id else { throw Refusal(.badField, "A question is a request and carries an id.") }
        let text = metricsText()
        send(AnswerFrames.ok(to: id) { $0.field("text", utf8: text) }, to: session, tellingOf: toldAtOnce)
    }

    /// Everything as text in the exposition format 0.0.4.
    public func metricsText() -> [UInt8] {
        var text = MetricsText()
        writeProcess(to: &text)
        writeSessions(to: &text)
        writeCommands(to: &text)
        writeJournal(to: &text)
        writeChannels(to: &text)
        writeDesk(to: &text)
        writeLog(to: &text)
        return text.bytes
    }

    private func writeProcess(to text: inout MetricsText) {
        text.begin("desk_build_info", .gauge, "Which broker this is; always 1.")
        text.sample(1, ("software", Self.software), ("protocol", "\(Dispatch.protocolVersion)"))
        text.begin("desk_start_time_seconds", .gauge, "When the broker started, in seconds since 1970.")
        text.seconds(milliseconds: started.wall.milliseconds)
        text.single(
            "desk_read_only", .gauge, "1 while the broker takes nothing in until an admin has looked at its journal.", isReadOnly ? 1 : 0)
        text.single("desk_disk_full", .gauge, "1 while the disk has no room for the journal.", isFull ? 1 : 0)
    }

    private func writeSessions(to text: inout MetricsText) {
        text.begin("desk_clients", .gauge, "Sessions by role; none: has not said hello yet.")
        for (role, count) in sessionCounts() { text.sample(count, ("role", role)) }
        text.single(
            "desk_client_backlog_bytes", .gauge, "Bytes that sessions have still to take.",
            sessions.values.reduce(0) { $0 + $1.outbox.byteCount })
        text.begin("desk_frames_total", .counter, "Frames by direction, seen from the broker, and type; other: no type of the protocol.")
        for (direction, tally) in [("in", counters.incoming), ("out", counters.outgoing)] {
            for (type, count) in zip(tally.types, tally.counts) { text.sample(count, ("dir", direction), ("kind", type)) }
            text.sample(tally.others, ("dir", direction), ("kind", "other"))
        }
        text.single(
            "desk_frames_unreadable_total", .counter, "Frames that were no JSON or had no type or id that could be used.",
            counters.unreadable)
    }

    private func writeCommands(to text: inout MetricsText) {
        write(counters.publishes, "publish", "Messages from adapters", to: &text)
        write(counters.sends, "send", "Replies of reps", to: &text)
        text.begin("desk_refusals_total", .counter, "Refused requests of all types by the code of the error.")
        for (code, count) in counters.refusals.all { text.sample(count, ("code", code.rawValue)) }
        text.histogram(
            "desk_send_seconds", "From a rep's reply to the service's word that it went out.", counters.sendTimes)
    }

    /// What was submitted is the sum of what became of it.
    private func write(_ outcomes: Counters.Outcomes, _ name: String, _ what: String, to text: inout MetricsText) {
        text.single("desk_\(name)_submitted_total", .counter, "\(what) that were asked to be taken.", outcomes.submitted)
        text.begin("desk_\(name)_total", .counter, "\(what) by what became of them; code: of the refusal.")
        text.sample(outcomes.accepted, ("outcome", "accepted"), ("code", ""))
        text.sample(outcomes.duplicates, ("outcome", "duplicate"), ("code", ""))
        for (code, count) in outcomes.refused.all { text.sample(count, ("outcome", "refused"), ("code", code.rawValue)) }
    }

    private func writeJournal(to text: inout MetricsText) {
        text.single("desk_journal_head", .gauge, "The last entry's sequence.", journal.head)
        text.single("desk_journal_bytes", .gauge, "What the journal takes on disk, room made ahead included.", journal.bytesOnDisk)
        if let synced {
            text.begin("desk_journal_last_sync_timestamp_seconds", .gauge, "When entries were last made durable, in seconds since 1970.")
            text.seconds(milliseconds: synced.milliseconds)
        }
        text.histogram("desk_journal_fsync_seconds", "How long it took to write a batch of entries and sync it.", counters.commits)
        text.histogram("desk_journal_batch_entries", "Entries of a batch, which share one sync.", counters.batches)
    }

    private func writeChannels(to text: inout MetricsText) {
        let loads = Self.cut(channelLoads())
        text.begin("desk_channel_up", .gauge, "1 where an adapter of the channel is attached.")
        for (name, load) in loads { text.sample(load.isConnected ? 1 : 0, ("channel", name)) }
        text.begin("desk_channel_state", .gauge, "1 for the state that the channel's adapter is in.")
        for (name, load) in loads {
            for state in AdapterState.allCases {
                text.sample(load.condition.state == state ? 1 : 0, ("channel", name), ("state", state.rawValue))
            }
        }
        text.begin("desk_adapter_restarts_total", .counter, "How often an adapter that the broker keeps running was started again.")
        for entry in roster.sorted.prefix(Self.metricChannelsMax) {
            text.sample(max(0, entry.starts - 1), ("adapter", entry.name), ("channel", entry.channel.slug.text))
        }
        text.begin("desk_accounts", .gauge, "Accounts of the channel by their switch.")
        for (name, load) in loads {
            text.sample(load.accounts - load.off, ("channel", name), ("switch", "on"))
            text.sample(load.off, ("channel", name), ("switch", "off"))
        }
        text.begin("desk_outbox_messages", .gauge, "Replies that are not out, or not well, by channel and state.")
        for (name, load) in loads {
            for state in [DeliveryState.queued, .held, .dispatched, .accepted, .failed, .unknown] {
                text.sample(load.tally[state], ("channel", name), ("state", state.rawValue))
            }
        }
        text.begin("desk_outbox_oldest_seconds", .gauge, "Age of the channel's oldest reply that is queued or held; 0 where none is.")
        for (name, load) in loads {
            text.seconds(milliseconds: load.oldest.map { now.wall.milliseconds - $0.milliseconds } ?? 0, ("channel", name))
        }
    }

    /// The first channels by name, and the rest in one: a scrape has an end.
    private static func cut(_ loads: [ChannelLoad]) -> [(name: String, load: ChannelLoad)] {
        var named = loads.prefix(metricChannelsMax).map { ($0.key.slug.text, $0) }
        let others = loads.dropFirst(metricChannelsMax)
        // The worst of them stands for their adapters.
        guard var rest = others.first(where: { $0.condition.state != .connected }) ?? others.first else { return named }
        for load in others where load.key != rest.key {
            rest.accounts += load.accounts
            rest.off += load.off
            rest.tally = rest.tally + load.tally
            rest.oldest = [rest.oldest, load.oldest].compactMap(\.self).min()
        }
        named.append(("_others", rest))
        return named
    }

    private func writeDesk(to text: inout MetricsText) {
        text.begin("desk_deliveries", .gauge, "All replies by the state of their delivery.")
        let tally = desk.deliveries.tally
        for state in DeliveryState.allCases { text.sample(tally[state], ("state", state.rawValue)) }
        text.begin("desk_tickets", .gauge, "Tickets by status.")
        for entry in desk.statusCounts {
            text.sample(entry.count, ("pipeline", entry.pipeline.slug.text), ("status", entry.status.slug.slug.text))
        }
        text.begin("desk_tickets_promised", .gauge, "Tickets of which a promise is due soon, or overdue.")
        text.sample(desk.service.dueSoonCount, ("state", "due_soon"))
        text.sample(desk.service.overdueCount, ("state", "overdue"))
        text.single("desk_messages", .gauge, "Messages of either side, notes not counted.", desk.messages.messageCount)
        text.single("desk_contacts", .gauge, "Contacts.", desk.contacts.count)
        text.histogram("desk_first_response_seconds", "From a ticket's opening to the first reply.", counters.firstResponses)
    }

    private func writeLog(to text: inout MetricsText) {
        text.begin("desk_log_lines_total", .counter, "Lines for the log by level, suppressed ones included.")
        for level in [LogLine.Level.error, .warning, .notice, .info, .debug] {
            text.sample(counters.logLines[level.rawValue], ("level", "\(level)"))
        }
        text.single(
            "desk_log_suppressed_total", .counter, "Lines for the log that were left out because they repeated.", logLinesSuppressed)
    }
}
