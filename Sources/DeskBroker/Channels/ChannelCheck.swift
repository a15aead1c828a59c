internal import DeskCore
internal import DeskWire

/// Registrations that were refused, so that somebody who looks for a channel in vain hears why.
struct RejectedRegistrations {
    struct Rejection {
        let refusal: Refusal
        let at: Timestamp
        let user: UInt32
    }

    private static let keysMax = 256
    private var byChannel: [ChannelKey: Rejection] = [:]
    private var order: [ChannelKey] = []

    subscript(key: ChannelKey) -> Rejection? { byChannel[key] }

    mutating func remember(_ key: ChannelKey, _ rejection: Rejection) {
        if byChannel.updateValue(rejection, forKey: key) == nil { order.append(key) }
        if order.count > Self.keysMax { byChannel[order.removeFirst()] = nil }
    }

    mutating func forget(_ key: ChannelKey) {
        guard byChannel.removeValue(forKey: key) != nil else { return }
        order.removeAll { $0 == key }
    }
}

extension Broker {
    mutating func remember(_ refusal: Refusal, of request: Request, _ session: Session) {
        guard request.type == "hello", case .awaitingHello = session.state else { return }
        let hello = request.document.root
        guard hello["role"]?.isString("adapter") == true, let key = hello["name"]?.utf8.flatMap({ Slug($0) }).map(ChannelKey.init) else {
            return
        }
        rejectedRegistrations.remember(
            key, RejectedRegistrations.Rejection(refusal: refusal, at: now.wall, user: session.peer.user))
    }

    /// What has to be so before an account of the channel can be connected, one by one, with what to do where it is not.
    mutating func answerCheck(_ key: ChannelKey, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        let checks = self.checks(of: key, session)
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.slug("channel", key.slug)
            writer.field("ready", checks.allSatisfy { $0.isOk || !$0.isNeeded })
            writer.name("checks")
            writer.beginArray()
            for check in checks {
                writer.beginObject()
                writer.field("check", check.name)
                writer.field("ok", check.isOk)
                writer.field("message", check.message)
                if let data = check.data { writer.fieldRaw("data", data) }
                writer.endObject()
            }
            writer.endArray()
            if let channel = desk.channels.channel(key) {
                writer.fieldRaw("manifest", channel.manifest)
            } else {
                writer.fieldNull("manifest")
            }
        }
        send(frame, to: session)
    }

    private struct Check {
        let name: String
        let isOk: Bool
        let message: String
        /// Connecting is not possible without it.
        var isNeeded = true
        var data: [UInt8]?
    }

    private func checks(of key: ChannelKey, _ session: Session) -> [Check] {
        [role(session), registered(key), running(key), service(key), authorized(key), room()]
    }

    private func role(_ session: Session) -> Check {
        let isAdmin = if case .admin = session.author { true } else { false }
        return Check(
            name: "role", isOk: isAdmin,
            message: isAdmin ? "you may connect accounts" : "only an admin may connect accounts; attach in that role")
    }

    private func registered(_ key: ChannelKey) -> Check {
        if let rejection = rejectedRegistrations[key] {
            var check = Check(name: "registered", isOk: false, message: "its adapter was refused: \(rejection.refusal.message)")
            check.data = rejected(rejection)
            return check
        }
        if desk.channels.channel(key) != nil { return Check(name: "registered", isOk: true, message: "its manifest was taken") }
        let isKept = roster.sorted.contains { $0.channel == key }
        return Check(
            name: "registered", isOk: false,
            message: isKept
                ? "its adapter is configured and has not said hello yet; `desk adapter logs` says what it does"
                : "no adapter of that name has ever said hello; start desk-\(key.slug), or see `desk channel available`")
    }

    private func rejected(_ rejection: RejectedRegistrations.Rejection) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("code", rejection.refusal.code.rawValue)
        writer.time("at", rejection.at)
        writer.field("user", rejection.user)
        if let data = rejection.refusal.data { writer.fieldRaw("data", data) }
        writer.endObject()
        return writer.bytes
    }

    private func running(_ key: ChannelKey) -> Check {
        let isRunning = AdapterConditions(of: self).isConnected(key)
        return Check(
            name: "running", isOk: isRunning,
            message: isRunning ? "its adapter is connected" : "its adapter is not connected; start desk-\(key.slug)")
    }

    private func service(_ key: ChannelKey) -> Check {
        let condition = AdapterConditions(of: self).condition(of: key)
        let isWell = condition.state == .connected
        let reason = condition.reason.isEmpty ? "" : ": " + String(decoding: condition.reason.prefix(512), as: UTF8.self)
        return Check(
            name: "service", isOk: isWell,
            message: isWell ? "it reports no trouble with its service" : "it is \(condition.state.rawValue)\(reason)", isNeeded: false)
    }

    private func authorized(_ key: ChannelKey) -> Check {
        let lost = desk.channels.sortedAccounts.filter { $0.channel == key && !$0.isAuthorized }.map(\.slug.slug.text)
        guard let first = lost.first else {
            return Check(name: "authorized", isOk: true, message: "no account of it waits for new credentials", isNeeded: false)
        }
        return Check(
            name: "authorized", isOk: false,
            message: "the credentials of \(lost.prefix(16).joined(separator: ", ")) do not hold; `desk channel reauthorize \(first)`",
            isNeeded: false)
    }

    private func room() -> Check {
        let isThere = desk.channels.liveCount < ChannelBook.accountsMax
        return Check(
            name: "room", isOk: isThere,
            message: "there are \(desk.channels.liveCount) of \(ChannelBook.accountsMax) accounts" + (isThere ? "" : "; delete one"))
    }
}
