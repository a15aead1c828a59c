import DeskKit
import HTTPServer

/// The channel: what visitors say goes to the desk, what reps answer goes to their pages.
final class WebChat {
    /// What a page says about the desk.
    enum Presence: String { case on, away, off }

    let loop: EventLoop
    let adapter: Adapter
    let limits: ChatLimits
    /// Called when an account came, went or changed, with ``looks`` and ``troubles`` as they are then.
    var onAccounts: () -> Void = {}
    /// What the pages look like, by account. Settings that cannot be meant leave a page as it was.
    private(set) var looks: [String: Look] = [:]
    private(set) var troubles: [String: LookTrouble] = [:]
    private(set) var chats: ChatBook
    private var detachedAt: MonotonicTime?
    private var said: [String: Presence] = [:]
    private var epoch: String?
    /// Of all visitors together.
    var rate = SendRate()
    var fileRate = SendRate()

    init(adapter: Adapter, limits: ChatLimits = ChatLimits()) {
        self.adapter = adapter
        self.limits = limits
        loop = adapter.loop
        chats = ChatBook(limits: limits)
        // Away from the beginning, until the desk says welcome.
        detachedAt = loop.now.advanced(milliseconds: -limits.awayAfterMilliseconds)
        listen()
    }

    /// The adapter keeps us, and we keep the server, as long as the program lasts.
    private func listen() {
        adapter.onState = { self.hear($0) }
        adapter.onAccount = { _ in
            self.sayPresence()
            self.lookAnew()
        }
        adapter.onDeliver = { self.deliver($0) }
        adapter.onTyping = { self.show($0) }
        adapter.onRead = { self.show($0) }
        tidy()
    }

    private func tidy() {
        adapter.after(milliseconds: 60_000) {
            self.chats.forgetIdle(at: self.loop.now)
            self.tidy()
        }
    }
}

// Whether the desk is there.
extension WebChat {
    func presence(_ account: String) -> Presence {
        if let detachedAt, loop.now.milliseconds(since: detachedAt) >= limits.awayAfterMilliseconds { return .away }
        guard let state = adapter.account(account) else { return adapter.accounts.isEmpty && detachedAt != nil ? .away : .off }
        return state.isActive ? .on : .off
    }

    /// The account that a page means: the one it names, or the first. Nil where none is known (yet).
    func account(named name: [UInt8]?) -> String? {
        guard let name else { return adapter.accounts.first?.account }
        return adapter.accounts.first { $0.account.utf8.elementsEqual(name) }?.account
    }

    private func hear(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .attached(let welcome):
            detachedAt = nil
            if let epoch, !epoch.utf8.elementsEqual(welcome.epoch.utf8) { forgetAll() }
            epoch = welcome.epoch
            lookAnew()
            for chat in chats.all where chat.isWatched || chat.isLoaded { load(chat) }
            sayPresence()
        case .waiting, .ended:
            guard detachedAt == nil else { return }
            detachedAt = loop.now
            loop.after(milliseconds: limits.awayAfterMilliseconds) { [weak self] in self?.sayPresence() }
        }
    }

    /// Another journal gives the same numbers to other messages: pages begin anew.
    private func forgetAll() {
        for chat in chats.all { chat.tellAll(ServerSentEvent(event: "reset", data: Chat.object { _ in })) }
        chats.forgetAll()
    }

    /// Tells every page what has changed for it.
    private func sayPresence() {
        let now = Dictionary(uniqueKeysWithValues: Set(chats.all.map(\.account)).map { ($0, presence($0)) })
        for chat in chats.all where said[chat.account] != now[chat.account] { chat.tellAll(presenceEvent(chat.account)) }
        said = now
    }

    private func presenceEvent(_ account: String) -> ServerSentEvent {
        ServerSentEvent(event: "state", data: Chat.object { $0.field("state", presence(account).rawValue) })
    }
}

// What pages look like.
extension WebChat {
    func look(_ account: String?) -> Look { account.flatMap { looks[$0] } ?? Look() }

    private func lookAnew() {
        var fresh: [String: Look] = [:]
        troubles = [:]
        for state in adapter.accounts {
            do throws(LookTrouble) {
                fresh[state.account] = try Look(state.settings)
            } catch {
                fresh[state.account] = look(state.account)
                troubles[state.account] = error
            }
        }
        let changed = fresh.filter { looks[$0.key] != nil && looks[$0.key] != $0.value }
        looks = fresh
        for chat in chats.all { if let look = changed[chat.account] { chat.tellAll(Self.lookEvent(look)) } }
        onAccounts()
    }

    private static func lookEvent(_ look: Look) -> ServerSentEvent {
        ServerSentEvent(event: "look", data: Chat.object { look.write(to: &$0) })
    }
}

// Conversations.
extension WebChat {
    func chat(account: String, thread: String) -> Chat? { chats.open(account: account, thread: thread, now: loop.now) }

    /// Adds a page to a conversation.
    func join(_ chat: Chat, _ stream: EventStream, after: Int64) {
        if said[chat.account] == nil { said[chat.account] = presence(chat.account) }
        stream.send(presenceEvent(chat.account))
        // What was edited while the page was on its way.
        stream.send(Self.lookEvent(look(chat.account)))
        chat.join(stream, after: after) { [loop] in chat.lastUsed = loop.now }
        if !chat.isLoaded { load(chat) }
    }

    /// Fetches what the desk has beyond what is here. A desk that is away is asked when it is back.
    func load(_ chat: Chat) {
        guard !chat.isLoading, adapter.isAttached else { return }
        chat.isLoading = true
        loadPage(of: chat, after: chat.isLoaded ? chat.last : 0)
    }

