public import DeskCore
internal import DeskWire

/// What a session is for, whatever its hello says: that of an adapter which was started with the connection in its hands.
public struct SessionBinding: Sendable {
    public let channel: ChannelKey
    public let instance: Slug

    public init(channel: ChannelKey, instance: Slug) {
        self.channel = channel
        self.instance = instance
    }

    func check(_ hello: Hello) throws(Refusal) {
        guard hello.role == .adapter, hello.name == channel.slug, hello.instance == instance else {
            throw Refusal(
                .notPermitted,
                "This connection is for the adapter of channel \(channel.slug), instance \(instance); say hello as that one, or connect anew."
            )
        }
    }
}

// For the supervisor.
extension Broker {
    /// When something of a session's adapter was last heard, in monotonic milliseconds; nil before its hello.
    public func lastHeard(_ id: SessionID) -> Int64? {
        guard let session = sessions[id], session.adapter != nil else { return nil }
        return session.heard
    }

    /// Whether somebody is that adapter now.
    public func isServed(_ binding: SessionBinding) -> Bool {
        sessions.values.contains { $0.adapter?.channel == binding.channel && $0.adapter?.instance == binding.instance }
    }

    /// Asks an adapter for a sign of life.
    public mutating func ping(_ id: SessionID) {
        guard let session = sessions[id], let post = session.adapter else { return }
        var writer = JSONWriter(capacity: 48)
        writer.beginObject()
        writer.field("type", "ping")
        writer.field("id", post.number(.ping))
        writer.endObject()
        // It tells of nothing, but what was said before it may wait for the disk, and any commit may take its time.
        send(writer.bytes, to: session, tellingOf: 0)
        (session.pinged, session.isPingHeld) = (nil, true)
    }

    func pingLeft(_ session: Session) { (session.pinged, session.isPingHeld) = (now.monotonicMilliseconds + commitMilliseconds, false) }

    /// When an adapter that was asked for a sign of life could hear of that, in monotonic milliseconds: now, at the earliest,
    /// while the question waits for the disk. Nil where it was not asked.
    public func pinged(_ id: SessionID) -> Int64? {
        guard let session = sessions[id] else { return nil }
        return session.isPingHeld ? now.monotonicMilliseconds : session.pinged
    }

    /// Why a session was ended by the broker, in words; empty where it was not.
    public func farewell(_ id: SessionID) -> String {
        guard let refusal = sessions[id]?.farewell else { return "" }
        return "\(refusal.code.rawValue): \(refusal.message)"
    }
}

// What adapters say of themselves, and what admins ask.
extension Broker {
    mutating func hear(_ report: HealthReport, _ session: Session) throws(Refusal) {
        guard let post = session.adapter else { throw Refusal(.notAllowed, "Only an adapter says how it fares.") }
        let health = AdapterPost.Health(condition: report.condition, said: now.monotonicMilliseconds)
        if let account = report.account, let address = report.address, post.accounts.contains(account) { post.addresses[account] = address }
        let before = report.account.map { post.condition(of: $0, at: 0).state } ?? post.condition(at: 0).state
        if let account = report.account {
            guard post.accounts.contains(account) else { throw Refusal(Rejection.unknownAccount) }
            post.healthOf[account] = health
        } else {
            post.health = health
            // What is said of all is newer than what was said of one.
            post.healthOf = [:]
        }
        guard before != report.condition.state else { return }
        let whom = report.account.map { "account \($0.slug) of " } ?? ""
        let reason = report.condition.reason.isEmpty ? "" : ": " + String(decoding: report.condition.reason, as: UTF8.self)
        note(.notice, "\(whom)adapter \(session.name) is \(report.condition.state.rawValue)\(reason)", of: session.peer)
    }

