/// From a form that was filled in to an account: the adapter tries it in between.
extension Desk {
    func stage(_ request: ConnectRequest, at now: Timestamp) throws(Rejection) -> [Event] {
        guard channels.channel(request.channel) != nil else { throw .channelNotInstalled(request.channel) }
        if let renewed = request.renewed {
            guard try channels.existing(renewed).channel == request.channel else {
                throw .badField("reauthorize", reason: "the account \(renewed.slug) is of another channel than \(request.channel.slug)")
            }
        } else if let slug = request.slug, let taken = channels.account(slug) {
            throw taken.isArchived ? ChannelBook.usedUp(slug) : .accountExists(slug)
        }
        guard connecting.pending.count < StagingBook.pendingMax else {
            throw .quota("\(StagingBook.pendingMax) accounts are being connected, which is the most; wait for one of them.", after: 10_000)
        }
        let token = StagingToken(
            keys.digest {
                $0.combine(Slug(literal: "staging"))
                $0.combine(head.number + 1)
            })
        let expires = Timestamp(milliseconds: now.milliseconds + StagingBook.lifeMilliseconds)
        return [.account(.staged(AccountStaged(token: token, request: request, expires: expires)))]
    }

    func complete(
        _ token: StagingToken, _ name: Text, _ identifier: Identifier, by author: Author, at now: Timestamp
    ) throws(Rejection) -> Decision {
        let staging = try connecting.existing(token, by: author)
        switch staging.state {
        case .pending: break
        case .completed(_, let before, let place, let sequence):
            guard before == name, place == identifier else { throw .stagingToken(.used) }
            return .repeated(sequence)
        case .failed: throw .stagingToken(.used)
        case .expired: throw .stagingToken(.expired)
        }
        guard now < staging.expires else { throw .stagingToken(.expired) }
        guard let channel = channels.channel(staging.request.channel) else { throw .channelNotInstalled(staging.request.channel) }
        if let renewed = staging.request.renewed {
            return .record(try renewal(of: renewed, staging, name, identifier))
        }
        try channels.check(identifier, on: channel)
        return .record(try connection(staging, name, identifier))
    }

    private func connection(_ staging: Staging, _ name: Text, _ identifier: Identifier) throws(Rejection) -> [Event] {
        let request = staging.request
        let slug: AccountSlug
        if let wanted = request.slug { slug = wanted } else { slug = try freeSlug(like: request.label ?? name, on: request.channel) }
        if let taken = channels.account(slug) { throw taken.isArchived ? ChannelBook.usedUp(slug) : .accountExists(slug) }
        let new = NewAccount(slug: slug, channel: request.channel, label: request.label ?? name, identifier: identifier)
        return [.accountCreated(new), .account(.connected(connected(staging, slug, name, identifier)))]
    }

    private func renewal(of slug: AccountSlug, _ staging: Staging, _ name: Text, _ identifier: Identifier) throws(Rejection) -> [Event] {
        let account = try channels.existing(slug)
        guard account.identifier == identifier else {
            throw .conflicting(
                "These credentials are another account's than \(slug.slug)'s; give those of \(slug.slug), or connect the other as a new one."
            )
        }
        var authorized = account
        authorized.isAuthorized = true
        return [.account(.connected(connected(staging, slug, name, identifier)))] + deliveries.follow(slug, authorized.passage)
    }

    private func connected(_ staging: Staging, _ slug: AccountSlug, _ name: Text, _ identifier: Identifier) -> AccountConnected {
        AccountConnected(
            token: staging.token, account: slug, name: name, identifier: identifier, settings: staging.request.settings,
            hasCredentials: staging.request.hasSecrets, isRenewal: staging.request.renewed != nil)
    }

    func fail(
        _ token: StagingToken, _ code: Text?, _ text: Text, by author: Author, at now: Timestamp
    ) throws(Rejection) -> Decision {
        switch try connecting.existing(token, by: author).state {
        case .pending: .record([.account(.connectFailed(token, code: code, text: text))])
        case .failed(let before, let words):
            if before == code, words == text { .record([]) } else { throw .stagingToken(.used) }
        case .completed: throw .stagingToken(.used)
        case .expired: throw .stagingToken(.expired)
        }
    }

    mutating func take(_ connected: AccountConnected, in sequence: SequenceNumber) {
        let slug = connected.account
        channels.change(slug) {
            $0.profile = $0.profile.connected(connected)
            $0.isAuthorized = true
        }
        connecting.settle(connected.token, .completed(slug, name: connected.name, connected.identifier, in: sequence))
        guard connected.isRenewal else { return }
        channels.revise(slug)
        channels.notices.add(slug, .updated, ["authorized", "credentials", "settings"], in: sequence)
    }

    /// A name for an account made of what people call it, that was never an account's.
    private func freeSlug(like name: Text, on channel: ChannelKey) throws(Rejection) -> AccountSlug {
        let base = Self.slugged(name.encoded) ?? Self.slugged(channel.slug.bytes) ?? Array("account".utf8)
        for number in 1...ChannelBook.accountsMax * 2 {
            let bytes = number == 1 ? base : base + Array("-\(number)".utf8)
            if let slug = AccountSlug(bytes), channels.account(slug) == nil { return slug }
        }
        throw .badField("account", reason: "no name like this one is free; choose one")
    }

    private static let baseBytesMax = 48

    /// Letters and digits with hyphens between them; nil where `name` has none.
    private static func slugged(_ name: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var skipped = 0
        for (index, byte) in name.enumerated() where bytes.count < baseBytesMax {
            // An escape stands for a character that a name cannot have.
            if index < skipped { continue }
            if byte == UInt8(ascii: "\\") {
                let isLong = index + 1 < name.count && name[index + 1] == UInt8(ascii: "u")
                skipped = index + (isLong ? 6 : 2)
            }
            switch byte {
            case 0x30...0x39, 0x61...0x7A: bytes.append(byte)
            case 0x41...0x5A: bytes.append(byte | 0x20)
            default: if let last = bytes.last, last != 0x2D { bytes.append(0x2D) }
            }
        }
        while bytes.last == 0x2D { bytes.removeLast() }
        return bytes.isEmpty ? nil : bytes
    }
}