    private func loadPage(of chat: Chat, after: Int64) {
        adapter.history(account: chat.account, thread: chat.thread, after: after, limit: limits.historyPageLimit) { [weak self] answer in
            self?.hear(answer, for: chat)
        }
    }

    private func hear(_ answer: HistoryAnswer, for chat: Chat) {
        switch answer {
        case .page(let page):
            for item in page.items where item.kind == "message" || item.amendment != nil { chat.add(ChatItem(item), limits: limits) }
            if let next = page.next { return loadPage(of: chat, after: next) }
            loaded(chat)
        // A visitor who has never written has no conversation yet.
        case .refused(let refusal) where refusal.code == "not_found": loaded(chat)
        case .refused:
            chat.isLoading = false
            chat.giveUpWaiting(.refusal(503, code: "busy", "The conversation cannot be read now.", retryAfterSeconds: 5))
        case .lost:
            chat.isLoading = false
            chat.giveUpWaiting(ChatSite.away)
        }
    }

    private func loaded(_ chat: Chat) {
        chat.isLoading = false
        chat.catchUp()
    }
}

// From the desk to the page.
extension WebChat {
    /// A reply is sent as soon as a page can have it: from memory here, or from the desk's history whenever the visitor returns.
    private func deliver(_ delivery: Delivery) {
        guard let thread = delivery.thread else {
            return delivery.report(.failed(code: "bad_identifier", text: "a reply on web chat needs a thread"))
        }
        if let chat = chats.find(account: delivery.account, thread: thread) {
            chat.add(ChatItem(delivery, at: Moment.now()), limits: limits)
        }
        delivery.report(.sent())
    }

    private func show(_ typing: DeskTyping) {
        guard let chat = chats.find(account: typing.account, thread: typing.thread) else { return }
        let data = Chat.object {
            $0.field("name", typing.rep?.name ?? "")
            $0.field("on", typing.isOn)
        }
        chat.tellAll(ServerSentEvent(event: "typing", data: data))
    }

    private func show(_ read: DeskRead) {
        chats.find(account: read.account, thread: read.thread)?.read(through: read.message)
    }
}

// From the page to the desk.
extension WebChat {
    /// Publishes a message; `exchange` hears what became of it. The same key twice is one message.
    func send(_ content: ChatContent, key: String, from chat: Chat, _ exchange: HTTPExchange) {
        if let others = chat.sending[key] {
            guard others.count < limits.streamsPerChatMax else { return exchange.answer(ChatSite.tooMany) }
            chat.sending[key]?.append(exchange)
            return
        }
        var publication = Publication(
            account: chat.account, key: "wc:\(chat.thread):\(key)", thread: chat.thread, from: Party(.opaque(chat.thread)),
            text: content.text)
        publication.externalId = key
        publication.attachments = content.files
        publication.replyTo = content.replyTo.map { .message($0) }
        if let amendment = content.amendment, let target = content.target { publication.amends = (amendment, .message(target)) }
        publication.whileOff = .giveBack
        chat.sending[key] = [exchange]
        do throws(PublishError) {
            try adapter.publish(publication) { [weak self] in self?.hear($0, of: content, key, chat) }
        } catch {
            finish(key, chat, .refusal(503, code: "busy", "Too much waits to be sent. Yours follows in a moment.", retryAfterSeconds: 5))
        }
    }

    private func hear(_ outcome: PublishOutcome, of content: ChatContent, _ key: String, _ chat: Chat) {
        switch outcome {
        // It goes out by itself; the page asks again under the same key, and hears then that it has.
        case .waiting(let refusal):
            let seconds = max(1, (refusal.retryAfterMilliseconds + 999) / 1_000)
            finish(key, chat, .refusal(429, code: "too_fast", "That was quick.", retryAfterSeconds: seconds))
        case .refused(let refusal): finish(key, chat, Self.response(to: refusal))
        case .accepted(let acceptance):
            chat.add(ChatItem(accepted: acceptance.message, content, at: Moment.now(), key: key), limits: limits)
            let json = chat.item(acceptance.message)?.json ?? Array("null".utf8)
            finish(key, chat, .json(Chat.object { $0.fieldRaw("item", json) }))
        }
    }

    private func finish(_ key: String, _ chat: Chat, _ response: HTTPResponse) {
        for exchange in chat.sending.removeValue(forKey: key) ?? [] { exchange.answer(response) }
    }

    private static func response(to refusal: Refusal) -> HTTPResponse {
        switch refusal.code {
        case "channel_off": .refusal(503, code: "channel_off", "This chat is closed at the moment.", retryAfterSeconds: 5)
        case "conflict": .refusal(409, code: "conflict", "Another message was sent under the same key.")
        case _ where refusal.retryable: .refusal(503, code: "busy", "The desk is busy.", retryAfterSeconds: 5)
        case "not_found": .refusal(400, code: "attach_again", "A file is not there any more: attach it once more.")
        case "text_too_long": .refusal(400, code: "text_too_long", "The message is too long.")
        default: .refusal(400, code: "refused", "The desk does not take this message.")
        }
    }

    /// Passes on that the visitor types, not more often than anybody can make use of.
    func typing(_ on: Bool, in chat: Chat) {
        if let said = chat.typingSaid, said.on == on, loop.now.milliseconds(since: said.at) < limits.typingMillisecondsMin { return }
        chat.typingSaid = (on, loop.now)
        if adapter.isAttached { adapter.typing(account: chat.account, thread: chat.thread, on: on) }
    }

    /// A page has shown replies up to `message`, and the visitor was looking or not.
    func seen(through message: Int64, isRead: Bool, in chat: Chat) {
        for number in chat.advance(through: message, to: isRead ? .read : .delivered) {
            adapter.report(isRead ? .read : .delivered, message: number)
        }
    }
}
