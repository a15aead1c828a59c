internal import DeskCore

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: AccountEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .staged(let staged):
            writer.field("event", "account_connecting")
            writer.slug("channel", staged.request.channel.slug)
            if let renewed = staged.request.renewed { writer.slug("account", renewed.slug) }
        case .connected(let connected):
            writer.field("event", "account_connected")
            writer.slug("account", connected.account.slug)
            writer.text("name", connected.name)
            writer.field("renewed", connected.isRenewal)
        case .connectFailed(let token, let code, let text):
            writer.field("event", "account_connect_failed")
            writer.slug("channel", desk.connecting[token]?.request.channel.slug)
            writer.optionalText("code", code)
            writer.optionalText("text", text)
        case .connectExpired(let token):
            writer.field("event", "account_connect_expired")
            writer.slug("channel", desk.connecting[token]?.request.channel.slug)
        case .edited(let edited): self.edited(edited, desk, &writer)
        case .authorized(let slug, let authorized, let reason):
            writer.field("event", "account_authorized")
            writer.slug("account", slug.slug)
            writer.field("authorized", authorized)
            writer.optionalText("reason", reason)
        case .queueSettled(let slug, let wish):
            writer.field("event", "account_queue")
            writer.slug("account", slug.slug)
            writer.field("queued", wish.rawValue)
        case .deleted(let slug, let reason):
            writer.field("event", "account_deleted")
            writer.slug("account", slug.slug)
            writer.optionalText("reason", reason)
        case .told(let slug, let sequence):
            writer.field("event", "account_told")
            writer.slug("account", slug.slug)
            writer.field("through", sequence.number)
        case .held(let received):
            writer.field("event", "message_held")
            writer.slug("account", received.account.slug)
        case .released(let received, let id):
            writer.field("event", "message_received")
            writer.item(received, id, in: desk)
            writer.field("held", true)
            origin(of: received.thread, desk, &writer)
        case .silenced(let slug):
            writer.field("event", "message_silenced")
            writer.slug("account", slug.slug)
        }
    }

    private static func edited(_ edited: AccountEdited, _ desk: Desk, _ writer: inout JSONWriter) {
        writer.field("event", "account_edited")
        writer.slug("account", edited.account.slug)
        writer.strings("changed", edited.changed.map { Array($0.utf8) })
        writer.optionalText("label", edited.label)
        if let whenOff = edited.whenOff { writer.field("whenOff", whenOff.rawValue) }
        if let settings = edited.settings { writer.settings("settings", settings) }
        if let seconds = edited.undoSeconds { writer.field("undoSeconds", seconds) }
    }
}
