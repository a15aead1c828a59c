/// What messages hold besides their words, and what becomes of them later: edits, deletions, reactions.
///
/// They are messages of their own, linked to the one that they are about: they go out, and are recorded, like any other. They wake
/// no ticket and set no status.
extension Desk {
    // MARK: From a service

    /// What an adapter's message does to an earlier one. An edit of something that nobody here knows is a message like any other: its
    /// words are not lost.
    func aim(of publish: Publish, in thread: ThreadID?) throws(Rejection) -> MessageAction? {
        guard let wish = publish.action, let target = wish.target else { return publish.action?.aimed(at: nil) }
        let found = thread.flatMap { thread in
            switch target {
            case .message(let id): messages[id]?.thread == thread ? id : nil
            case .external(let id): messages.find(external: externalDigest(thread, id))
            }
        }
        guard let found else {
            if wish.kind == .edit { return nil }
            throw .unknown("The message that this \(wish.kind.rawValue) is about is not known here; there is nothing to be done about it.")
        }
        // What was done to an edit is done to what was edited.
        return wish.aimed(at: contents.action(of: found)?.target ?? found)
    }

    func content(of publish: Publish, _ action: MessageAction?, answers target: MessageID?) -> MessageContent? {
        let said = target == nil ? publish.content : publish.content?.withoutQuote()
        guard let action else { return said }
        return (said ?? MessageContent()).doing(action)
    }

    // MARK: From a rep

    func aim(of send: Send, in thread: MessageThread, on account: Account) throws(Rejection) -> MessageAction? {
        guard let wish = send.action else { return nil }
        if wish.kind == .call { try check(wish, on: account) }
        guard let target = wish.message, let facts = messages[target] else { return wish.aimed(at: nil) }
        let original = contents.action(of: target)?.target ?? target
        switch wish.kind {
        case .edit, .delete:
            guard facts.kind == .reply else {
                throw .conflicting(
                    "Only what was written on this desk can be edited or deleted; it is the contact's own, or came from elsewhere.")
            }
            try checkOut(original)
        case .reaction, .call: break
        }
        try check(wish, on: account)
        return wish.aimed(at: original)
    }

    private func checkOut(_ message: MessageID) throws(Rejection) {
        guard let delivery = deliveries[message] else { return }
        switch delivery.state {
        case .queued, .held, .failed, .canceled:
            throw .conflicting("The reply has not gone out, so there is nothing to change at the contact's; drop it and write another.")
        case .dispatched, .accepted, .sent, .delivered, .read, .unknown: break
        }
    }

    /// Whether the service goes along with it at all.
    private func check(_ wish: ActionWish, on account: Account) throws(Rejection) {
        guard let feature = wish.kind.feature, let channel = channels.channel(account.channel) else { return }
        switch channel.profile.capabilities.level(of: feature) {
        case .rejected, .dropped:
            if wish.kind == .call {
                throw .capability("\(channel.key.slug) makes no calls; an account whose channel declares `calls` does")
            }
            throw .capability("\(channel.key.slug) takes no \(wish.kind.many) of what was sent; write another message instead")
        case .fallback where wish.isRemoved:
            throw .capability("\(channel.key.slug) has no reactions, so the sign went out as a message, which cannot be taken back")
        case .fallback, .partial, .full: break
        }
    }

    func content(of send: Send, _ action: MessageAction?) -> MessageContent? {
        guard let action else { return send.content }
        return (send.content ?? MessageContent()).doing(action)
    }
}

extension ActionWish {
    /// The target where a rep names it, by the desk's own number.
    var message: MessageID? {
        guard case .message(let id)? = target else { return nil }
        return id
    }
}

extension ActionWish.Kind {
    /// What a service has to be able to do for it; nil where that is not asked.
    public var feature: Capabilities.Feature? {
        switch self {
        case .edit: .edit
        case .delete: .delete
        case .reaction: .reactions
        case .call: .calls
        }
    }
}

extension MessageAction {
    public var isReaction: Bool {
        if case .reaction = self { true } else { false }
    }
}

extension MessageReceived {
    /// Whether it is about an earlier message, and no news of its own.
    public var isLinked: Bool { content?.action?.target != nil }
}

extension ReplySent {
    public var isLinked: Bool { content?.action?.target != nil }
}

extension MessageContent {
    /// What is said of it where there are no words, such as `[image receipt.jpg]`.
    public var summary: Text? {
        if let attachment = attachments.first {
            let more = attachments.count > 1 ? " +\(attachments.count - 1)" : ""
            return Self.bracketed(Array("\(attachment.usage.rawValue) ".utf8) + attachment.name.encoded + Array(more.utf8))
        }
        return parts.first.map { part in
            switch part {
            case .location(_, _, let name, _): Self.bracketed(Array("location".utf8) + Self.behind(name))
            case .contactCard(let name, _): Self.bracketed(Array("contact card".utf8) + Self.behind(name))
            case .quickReplies: Self.bracketed(Array("quick replies".utf8))
            case .unsupported(let kind): Self.bracketed(Array("unsupported".utf8) + Self.behind(kind))
            }
        }
    }

    private static func behind(_ text: Text?) -> [UInt8] { text.map { [0x20] + $0.encoded } ?? [] }
    private static func bracketed(_ words: [UInt8]) -> Text { Text(encoded: [0x5B] + words + [0x5D]) }
}
