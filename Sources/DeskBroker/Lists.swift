internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// Answers to those who want to read: bodies come from the journal, everything else from the desk as it is.
extension Broker {
    /// An item of a timeline as JSON.
    func item(_ id: MessageID) -> [UInt8] {
        let entry = entry(SequenceNumber(id.number))
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        append(entry, id, to: &writer)
        appendAmendments(of: id, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The members of an item.
    func append(_ entry: Entry, _ id: MessageID, to writer: inout JSONWriter) {
        for event in entry.events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)): writer.item(received, id, stored: entry.at, in: desk)
            case .replySent(let reply): writer.item(reply, id, at: entry.at, in: desk, label: label(of: reply.rep))
            case .noted(let noted): writer.item(noted, id, at: entry.at, in: desk, label: label(of: noted.rep))
            default: continue
            }
        }
    }

    /// What people read in place of a rep's name on the desk: what an admin has set, else what the configuration says.
    func label(of rep: RepName) -> String? {
        desk.people.rep(rep)?.label.map { String(decoding: $0.utf8, as: UTF8.self) } ?? labels[rep]
    }

    /// As many items of `ids` as `limit` and an answer's size allow, and the first that had no room.
    private func page(_ ids: some Sequence<MessageID>, limit: Int) -> (items: [[UInt8]], next: MessageID?) {
        var items: [[UInt8]] = []
        var bytes = 0
        for id in ids {
            guard items.count < limit else { return (items, id) }
            let item = item(id)
            // One item always fits: a text is at most a quarter of a frame.
            guard items.isEmpty || bytes + item.count <= limits.answerBytesMax else { return (items, id) }
            bytes += item.count
            items.append(item)
        }
        return (items, nil)
    }

    mutating func answerHistory(
        _ account: AccountSlug, _ name: [UInt8], after: MessageID, limit: Int, _ session: Session, _ id: UInt64?
    ) throws(Refusal) {
        guard let post = session.adapter, desk.channels.account(account)?.channel == post.channel else {
            throw Refusal(Rejection.unknownAccount)
        }
        // A thread in which nothing was said yet has a history: an empty one.
        let messages = desk.thread(of: account, named: name)?.messages ?? []
        let start = messages.firstIndex { $0 > after } ?? messages.endIndex
        let shown = messages[start...].filter(wasGivenOut)
        let (items, next) = page(shown, limit: limit)
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.items(items)
            writer.field("next", optional: next == nil ? nil : Self.lastNumber(items, shown))
        }
        send(frame, to: session)
    }

    /// `after` of the next page is the last message of this one.
    private static func lastNumber(_ items: [[UInt8]], _ shown: some Sequence<MessageID>) -> UInt64? {
        var last: UInt64?
        for (id, _) in zip(shown, items) { last = id.number }
        return last
    }

    /// What the contact has not been sent yet is not in the conversation that their service shows.
    private func wasGivenOut(_ id: MessageID) -> Bool {
        guard let delivery = desk.deliveries[id] else { return true }
        return switch delivery.state {
        case .queued, .held, .canceled: false
        case .dispatched, .accepted, .sent, .delivered, .read, .unknown: true
        case .failed: false
        }
    }

    mutating func answerTicket(
        _ ticketID: TicketID, before: MessageID?, limit: Int, _ session: Session, _ id: UInt64?
    ) throws(Refusal) {
        try checkPerson(session)
        guard let ticket = desk.tickets[ticketID], !desk.strangers.isPurged(ticketID) else {
            throw Refusal(Rejection.unknownTicket(ticketID))
        }
        let older = ticket.timeline.reversed().lazy.filter { before == nil || $0.number < before?.number ?? 0 }
        let (items, next) = page(older, limit: limit)
        let oldest =
            next == nil ? nil : ticket.timeline.filter { before == nil || $0.number < before?.number ?? 0 }.suffix(items.count).first
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.name("ticket")
            writer.ticket(ticket, in: desk, for: session.attendance?.name)
            writer.items(items.reversed())
            writer.field("next", optional: oldest?.number)
        }
        send(frame, to: session)
    }

    mutating func answerTickets(_ query: TicketQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let filter = try condition(try view(of: query, session) + query.text, of: session)
        let order = TicketOrder(filter.sort)
        let start = try TicketOrder.Place(cursor: query.after)
        let matching = desk.tickets.all.filter { filter.matches($0, in: desk) }.sorted { order.place(of: $0) < order.place(of: $1) }
        let rest = matching.filter { ticket in start.map { $0 < order.place(of: ticket) } ?? true }
        let reader = session.attendance?.name
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            var page = rest.prefix(0)
            writer.name("items")
            writer.beginArray()
            // A ticket is at most a few KiB, so that the last one fits as well.
            while page.count < min(query.limit, rest.count), writer.bytes.count < limits.answerBytesMax {
                writer.ticket(rest[page.endIndex], in: desk, for: reader)
                page = rest.prefix(page.count + 1)
            }
            writer.endArray()
            writer.field("next", page.count < rest.count ? page.last.map { order.place(of: $0).cursor } : nil)
            writer.field("total", matching.count)
        }
        send(frame, to: session)
    }

    /// The words of the view that is asked for, and a blank.
    private func view(of query: TicketQuery, _ session: Session) throws(Refusal) -> [UInt8] {
        guard let slug = query.view, let rep = session.attendance?.name else { return [] }
        guard let view = desk.view(slug, of: rep) else {
            throw Refusal(.notFound, "There is no view \(slug.slug) for you; `views` lists those there are.")
        }
        return view.query + [0x20]
    }

    mutating func answerWho(_ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let people = sessions.values.filter { $0.attendance != nil }.sorted { $0.id < $1.id }
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.name("items")
            writer.beginArray()
            for person in people {
                writer.beginObject()
                writer.field("role", person.role?.rawValue)
                writer.field("name", person.name)
                writer.field("ticket", optional: person.attendance?.viewing.map { UInt64($0.number) })
                writer.time("since", person.opened.wall)
                writer.endObject()
            }
            writer.endArray()
        }
        send(frame, to: session)
    }

    mutating func answerChannels(after: [UInt8]?, _ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let start = try after.map(Self.channelPlace)
        let accounts = desk.channels.sortedAccounts
        let open = desk.openTicketCounts
        let adapters = AdapterConditions(of: self)
        var next: String?
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.name("items")
            writer.beginArray()
            for channel in desk.channels.sortedChannels where next == nil {
                let key = channel.key.slug.text
                guard key >= start?.channel ?? "" else { continue }
                let isContinued = key == start?.channel
                let rest = accounts.filter { $0.channel == channel.key && (!isContinued || $0.slug.slug.text > start?.account ?? "") }
                if isContinued && rest.isEmpty { continue }
                next = append(channel, rest, open, adapters, to: &writer)
            }
            if next == nil { adapters.appendUninstalled(desk.channels, to: &writer) }
            writer.endArray()
            writer.field("next", next)
        }
        send(frame, to: session)
    }

    /// A channel with as many of its accounts as there is room for; where that is not all, the place to go on from.
    private func append(
        _ channel: Channel, _ accounts: [Account], _ open: [AccountSlug: Int], _ adapters: AdapterConditions, to writer: inout JSONWriter
    ) -> String? {
        writer.beginObject()
        writer.slug("channel", channel.key.slug)
        writer.text("name", channel.name)
        writer.text("description", channel.summary)
        writer.optionalText("logo", channel.profile.logo)
        writer.optionalText("glyph", channel.profile.glyph)
        writer.field("connected", adapters.isConnected(channel.key))
        writer.condition(adapters.condition(of: channel.key))
        writer.name("accounts")
        writer.beginArray()
        var last = ""
        var count = 0
        while count < accounts.count, writer.bytes.count < limits.answerBytesMax {
            let account = accounts[count]
            let isConnected = serving[account.slug] != nil
            writer.account(
                account, isConnected: isConnected, condition: adapters.condition(of: account), address: adapters.address(of: account),
                openTickets: open[account.slug, default: 0], in: desk)
            last = account.slug.slug.text
            count += 1
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes.count < limits.answerBytesMax ? nil : "\(channel.key.slug.text)/\(last)"
    }

    /// Both names have an alphabet of their own without a slash, and are compared as Strings because of that.
    private static func channelPlace(_ cursor: [UInt8]) throws(Refusal) -> (channel: String, account: String) {
        let parts = cursor.split(separator: 0x2F, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let channel = Slug(Array(parts[0])), parts[1].isEmpty || Slug(Array(parts[1])) != nil else {
            throw .badField("after", "it is not what a former answer had in next")
        }
        return (channel.text, String(decoding: parts[1], as: UTF8.self))
    }

    /// What somebody asks for, who may mean themselves by it.
    func condition(_ text: [UInt8], of session: Session) throws(Refusal) -> TicketCondition {
        do throws(Rejection) {
            let condition = try TicketCondition(parsing: text, asker: session.attendance?.name)
            try condition.checkNames(in: desk, present: present)
            return condition
        } catch {
            throw Refusal(error)
        }
    }

    /// Reps whom the configuration labels, and those who are here.
    var present: [RepName] { labels.keys.sorted() + sessions.values.compactMap { $0.attendance?.name }.sorted() }

    func checkPerson(_ session: Session) throws(Refusal) {
        guard session.attendance != nil else { throw Refusal(.notAllowed, "Only reps and admins may ask that.") }
    }

    func asked(_ id: UInt64?) throws(Refusal) -> UInt64 {
        guard let id else { throw Refusal(.badField, "A question is a request and carries an id.") }
        return id
    }
}

extension JSONWriter {
    fileprivate mutating func items(_ items: [[UInt8]]) {
        name("items")
        beginArray()
        for item in items { raw(item) }
        endArray()
    }
}
