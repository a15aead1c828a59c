/// What commands bring besides words, whatever they are.
extension Command {
    public var content: MessageContent? {
        switch self {
        case .publish(let publish): publish.content
        case .send(let send): send.content
        case .note(_, _, let content, _): content
        case .sending(.start(let start)): start.content
        default: nil
        }
    }

    /// The same with other content.
    public func carrying(_ content: MessageContent) -> Command {
        switch self {
        case .publish(let publish): .publish(publish.carrying(content))
        case .send(let send):
            .send(
                Send(
                    ticket: send.ticket, text: send.text, seen: send.seen, replyTo: send.replyTo, change: send.change, key: send.key,
                    content: content, action: send.action, via: send.via))
        case .note(let ticket, let text, _, let key): .note(ticket, text, content, key)
        case .sending(.start(let start)):
            .sending(
                .start(
                    ConversationStart(
                        account: start.account, to: start.to, subject: start.subject, text: start.text, content: content,
                        pipeline: start.pipeline, key: start.key)))
        default: self
        }
    }
}

extension Publish {
    fileprivate func carrying(_ content: MessageContent) -> Publish {
        Publish(
            account: account, key: key, thread: thread, direction: direction, from: from, to: to, text: text, subject: subject, at: at,
            externalID: externalID, replyTo: replyTo, properties: properties, closes: closes, preResolved: preResolved, content: content,
            action: action)
    }
}

extension Event {
    /// What a message holds besides words, and which message that is; nil where the event is no message.
    /// - Parameter sequence: the event's.
    public func message(in sequence: SequenceNumber) -> (id: MessageID, content: MessageContent?)? {
        switch self {
        case .messageReceived(let received): (MessageID(recordedAs: sequence), received.content)
        case .replySent(let reply): (MessageID(recordedAs: sequence), reply.content)
        case .noted(let noted): (MessageID(recordedAs: sequence), noted.content)
        case .account(.held(let received)): (MessageID(recordedAs: sequence), received.content)
        case .account(.released(let received, let id)): (id, received.content)
        default: nil
        }
    }
}

extension Attachment {
    /// The same file, as it has turned out to be.
    public func found(mime: Text, byteCount: UInt64) -> Attachment {
        Attachment(
            blob: blob, name: name, mime: mime, byteCount: byteCount, usage: usage, durationMs: durationMs, isInline: isInline)
    }
}

extension MessageContent {
    public func replacing(_ attachments: [Attachment]) -> MessageContent {
        MessageContent(action: action, attachments: attachments, styles: styles, parts: parts, quote: quote)
    }
}
