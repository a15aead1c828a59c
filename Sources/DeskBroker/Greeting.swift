internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// Who comes and who goes.
extension Broker {
    mutating func greet(_ hello: Hello, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard case .awaitingHello = session.state else {
            throw Refusal(.notAllowed, "This session has said hello already; open another one for another role.")
        }
        guard let id else { throw Refusal(.notHello, "A hello is a request and carries an id.") }
        if let binding = session.binding { try binding.check(hello) } else { try permissions.check(session.peer, hello.role, hello.name) }
        switch hello.role {
        case .adapter: try install(hello, session)
        case .rep: attend(session, as: .rep(RepName(hello.name)), RepName(hello.name))
        case .admin: attend(session, as: .admin(RepName(hello.name)), RepName(hello.name))
        }
        note(
            .info, "session \(session.id.number): \(hello.role.rawValue) \(hello.name) of user \(session.peer.user) attached",
            of: session.peer)
        let notice = examine(hello)
        let (welcome, untold) = welcome(hello, session, id, notice: notice)
        // Whoever comes to see why nothing goes on must not have to wait for that.
        send(welcome, to: session, tellingOf: session.adapter == nil ? toldAtOnce : journal.head)
        for account in untold { introduce(account, to: session) }
        if session.attendance != nil { announcePresence(of: session) }
        if let post = session.adapter { begin(post, session) }
    }

    private mutating func attend(_ session: Session, as author: Author, _ name: RepName) {
        session.author = author
        session.state = .rep(Attendance(name))
    }

    /// What the peer has heard that we do not have. `resume` only detects loss.
    private mutating func examine(_ hello: Hello) -> String? {
        guard let resume = hello.resume else { return nil }
        guard resume.epoch.elementsEqual(epoch.utf8) else { return "epoch_changed" }
        guard resume.sequence > desk.head else { return nil }
        isReadOnly = true
        note(
            .error,
            "the journal ends at \(desk.head.number), but \(hello.name) was told of \(resume.sequence.number): read-only from now on")
        return "acknowledged_lost"
    }

    static let software = "deskd/0.1"

