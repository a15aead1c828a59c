/// What comes and goes by an account's switches.
extension Desk {
    enum Admission { case take, hold, silence }

    /// Whether and how a message comes in.
    func admit(_ publish: Publish, on account: Account) throws(Rejection) -> Admission {
        guard !account.isArchived else { throw .accountDeleted(account.slug) }
        guard account.isAuthorized else { throw .channelUnauthorized(account.slug) }
        // What is switched on again goes on behind what was kept back meanwhile.
        guard !account.isActive || channels.held.count(of: account.slug) > 0 else { return .take }
        // Nothing overtakes what waits already, whatever was said of it since.
        let isWaiting = channels.held.count(of: account.slug) > 0
        switch account.isActive || (isWaiting && account.whenOff == .silent) ? .hold : account.whenOff {
        case .refuse: throw .channelOff(account.slug)
        case .silent: return .silence
        case .hold:
            guard channels.held.count(of: account.slug) < HeldMessages.waitingMax else { throw .channelOff(account.slug) }
            return .hold
        }
    }

    func toggle(_ slug: AccountSlug, active: Bool, reason: Text?, queued: QueueWish) throws(Rejection) -> [Event] {
        let account = try channels.existing(slug)
        var changed = try channels.set(slug, active: active, reason: reason)
        let wish = active ? .hold : queued
        guard account.isActive != active || account.queueWish != wish else { return changed }
        if wish != .hold {
            // A wish that is changed is a switch anew: the entry says so.
            if changed.isEmpty { changed = [.accountChanged(slug, active: active, reason: reason)] }
            changed.append(.account(.queueSettled(slug, wish)))
        } else if changed.isEmpty {
            changed = [.accountChanged(slug, active: active, reason: reason)]
        }
        var after = account
        after.isActive = active
        after.queueWish = wish
        return changed + deliveries.follow(slug, after.passage) + (active ? [] : deliveries.settle(heldOf: slug, wish))
    }

    func follow(_ slug: AccountSlug) -> [Event] { channels.account(slug).map { deliveries.follow(slug, $0.passage) } ?? [] }

    /// Deliveries of the account are not as its switches want them.
    public func hasFollowers(of slug: AccountSlug) -> Bool {
        channels.account(slug).map { deliveries.hasFollowers(of: slug, $0.passage) } ?? false
    }
}

extension ChannelBook {
    /// An account that a reply may be written on, though it may be held.
    func sending(_ slug: AccountSlug) throws(Rejection) -> Account {
        let account = try existing(slug)
        guard account.isAuthorized else { throw .channelUnauthorized(slug) }
        return account
    }
}
