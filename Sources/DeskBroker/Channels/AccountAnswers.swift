internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: AccountQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .check(let key): try answerCheck(key, session, id)
        case .connect(let form): try connect(form, session, id)
        case .complete(let token, let name, let identifier, let address): try complete(token, name, identifier, address, session, id)
        case .connectStatus(let token): try answerConnectStatus(token, session, id)
        case .accounts(let query): try answerAccounts(query, session, id)
        case .audit(let query): try answerAudit(query, session, id)
        }
    }

    private mutating func answerAccounts(_ query: AccountsQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        let known = query.archived ? desk.channels.archivedAccounts : desk.channels.sortedAccounts
        let rest = known.drop { account in query.after.map { account.slug <= $0 } ?? false }
        let open = desk.openTicketCounts
        let conditions = AdapterConditions(of: self)
        let frame = AnswerFrames.ok(to: id) { writer in
            var shown = 0
            writer.name("items")
            writer.beginArray()
            while shown < min(query.limit, rest.count), writer.bytes.count < limits.answerBytesMax {
                let account = rest[rest.startIndex + shown]
                writer.account(
                    account, isConnected: serving[account.slug] != nil, condition: conditions.condition(of: account),
                    address: conditions.address(of: account), openTickets: open[account.slug, default: 0], in: desk)
                shown += 1
            }
            writer.endArray()
            writer.slug("next", shown < rest.count ? rest.prefix(shown).last?.slug.slug : nil)
            writer.field("total", known.count)
        }
        send(frame, to: session)
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: AccountEvent, in sequence: SequenceNumber) {
        switch event {
        case .staged(let staged):
            note(
                .notice, "an account of channel \(staged.request.channel.slug) is being connected",
                from: "channel \(staged.request.channel.slug)")
        case .connected(let connected):
            note(
                .notice, "account \(connected.account.slug) was \(connected.isRenewal ? "authorized anew" : "connected")",
                from: "account \(connected.account.slug)")
            if connected.isRenewal { letFollow(connected.account) }
            mayCarry = true
            settle(connected.token)
        case .connectFailed(let token, _, _), .connectExpired(let token): settle(token)
        case .edited(let edited):
            note(
                .notice, "account \(edited.account.slug) was changed: \(edited.changed.joined(separator: ", "))",
                from: "account \(edited.account.slug)")
        case .authorized(let slug, let authorized, _):
            note(
                .notice, "account \(slug.slug) is \(authorized ? "authorized again" : "not authorized any more")",
                from: "account \(slug.slug)")
            mayCarry = true
            letFollow(slug)
        case .queueSettled(let slug, let wish):
            note(.notice, "what waits on account \(slug.slug): \(wish.rawValue)", from: "account \(slug.slug)")
            mayCarry = true
            letFollow(slug)
        case .deleted(let slug, _): bury(slug)
        case .told, .held, .silenced: break
        case .released: mayCarry = true
        }
    }

    private mutating func bury(_ slug: AccountSlug) {
        note(.notice, "account \(slug.slug) was deleted", from: "account \(slug.slug)")
        letFollow(slug)
        secretsToRemove.append(slug)
        guard let session = serving[slug].flatMap({ sessions[$0] }) else { return }
        serving[slug] = nil
        session.adapter?.accounts.removeAll { $0 == slug }
        announce(slug, isConnected: false)
    }

    /// What the switches of accounts have left to be done, also by a broker that died in between.
    mutating func attendToAccounts() {
        tidySecrets()
        guard !isReadOnly else { return }
        for slug in desk.releasable {
            while let message = desk.channels.held.next(of: slug) {
                guard release(message) else { return }
            }
        }
    }

    /// Gives a message that was kept back its ticket. False where that has to wait.
    private mutating func release(_ message: MessageID) -> Bool {
        for case .account(.held(let received)) in entry(SequenceNumber(message.number)).events {
            return (try? decide(.account(.release(message, Publish(received))), by: .desk)) != nil
        }
        return false
    }
}

extension Publish {
    fileprivate convenience init(_ received: MessageReceived) {
        self.init(
            account: received.account, key: received.key, thread: received.threadName, direction: received.direction, from: received.from,
            to: received.to, text: received.text, subject: received.subject, at: received.at, externalID: received.externalID,
            replyTo: received.replyTo.map { .message($0) }, properties: received.wish?.properties ?? [],
            closes: received.wish?.closes ?? false, content: received.content)
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: AccountCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .complete(let token, _, _):
            if case .completed(let account, _, _, _) = desk.connecting[token]?.state { writer.slug("account", account.slug) }
        case .set(let slug, _, _, _), .authorize(let slug, _, _), .delete(let slug, _, _): account(slug, desk, &writer)
        case .edit(let edit): account(edit.account, desk, &writer)
        case .stage, .fail, .told, .release: break
        }
    }
}
