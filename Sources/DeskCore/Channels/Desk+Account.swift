/// Accounts as they are connected, edited and deleted.
extension Desk {
    func decide(_ command: AccountCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .stage(let request): .record(try stage(request, at: now))
        case .complete(let token, let name, let identifier): try complete(token, name, identifier, by: author, at: now)
        case .fail(let token, let code, let text): try fail(token, code, text, by: author, at: now)
        case .set(let slug, let active, let reason, let queued): .record(try toggle(slug, active: active, reason: reason, queued: queued))
        case .authorize(let slug, let authorized, let reason): .record(try authorize(slug, authorized, reason, by: author))
        case .edit(let edit): .record(try self.edit(edit))
        case .delete(let slug, let confirm, let reason): .record(try delete(slug, confirm: confirm, reason))
        case .told(let slug, let sequence): .record(told(slug, through: sequence))
        case .release(let message, let publish): .record(release(message, publish, at: now))
        }
    }

    mutating func apply(_ event: AccountEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .staged(let staged): connecting.apply(staged)
        case .connected(let connected): take(connected, in: sequence)
        case .connectFailed(let token, let code, let text): connecting.settle(token, .failed(code: code, text: text))
        case .connectExpired(let token): connecting.settle(token, .expired)
        case .edited(let edited):
            channels.change(edited.account) { $0.profile = $0.profile.edited(edited) }
            channels.revise(edited.account)
            channels.notices.add(edited.account, .updated, edited.changed, in: sequence)
        case .authorized(let slug, let authorized, _):
            channels.change(slug) { $0.isAuthorized = authorized }
            channels.notices.add(slug, .updated, ["authorized"], in: sequence)
        case .queueSettled(let slug, let wish): channels.change(slug) { $0.queueWish = wish }
        case .deleted(let slug, _): channels.archive(slug, at: now, in: sequence)
        case .told(let slug, let through): channels.notices.told(slug, through: through)
        case .held(let received): hold(received, in: sequence, at: now)
        case .released(let received, let id): take(received, id, in: sequence, at: now)
        case .silenced: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func accountDue(at now: Timestamp) -> [Event] {
        connecting.pending.prefix { $0.expires <= now }.map { .account(.connectExpired($0.token)) }
    }

    /// When time alone will next bring something about; nil where it will not.
    var accountDeadline: Timestamp? { connecting.nextExpiry }
}

// What admins and adapters say about an account that is there.
extension Desk {
    private func authorize(_ slug: AccountSlug, _ authorized: Bool, _ reason: Text?, by author: Author) throws(Rejection) -> [Event] {
        let account: Account
        if case .adapter = author { (account, _) = try channels.served(slug, by: author) } else { account = try channels.existing(slug) }
        guard !account.isArchived else { throw .accountDeleted(slug) }
        guard account.isAuthorized != authorized else { return [] }
        return [.account(.authorized(slug, authorized, reason: reason))]
            + deliveries.follow(slug, Self.passage(account, authorized: authorized))
    }

    private static func passage(_ account: Account, authorized: Bool) -> Account.Passage {
        var changed = account
        changed.isAuthorized = authorized
        return changed.passage
    }

    /// The same again changes nothing, whatever the revision is by now.
    private func edit(_ edit: AccountEdit) throws(Rejection) -> [Event] {
        let account = try channels.existing(edit.account)
        let schema = channels.channel(account.channel)?.profile.connectSchema ?? ConnectSchema()
        let settings = edit.settings.isEmpty ? account.settings : try schema.edited(account.settings, by: edit.settings)
        if let label = edit.label, label.isEmpty { throw .badField("label", reason: "it is empty; people read it") }
        let edited = AccountEdited(
            account: edit.account, label: edit.label == account.label ? nil : edit.label,
            whenOff: edit.whenOff == account.whenOff ? nil : edit.whenOff, settings: settings == account.settings ? nil : settings,
            undoSeconds: edit.undoSeconds == channels.undoSeconds(of: account) ? nil : edit.undoSeconds)
        guard !edited.changed.isEmpty else { return [] }
        try channels.checkRevision(edit.account, edit.revision)
        return [.account(.edited(edited))]
    }

    /// Whoever deletes says its name once more: its label or its slug.
    private func delete(_ slug: AccountSlug, confirm: Text, _ reason: Text?) throws(Rejection) -> [Event] {
        guard let account = channels.account(slug) else { throw .unknownAccount }
        guard !account.isArchived else { return [] }
        guard confirm.encoded == account.label.encoded || confirm.encoded == slug.slug.bytes else {
            throw .badField("confirm", reason: "it is neither the account's label nor its name \(slug.slug); nothing was deleted")
        }
        return [.account(.deleted(slug, reason: reason))] + deliveries.follow(slug, .gone)
    }

    private func told(_ slug: AccountSlug, through sequence: SequenceNumber) -> [Event] {
        channels.notices[slug].contains { $0.sequence <= sequence } ? [.account(.told(slug, through: sequence))] : []
    }
}