    mutating func answerAdapters(_ session: Session, _ id: UInt64?) throws(Refusal) {
        let request = try asked(byAdmin: session, id)
        let conditions = AdapterConditions(of: self)
        let kept = roster.sorted
        let known = Set(kept.compactMap(\.session))
        let others = sessions.values.filter { $0.adapter != nil && !known.contains($0.id) }.sorted { $0.id < $1.id }
        let frame = AnswerFrames.ok(to: request) { writer in
            writer.name("items")
            writer.beginArray()
            for entry in kept where writer.bytes.count < limits.answerBytesMax { append(entry, conditions, &writer) }
            for other in others where writer.bytes.count < limits.answerBytesMax { append(other, &writer) }
            writer.endArray()
        }
        send(frame, to: session)
    }

    private func append(_ entry: SupervisedEntry, _ conditions: AdapterConditions, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", entry.name)
        writer.slug("channel", entry.channel.slug)
        writer.slug("instance", entry.instance)
        writer.field("supervised", true)
        writer.condition(conditions.condition(of: entry))
        writer.field("process", optional: entry.process.map { UInt64($0) })
        writer.field("starts", entry.starts)
        writer.time("since", entry.changed.wall)
        writer.field("accounts", entry.session.flatMap { sessions[$0]?.adapter?.accounts.count } ?? 0)
        if let session = entry.session.flatMap({ sessions[$0] }) { program(session, &writer) }
        writer.endObject()
    }

    private func append(_ session: Session, _ writer: inout JSONWriter) {
        guard let post = session.adapter else { return }
        writer.beginObject()
        writer.slug("name", post.channel.slug)
        writer.slug("channel", post.channel.slug)
        writer.slug("instance", post.instance)
        writer.field("supervised", false)
        writer.condition(post.condition(at: now.monotonicMilliseconds))
        writer.field("process", UInt64(max(0, session.peer.process)))
        writer.time("since", session.opened.wall)
        writer.field("accounts", post.accounts.count)
        program(session, &writer)
        writer.endObject()
    }

    /// Which program it is, and whose.
    private func program(_ session: Session, _ writer: inout JSONWriter) {
        if let software = session.adapter?.software { writer.text("software", software) }
        writer.field("user", UInt64(session.peer.user))
    }

    mutating func restartAdapter(_ name: [UInt8], _ session: Session, _ id: UInt64?) throws(Refusal) {
        let request = try asked(byAdmin: session, id)
        let known = try supervised(name)
        roster.askToRestart(known)
        note(.notice, "adapter \(known) is restarted because \(session.name) wants it", of: session.peer)
        send(AnswerFrames.ok(to: request) { $0.field("name", known) }, to: session)
    }

    mutating func answerLogs(_ query: AdapterLogsQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let request = try asked(byAdmin: session, id)
        let lines = roster[try supervised(query.name)]?.lines.lines ?? []
        let wanted = lines.filter { $0.number > query.after }.suffix(query.limit)
        let frame = AnswerFrames.ok(to: request) { writer in
            writer.name("items")
            writer.beginArray()
            for line in wanted {
                writer.beginObject()
                writer.field("line", line.number)
                writer.time("at", line.at)
                writer.field("text", line.text)
                if line.isBrokers { writer.field("broker", true) }
                writer.endObject()
            }
            writer.endArray()
        }
        send(frame, to: session)
    }

    private func supervised(_ name: [UInt8]) throws(Refusal) -> String {
        guard let known = roster.name(name) else {
            let names = roster.sorted.prefix(16).map(\.name)
            let known = names.isEmpty ? "it has none" : "it has " + names.joined(separator: ", ")
            throw Refusal(.notFound, "The configuration has no adapter of that name; \(known); see `desk adapter list`.") {
                $0.name("adapters")
                $0.beginArray()
                for entry in roster.sorted.prefix(64) { $0.string(entry.name) }
                $0.endArray()
            }
        }
        return known
    }

    private func asked(byAdmin session: Session, _ id: UInt64?) throws(Refusal) -> UInt64 {
        guard case .admin = session.author else { throw Refusal(.notAllowed, "Only an admin may ask that; attach in that role.") }
        guard let id else { throw Refusal(.badField, "A question is a request and carries an id.") }
        return id
    }
}
