internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: MessageQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .preview(let wish): send(try answerPreview(of: wish, session, to: try asked(id)), to: session)
        }
    }

    /// Decides as if it were sent, and shows what would be: what would be refused is refused here, in the same words.
    private func answerPreview(of wish: Send, _ session: Session, to id: UInt64) throws(Refusal) -> [UInt8] {
        let reply = try wouldBe(wish, session)
        let words = outgoing(reply, nil)
        let channel = desk.channels.account(reply.account).flatMap { desk.channels.channel($0.channel) }
        return AnswerFrames.ok(to: id) { writer in
            writer.field("ticket", UInt64(reply.ticket.number))
            writer.slug("account", reply.account.slug)
            writer.slug("channel", channel?.key.slug)
            writer.parties("to", reply.to)
            writer.replyTo(reply.replyTo)
            writer.text("text", words.text)
            writer.content(MessageContent(styles: words.styles))
            if !words.lost.isEmpty { writer.strings("lost", words.lost.map { Array($0.rawValue.utf8) }) }
            writer.field("bytes", words.text.encoded.count)
            if let bytesMax = channel?.textBytesMax { writer.field("bytesMax", bytesMax) }
            writer.field("delivery", reply.state.rawValue)
        }
    }
}
