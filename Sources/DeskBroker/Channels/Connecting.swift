internal import DeskCore
internal import DeskWire

/// Connecting an account: a form comes from an admin, its adapter tries it, and whoever asked hears what came of it.
extension Broker {
    mutating func connect(_ form: ConnectForm, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        try checkWritable()
        guard let author = session.author else { return }
        let channel = try channel(of: form)
        let (settings, secrets): ([Setting], [Setting])
        do throws(Rejection) {
            (settings, secrets) = try channel.profile.connectSchema.filled(form.values)
        } catch {
            throw Refusal(error)
        }
        guard adapter(toConnect: channel.key, form.renewed) != nil else {
            throw Refusal(
                .conflict,
                "No adapter of \(channel.key.slug) is connected, so nobody can try the credentials; start desk-\(channel.key.slug), then connect."
            )
        }
        let request = ConnectRequest(
            channel: channel.key, renewed: form.renewed, slug: form.slug, label: form.label, settings: settings,
            hasSecrets: !secrets.isEmpty)
        let receipt = try decide(.account(.stage(request)), by: author)
        counters.count(receipt)
        guard let staging = desk.connecting.pending.last else { return }
        if !secrets.isEmpty { stagedSecrets[staging.token] = secrets }
        askers[staging.token] = session.id
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.field("token", staging.token.text)
            writer.time("expiresAt", staging.expires)
        }
        send(frame, to: session)
        ask(staging)
    }

    func checkWritable() throws(Refusal) {
        if isReadOnly { throw Refusal(.readOnly, "The broker is read-only and takes nothing in; an admin must look at its journal.") }
    }

    private func channel(of form: ConnectForm) throws(Refusal) -> Channel {
        var key = form.channel
        if let renewed = form.renewed {
            guard let account = desk.channels.account(renewed) else { throw Refusal(Rejection.unknownAccount) }
            guard !account.isArchived else { throw Refusal(Rejection.accountDeleted(renewed)) }
            key = key ?? account.channel
        }
        guard let key else { throw .badField("channel", "it is missing") }
        guard let channel = desk.channels.channel(key) else { throw Refusal(Rejection.channelNotInstalled(key)) }
        return channel
    }

    /// Whoever serves the account, or the first of the channel's that takes new ones, or the first at all.
    private func adapter(toConnect channel: ChannelKey, _ renewed: AccountSlug?) -> Session? {
        if let session = renewed.flatMap({ serving[$0] }).flatMap({ sessions[$0] }) { return session }
        let candidates = sessions.values.filter { $0.adapter?.channel == channel }.sorted { $0.id < $1.id }
        return candidates.first { $0.adapter?.wanted == nil } ?? candidates.first
    }

    private mutating func ask(_ staging: Staging) {
        guard let session = adapter(toConnect: staging.request.channel, staging.request.renewed) else { return }
        ask(staging, session)
    }

    private mutating func ask(_ staging: Staging, _ session: Session) {
        guard let post = session.adapter else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "connect")
        writer.field("id", post.number(.connect(staging.token)))
        writer.field("token", staging.token.text)
        if let slug = staging.request.renewed ?? staging.request.slug { writer.slug("account", slug.slug) }
        writer.field("reauthorize", staging.request.renewed != nil)
        writer.time("expiresAt", staging.expires)
        writer.settings("values", staging.request.settings + (stagedSecrets[staging.token] ?? []))
        writer.endObject()
        send(writer.bytes, to: session)
    }

    /// An adapter that is back is asked again what an earlier process of it may have begun.
    mutating func askAgain(_ post: AdapterPost, _ session: Session) {
        for staging in desk.connecting.pending where staging.request.channel == post.channel {
            guard !staging.request.hasSecrets || stagedSecrets[staging.token] != nil else { continue }
            if adapter(toConnect: post.channel, staging.request.renewed) === session { ask(staging, session) }
        }
    }

    /// The adapter's first word on a connect: that it tries, or that it does not even do that.
    mutating func take(_ answer: Answer, of token: StagingToken, from session: Session) {
        guard !answer.isOk, let author = session.author, desk.connecting[token]?.isPending == true else { return }
        // It has not looked at it; the next process of it is asked.
        if answer.failure?.code?.encoded.elementsEqual("shutting_down".utf8) == true { return }
        let text = answer.failure?.text ?? Text(encoded: Array("The adapter refused to try it.".utf8))
        _ = try? decide(.account(.fail(token, code: answer.failure?.code, text: text)), by: author)
    }

    mutating func complete(
        _ token: StagingToken, _ name: Text, _ identifier: Identifier, _ address: [UInt8]?, _ session: Session, _ id: UInt64?
    ) throws(Refusal) {
        let id = try asked(id)
        try checkWritable()
        guard let author = session.author else { return }
        let receipt: Receipt
        do throws(Refusal) {
            receipt = try decide(.account(.complete(token, name: name, identifier)), by: author)
        } catch {
            if error.code == .accountExists, let key = session.adapter?.channel {
                accountsInTheWay[token] = desk.channels.account(on: key, at: identifier)
            }
            fail(token, error, by: author)
            throw error
        }
        if let address, case .completed(let account, _, _, _) = desk.connecting[token]?.state {
            session.adapter?.addresses[account] = address
        }
        counters.count(receipt)
        send(AnswerFrames.ok(receipt, to: id, desk), to: session)
    }

    /// Whoever asked hears why it came to nothing, too; what can be sent again has not failed.
    private mutating func fail(_ token: StagingToken, _ refusal: Refusal, by author: Author) {
        guard case .adapter(let key) = author, let staging = desk.connecting[token], staging.isPending, staging.request.channel == key,
            !refusal.code.isRetryable, refusal.code != .stagingTokenExpired || staging.request.hasSecrets
        else { return }
        var writer = JSONWriter()
        writer.string(refusal.message)
        _ = try? decide(
            .account(
                .fail(
                    token, code: Text(encoded: Array(refusal.code.rawValue.utf8)),
                    text: Text(encoded: Array(writer.bytes[1..<writer.bytes.count - 1])))), by: .desk)
    }

    /// An attempt is over: its secrets are forgotten, and whoever asked is told.
    mutating func settle(_ token: StagingToken) {
        stagedSecrets[token] = nil
        defer { accountsInTheWay[token] = nil }
        guard let staging = desk.connecting[token], let session = askers.removeValue(forKey: token).flatMap({ sessions[$0] }) else {
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "connect")
        append(staging, to: &writer)
        writer.endObject()
        send(writer.bytes, to: session)
    }

    mutating func answerConnectStatus(_ token: StagingToken, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        guard let staging = desk.connecting[token] else { throw Refusal(Rejection.stagingToken(.unknown)) }
        send(AnswerFrames.ok(to: id) { append(staging, to: &$0) }, to: session)
    }

    private func append(_ staging: Staging, to writer: inout JSONWriter) {
        writer.field("token", staging.token.text)
        writer.slug("channel", staging.request.channel.slug)
        switch staging.state {
        case .pending:
            writer.field("state", "pending")
            writer.time("expiresAt", staging.expires)
        case .completed(let account, let name, let identifier, _):
            writer.field("state", "completed")
            writer.slug("account", account.slug)
            writer.text("name", name)
            writer.identifier("identifier", identifier)
            let address = desk.channels.account(account).flatMap { AdapterConditions(of: self).address(of: $0) } ?? []
            if !address.isEmpty { writer.field("address", utf8: address) }
        case .failed(let code, let text):
            writer.field("state", "failed")
            writer.optionalText("code", code)
            writer.optionalText("message", text)
            if code?.encoded.elementsEqual("account_exists".utf8) == true { existing(staging, &writer) }
        case .expired:
            writer.field("state", "expired")
            writer.field("message", "The adapter did not finish in time; look at its log, then connect again.")
        }
    }

    /// The account that is connected there already is named in the words of the refusal, and here for programs.
    private func existing(_ staging: Staging, _ writer: inout JSONWriter) {
        if let slug = accountsInTheWay[staging.token] { writer.slug("account", slug.slug) }
    }
}
