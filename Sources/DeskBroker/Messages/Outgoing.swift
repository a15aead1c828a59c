internal import DeskCore
internal import DeskWire

/// What the contact gets for a reply: its words as the channel carries them, and what it does to an earlier message.
extension Broker {
    /// What is said, and about which message that went before. Where the service has nothing of the kind, words stand for it.
    func describe(_ reply: ReplySent, _ id: MessageID, to writer: inout JSONWriter) {
        if let action = reply.content?.action, let target = action.target, capabilities(of: reply).isNative(action.kind) {
            writer.field("kind", action.kind.rawValue)
            describe(target, to: &writer)
            if case .reaction(_, isRemoved: true) = action { writer.field("removed", true) }
        } else if case .call? = reply.content?.action {
            writer.field("kind", "call")
        }
        let words = outgoing(reply, id)
        writer.text("text", words.text)
        guard let content = reply.content else { return }
        writer.content(
            MessageContent(attachments: carried(content.attachments, by: reply), styles: words.styles, parts: content.parts))
    }

    private func describe(_ target: MessageID, to writer: inout JSONWriter) {
        writer.name("target")
        writer.beginObject()
        writer.field("message", target.number)
        if let delivery = desk.deliveries[target], !delivery.externalIDs.isEmpty {
            writer.strings("externalIds", delivery.externalIDs)
        } else if let external = externalID(of: target) {
            writer.strings("externalIds", [external])
        }
        writer.endObject()
    }

    /// What it answers. Words that stand for a reaction, an edit or a deletion answer what these would have been about.
    func answered(by reply: ReplySent) -> MessageID? {
        guard let action = reply.content?.action, let target = action.target else { return reply.replyTo }
        return capabilities(of: reply).isNative(action.kind) ? nil : target
    }

    /// - Parameter id: nil for what is not sent yet.
    func outgoing(_ reply: ReplySent, _ id: MessageID?) -> OutgoingWords {
        let capabilities = capabilities(of: reply)
        var words = capabilities.words(for: reply.text, reply.content?.styles ?? [], doing: reply.content?.action?.kind)
        guard capabilities.level(of: .quotedReply) == .fallback, let target = answered(by: reply), isEarlier(target, reply.thread, id)
        else { return words }
        let plain = words
        words.prefix(with: Text(encoded: Array("> ".utf8) + firstLine(of: target).encoded + Array(#"\n"#.utf8)))
        // Where there is no room for both, what is said now comes first.
        let bytesMax = desk.channels.account(reply.account).flatMap { desk.channels.channel($0.channel)?.textBytesMax }
        return words.text.encoded.count <= bytesMax ?? .max ? words : plain
    }

    /// Whether something was said since, so that without a quote nobody knows what is answered.
    private func isEarlier(_ target: MessageID, _ thread: ThreadID, _ id: MessageID?) -> Bool {
        let latest = desk.threads[thread]?.messages.last { $0 < id ?? MessageID(.max) && desk.contents.action(of: $0)?.target == nil }
        return latest != target
    }

    private func firstLine(of message: MessageID) -> Text {
        for event in entry(SequenceNumber(message.number)).events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)): return received.text.firstLine(or: received.content)
            case .replySent(let reply): return reply.text.firstLine(or: reply.content)
            default: continue
            }
        }
        return .empty
    }

    /// Where pictures have no place within the text they are files like others.
    private func carried(_ attachments: [Attachment], by reply: ReplySent) -> [Attachment] {
        guard attachments.contains(where: \.isInline), !capabilities(of: reply).allowsInlineImages else { return attachments }
        return attachments.map(\.apart)
    }

    private func capabilities(of reply: ReplySent) -> Capabilities {
        let channel = desk.channels.account(reply.account).flatMap { desk.channels.channel($0.channel) }
        return channel?.profile.capabilities ?? Capabilities()
    }

    /// The reply that a wish would become now.
    func wouldBe(_ wish: Send, _ session: Session) throws(Refusal) -> ReplySent {
        guard let author = session.author else { throw Refusal(Rejection.notYours) }
        let readiness = Readiness(serving: serving, sessions: sessions, outboxBytesMax: limits.outboxBytesMax)
        do throws(Rejection) {
            let decision = try desk.decide(.send(wish), by: author, at: wall, adapter: readiness.of)
            if case .record(let events) = decision {
                for case .replySent(let reply) in events { return reply }
            }
        } catch {
            throw Refusal(error)
        }
        throw Refusal(Rejection.unknownTicket(wish.ticket))
    }
}
