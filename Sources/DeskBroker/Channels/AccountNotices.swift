internal import DeskCore
internal import DeskWire

/// Telling adapters of their accounts: each change once, and again until it is answered.
extension Broker {
    /// What has just happened to accounts is told to whoever serves them. One that is away hears it when it comes.
    mutating func tellAdapters(of sequence: SequenceNumber) {
        guard desk.channels.notices.newest == sequence else { return }
        for slug in desk.channels.notices.sortedAccounts {
            for notice in desk.channels.notices[slug] where notice.sequence == sequence { tell(notice, of: slug) }
        }
    }

    /// Everything that an adapter which has come has not said that it knows.
    mutating func tellAll(_ post: AdapterPost, _ session: Session) {
        for slug in desk.channels.notices.sortedAccounts where recipient(of: slug) === session {
            for notice in desk.channels.notices[slug] { tell(notice, of: slug, session) }
        }
    }

    private mutating func tell(_ notice: AccountNotice, of slug: AccountSlug) {
        if let session = recipient(of: slug) { tell(notice, of: slug, session) }
    }

    /// Who serves it; of one that is deleted and so not served, the first of its channel's that would.
    private func recipient(of slug: AccountSlug) -> Session? {
        if let session = serving[slug].flatMap({ sessions[$0] }) { return session }
        guard let account = desk.channels.account(slug), account.isArchived else { return nil }
        return sessions.values.filter { $0.adapter?.channel == account.channel && $0.adapter?.wants(slug) == true }
            .min { $0.id < $1.id }
    }

    private mutating func tell(_ notice: AccountNotice, of slug: AccountSlug, _ session: Session) {
        guard let post = session.adapter, let account = desk.channels.account(slug) else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "account")
        writer.field("id", post.number(.account(slug, notice.sequence)))
        if notice.sequence > .zero { writer.field("seq", notice.sequence.number) }
        writer.field("change", notice.change.rawValue)
        if notice.change == .updated { writer.strings("changed", notice.changed.map { Array($0.utf8) }) }
        accountMembers(account, withSecrets: notice.change != .purged && !account.isArchived, &writer)
        writer.endObject()
        send(writer.bytes, to: session)
    }

    /// An account that a welcome has no room for.
    mutating func introduce(_ slug: AccountSlug, to session: Session) {
        tell(AccountNotice(sequence: .zero, change: .created, changed: []), of: slug, session)
    }

    /// An account as its adapter is told of it.
    func accountMembers(_ account: Account, withSecrets: Bool, _ writer: inout JSONWriter) {
        writer.slug("account", account.slug.slug)
        writer.text("label", account.label)
        writer.identifier("identifier", account.identifier)
        writer.field("active", account.isActive)
        writer.field("authorized", account.isAuthorized)
        writer.field("revision", account.revision)
        writer.settings("settings", account.settings)
        if withSecrets { writer.fieldRaw("credentials", credentials(of: account)) }
    }

    /// The adapter has answered.
    mutating func take(_ answer: Answer, of slug: AccountSlug, _ sequence: SequenceNumber, from session: Session) {
        guard answer.isOk else {
            let code = answer.failure?.code.map { String(decoding: $0.encoded.prefix(64), as: UTF8.self) } ?? "no code"
            return note(.warning, "adapter \(session.name) did not take what happened to account \(slug.slug): \(code)", of: session.peer)
        }
        record(.account(.told(slug, sequence)), from: session)
    }
}