    var epoch: String { journal.epoch.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// The welcome, and the accounts that it has no room for.
    private func welcome(
        _ hello: Hello, _ session: Session, _ id: UInt64, notice: String?
    ) -> (frame: [UInt8], untold: ArraySlice<AccountSlug>) {
        var untold = (session.adapter?.accounts ?? [])[...]
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.field("type", "welcome")
        writer.field("re", id)
        writer.field("protocol", Dispatch.protocolVersion)
        writer.field("software", Self.software)
        writer.name("features")
        writer.beginArray()
        for feature in Request.features { writer.string(feature) }
        writer.endArray()
        writer.field("epoch", epoch)
        writer.field("head", session.adapter == nil ? toldAtOnce : desk.head.number)
        writer.time("time", now.wall)
        writer.field("role", hello.role.rawValue)
        writer.slug("name", hello.name)
        if let notice { writer.field("notice", notice) }
        if isReadOnly { writer.field("readOnly", true) }
        writer.name("limits")
        writer.beginObject()
        writer.field("frame", limits.frameBytesMax)
        writer.field("text", Dispatch.textBytesMax)
        writer.field("requests", limits.requestsMax)
        writer.endObject()
        if let post = session.adapter {
            writer.field("generation", post.generation)
            writer.name("accounts")
            writer.beginArray()
            while writer.bytes.count < limits.answerBytesMax, let slug = untold.popFirst() {
                guard let account = desk.channels.account(slug) else { continue }
                writer.beginObject()
                accountMembers(account, withSecrets: true, &writer)
                writer.endObject()
            }
            writer.endArray()
            warnings(session.warnings, &writer)
        }
        writer.endObject()
        return (writer.bytes, untold)
    }

    private mutating func install(_ hello: Hello, _ session: Session) throws(Refusal) {
        guard let channel = hello.channel else { throw .badField("manifest", "it is missing") }
        let key = channel.key
        let accounts = try claimed(hello, key, session)
        guard !isReadOnly else { throw Refusal(.readOnly, "The broker is read-only; an admin must look at its journal.") }
        _ = try decide(.registerChannel(channel), by: .adapter(key))
        fence(key, hello.instance, except: session)
        generations[key, default: 0] += 1
        let post = AdapterPost(
            channel: key, instance: hello.instance, generation: generations[key, default: 1], wanted: hello.accounts, window: hello.window,
            judgesEdits: hello.judgesEdits)
        post.software = hello.software
        session.author = .adapter(key)
        session.state = .adapter(post)
        session.warnings = hello.warnings
        rejectedRegistrations.forget(key)
        for warning in hello.warnings.prefix(8) { note(.warning, "manifest of \(key.slug): \(warning)", of: session.peer) }
        for account in accounts { serve(account, post, session) }
    }

    /// The accounts that the hello gets, before anything is changed.
    private func claimed(_ hello: Hello, _ key: ChannelKey, _ session: Session) throws(Refusal) -> [AccountSlug] {
        var accounts: [AccountSlug] = []
        for account in desk.channels.sortedAccounts where account.channel == key {
            guard hello.accounts?.contains(account.slug) ?? true else { continue }
            if let holder = serving[account.slug].flatMap({ sessions[$0] }), let post = holder.adapter,
                !(post.instance == hello.instance && holder.peer.user == session.peer.user)
            {
                // Named, it is a claim; not named, it just is somebody else's.
                guard hello.accounts != nil else { continue }
                throw Refusal(
                    .accountTaken,
                    "The account \(account.slug.slug) is served by instance \(post.instance); stop that one, or name other accounts."
                ) { $0.slug("account", account.slug.slug) }
            }
            accounts.append(account.slug)
        }
        return accounts
    }

    /// A newer hello of the same name and instance ends the older session.
    private mutating func fence(_ key: ChannelKey, _ instance: Slug, except session: Session) {
        for older in sessions.values.sorted(by: { $0.id < $1.id }) where older !== session {
            guard let post = older.adapter, post.channel == key, post.instance == instance, older.peer.user == session.peer.user else {
                continue
            }
            note(.notice, "session \(older.id.number) (\(older.name)) fenced by session \(session.id.number)", of: session.peer)
            roster.displace(older.id)
            end(older, Refusal(.fenced, "A newer process of the same name and instance has taken over; this one must not come back."))
        }
    }

    mutating func serve(_ account: AccountSlug, _ post: AdapterPost, _ session: Session) {
        serving[account] = session.id
        awaySince[account] = nil
        post.accounts.append(account)
        for message in desk.deliveries.inHand(of: account) {
            post.doubts.append(message)
            if let thread = desk.deliveries[message]?.thread { post.doubtfulThreads[thread, default: 0] += 1 }
        }
        mayCarry = true
        announce(account, isConnected: true)
    }

    private mutating func begin(_ post: AdapterPost, _ session: Session) {
        post.doubts.sort(by: >)
        probe(post, session)
        tellAll(post, session)
        askAgain(post, session)
    }

    /// What the adapter wrote that this version takes no notice of.
    private func warnings(_ warnings: [String], _ writer: inout JSONWriter) {
        guard !warnings.isEmpty else { return }
        writer.strings("warnings", warnings.map { Array($0.utf8) })
    }

    /// Says goodbye with a reason and listens no more.
    mutating func end(_ session: Session, _ refusal: Refusal) {
        guard !session.isEnding else { return }
        session.farewell = refusal
        send(AnswerFrames.bye(refusal), to: session)
        leave(session)
        session.state = .ending
        touch(session)
        track(session)
    }

    /// Takes the session out of every table but the list of sessions.
    mutating func leave(_ session: Session) {
        watchers.removeAll { $0 === session }
        taps.removeAll { $0 === session }
        dropUploads(of: session)
        if let post = session.adapter {
            for account in post.accounts where serving[account] == session.id {
                serving[account] = nil
                awaySince[account] = now.wall
                announce(account, isConnected: false)
            }
            settleEdits(of: post)
        }
        if session.attendance != nil { announceAbsence(of: session) }
        session.watch = nil
        session.tap = nil
    }
}
