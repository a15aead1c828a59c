/// A way to a ticket's contact: an account, and the address that they have there.
public struct Way: Sendable {
    /// Why nothing can be sent that way.
    public enum Obstacle: String, Sendable {
        case noAddress = "no_address"
        case receivesOnly = "receives_only"
        case noStart = "no_start"
        case unauthorized = "channel_unauthorized"
        case off = "channel_off"
        case windowClosed = "window_closed"
        case otherTicket = "other_ticket"
    }

    public let account: Account
    public let identifier: Identifier?
    /// Where a reply without further words goes.
    public let isCurrent: Bool
    public let obstacle: Obstacle?
    /// The open ticket that the conversation there belongs to, where that is another.
    public let elsewhere: TicketID?
    public let windowCloses: Timestamp?
    /// What the current way can do and this one cannot.
    public let losses: [String]
}

extension Desk {
    /// So many are listed.
    public static let waysMax = 200

    /// All ways to the ticket's contact: the accounts that have an address of theirs, then those that do not.
    public func ways(of ticket: Ticket, at now: Timestamp) -> [Way] {
        guard let usual = usualThread(of: ticket) else { return [] }
        let current = channels.account(usual.account).flatMap { channels.channel($0.channel) }
        let ways = channels.sortedAccounts.flatMap { account -> [Way] in
            guard let channel = channels.channel(account.channel) else { return [] }
            let known = addresses(of: usual.contact, on: channel)
            let losses = current.map { Self.losses(from: $0, to: channel) } ?? []
            guard !known.isEmpty else {
                return [
                    Way(
                        account: account, identifier: nil, isCurrent: false, obstacle: .noAddress, elsewhere: nil, windowCloses: nil,
                        losses: losses)
                ]
            }
            return known.map { way(account, channel, $0, usual, ticket, losses, at: now) }
        }
        return Array((ways.filter { $0.identifier != nil } + ways.filter { $0.identifier == nil }).prefix(Self.waysMax))
    }

    private func way(
        _ account: Account, _ channel: Channel, _ identifier: Identifier, _ usual: MessageThread, _ ticket: Ticket, _ losses: [String],
        at now: Timestamp
    ) -> Way {
        let isCurrent = usual.account == account.slug && usual.party == identifier
        let thread = isCurrent ? usual : conversation(with: usual.contact, on: account.slug, at: identifier)
        let other = thread?.ticket.flatMap { $0 != ticket.id && tickets.openStatus($0) != nil ? $0 : nil }
        let closes = thread.flatMap { $0.lastIncoming == nil ? nil : windowCloses(in: $0) }
        return Way(
            account: account, identifier: identifier, isCurrent: isCurrent,
            obstacle: obstacle(account, channel, isNew: thread == nil, isElsewhere: other != nil, closes.map { $0 <= now } ?? false),
            elsewhere: other, windowCloses: closes, losses: isCurrent ? [] : losses)
    }

    private func obstacle(_ account: Account, _ channel: Channel, isNew: Bool, isElsewhere: Bool, _ isClosed: Bool) -> Way.Obstacle? {
        if !channel.allowsOutgoing { return .receivesOnly }
        if !account.isAuthorized { return .unauthorized }
        if !account.isActive { return .off }
        if isNew, !channel.profile.capabilities.allowsConversationStart { return .noStart }
        if isClosed { return .windowClosed }
        return isElsewhere ? .otherTicket : nil
    }

    /// In words for people.
    private static func losses(from old: Channel, to new: Channel) -> [String] {
        let words: [(Capabilities.Feature, String)] = [
            (.readReceipts, "read marks"), (.deliveryReceipts, "delivery marks"), (.typing, "typing signs"), (.quotedReply, "quotes"),
            (.reactions, "reactions"), (.edit, "edits"), (.delete, "deletions"),
        ]
        func can(_ channel: Channel, _ feature: Capabilities.Feature) -> Bool {
            switch channel.profile.capabilities.level(of: feature) {
            case .full, .partial: true
            case .fallback, .dropped, .rejected: false
            }
        }
        var losses = words.filter { can(old, $0.0) && !can(new, $0.0) }.map(\.1)
        let (before, after) = (old.profile.capabilities, new.profile.capabilities)
        if before.attachmentTypes.contains("file"), !after.attachmentTypes.contains("file") { losses.append("files") }
        if before.allowsInlineImages, !after.allowsInlineImages { losses.append("pictures within the text") }
        let styles = before.richText.filter { !after.richText.contains($0) }
        if !styles.isEmpty { losses.append("styles (\(styles.joined(separator: ", ")))") }
        if let most = new.textBytesMax, old.textBytesMax.map({ $0 > most }) ?? true { losses.append("texts of more than \(most) bytes") }
        return losses
    }
}
