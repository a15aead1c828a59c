/// What a service would not take is refused before anything is stored.
extension Desk {
    /// When the service lets us answer no more; nil where it always does.
    public func windowCloses(in thread: MessageThread) -> Timestamp? {
        guard let account = channels.account(thread.account),
            let seconds = channels.channel(account.channel)?.profile.capabilities.replyWindowSeconds
        else { return nil }
        // What the contact has never written in was never open.
        return thread.lastIncoming.map { Timestamp(milliseconds: $0.milliseconds + Int64(seconds) * 1_000) } ?? Timestamp(milliseconds: 0)
    }

    /// Where a reply without further words would go.
    public func usualThread(of ticket: Ticket) -> MessageThread? {
        let latest = ticket.timeline.last { messages[$0]?.thread != nil && contents.action(of: $0)?.target == nil }
        return threads[latest.flatMap { messages[$0]?.thread } ?? ticket.thread]
    }

    func checkWindow(of thread: MessageThread, on account: Account, at now: Timestamp) throws(Rejection) {
        guard let closes = windowCloses(in: thread), closes <= now else { return }
        // A conversation that we may begin has no window yet.
        if thread.lastIncoming == nil, channels.channel(account.channel)?.profile.capabilities.allowsConversationStart == true { return }
        throw .windowClosed(account.slug, at: closes, alternatives: alternatives(to: account.slug, for: thread.contact, at: now))
    }

    /// Other accounts over which the contact could be reached now.
    private func alternatives(to slug: AccountSlug, for contact: ContactID, at now: Timestamp) -> [AccountSlug] {
        channels.sortedAccounts.filter { account in
            guard account.slug != slug, account.carries, let channel = channels.channel(account.channel), channel.allowsOutgoing,
                !addresses(of: contact, on: channel).isEmpty
            else { return false }
            guard let thread = conversation(with: contact, on: account.slug, at: nil) else {
                return channel.profile.capabilities.allowsConversationStart
            }
            return windowCloses(in: thread).map { $0 > now } ?? true
        }.prefix(Self.alternativesMax).map(\.slug)
    }

    private static let alternativesMax = 20

    func check(_ content: MessageContent?, on channel: Channel) throws(Rejection) {
        guard let content else { return }
        let (limits, name) = (channel.profile.capabilities, channel.key.slug)
        let files = content.attachments
        guard !files.isEmpty else { return }
        if !limits.attachmentTypes.isEmpty, !limits.attachmentTypes.contains("file") {
            throw .capability("\(name) takes no files; send a link instead")
        }
        if let most = limits.attachmentsMax, files.count > most {
            throw .capability("\(name) takes \(most) files a message, and these are \(files.count); send them in several messages")
        }
        if let most = limits.attachmentBytesMax, let file = files.first(where: { $0.byteCount > UInt64(most) }) {
            throw .capability("\(name) takes files of at most \(most) bytes, and one of these has \(file.byteCount)")
        }
        let total = files.reduce(UInt64(0)) { $0 &+ $1.byteCount }
        if let most = limits.attachmentBytesMaxInAll, total > UInt64(most) {
            throw .capability("\(name) takes \(most) bytes of files a message, and these are \(total); send them in several messages")
        }
        guard !limits.mimeTypes.isEmpty else { return }
        for file in files where !limits.mimeTypes.contains(where: { Self.matches(file.mime.utf8, $0) }) {
            let allowed = limits.mimeTypes.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
            throw .capability("\(name) takes files of the types \(allowed), and one of these is of another")
        }
    }

    /// `image/*` takes every picture, `*/*` everything.
    private static func matches(_ mime: [UInt8], _ pattern: [UInt8]) -> Bool {
        let mime = mime.map(TicketPolicy.lowered)
        let pattern = pattern.map(TicketPolicy.lowered)
        if pattern.elementsEqual("*/*".utf8) || pattern.elementsEqual("*".utf8) { return true }
        guard pattern.suffix(2).elementsEqual("/*".utf8) else { return mime.elementsEqual(pattern) }
        return mime.starts(with: pattern.dropLast())
    }
}
