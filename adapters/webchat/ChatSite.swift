import DeskKit
import HTTPServer

/// The addresses that pages ask, and what they must bring along.
///
/// A request that reads or changes a conversation needs two things that come by different ways: the cookie, which the browser sends,
/// and the token, which only a script of this site could read. Posts need this site's exact Origin as well.
struct ChatSite {
    let chat: WebChat
    private let settings: Settings
    /// The account whose port this is; nil where every account has its page.
    private let owner: String?
    var limits: ChatLimits { chat.limits }

    init(_ chat: WebChat, _ settings: Settings, account: String? = nil) {
        self.chat = chat
        self.settings = settings
        owner = account
    }

    func site(port: UInt16) -> HTTPSite {
        HTTPSite(hosts: settings.hosts(port: port), origins: settings.origins(port: port), routes: Assets.routes + pages + routes)
    }

    private var routes: [HTTPRoute] {
        [
            .get("/session", session),
            .get("/history", history),
            .get("/events", events),
            .get("/file", file),
            .post(
                "/upload", contentType: "application/octet-stream", bodyBytesMax: PieceUpload.pieceBytesMax, upload),
            post("/send", bytesMax: limits.sendBytesMax, send),
            post("/seen", bytesMax: 1_024, seen),
            post("/typing", bytesMax: 1_024, typing),
        ]
    }

    private var pages: [HTTPRoute] {
        [
            .get("/") { request, exchange in exchange.answer(Assets.page(look(request), asked(request), frameAncestors: "'none'")) },
            .get("/widget") { request, exchange in
                let look = look(request)
                let embedders = (["'self'"] + settings.embedders + look.origins).joined(separator: " ")
                exchange.answer(Assets.page(look, asked(request), frameAncestors: embedders))
            },
            .get("/look.css") { request, exchange in exchange.answer(Assets.style(look(request))) },
        ]
    }

    private func asked(_ request: HTTPRequest) -> String? { account(named: request.head.target.value("account")) }

    private func look(_ request: HTTPRequest) -> Look { chat.look(asked(request)) }

    /// The account that a page means: the one it names, the one whose port this is, or the first.
    private func account(named name: [UInt8]?) -> String? {
        guard let owner else { return chat.account(named: name) }
        return name.map { $0.elementsEqual(owner.utf8) } ?? true ? chat.account(named: Array(owner.utf8)) : nil
    }

    private var cookieName: String { settings.isSecure ? "__Host-desk_visitor" : "desk_visitor" }

    private func visitor(_ request: HTTPRequest) -> Visitor? { Visitor(cookie: request.head.cookie(cookieName)) }
}

// Who asks.
extension ChatSite {
    /// Introduces a browser: gives it a cookie where it has none, and the token that belongs to it.
    private func session(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let known = visitor(request)
        let visitor = known ?? Visitor()
        let named = request.head.target.value("account")
        let account = account(named: named)
        if named != nil, account == nil, chat.adapter.isAttached {
            return exchange.answer(.refusal(404, code: "not_found", "There is no chat at this address."))
        }
        var response = HTTPResponse.json(
            Chat.object {
                guard let account else { return $0.fieldNull("account") }
                $0.field("account", account)
                $0.field("thread", visitor.thread(account: account))
                $0.field("token", visitor.token)
                $0.field("state", chat.presence(account).rawValue)
                $0.field("textMax", limits.textMax)
                $0.field("fileMax", limits.fileBytesMax)
                $0.field("filesMax", limits.filesPerMessageMax)
                $0.field("pieceMax", PieceUpload.pieceBytesMax)
                $0.name("look")
                $0.beginObject()
                chat.look(account).write(to: &$0)
                $0.endObject()
            })
        let secure = settings.isSecure ? "; Secure" : ""
        // Set again each time, so that it lasts as long as the visitor keeps coming (and at most the 400 days that browsers allow).
        let cookie = "\(cookieName)=\(visitor.cookie); Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax\(secure)"
        response.fields.append(("Set-Cookie", cookie))
        exchange.answer(response)
    }

    /// The conversation that a request is about, if cookie and token say that it is the visitor's own.
    func conversation(_ request: HTTPRequest, account: [UInt8]?, token: [UInt8]?, _ exchange: HTTPExchange) -> Chat? {
        guard let visitor = visitor(request), let token, visitor.owns(token: token) else {
            exchange.answer(.refusal(403, code: "not_recognised", "Your browser was not recognised: this chat needs cookies."))
            return nil
        }
        guard let account, let name = self.account(named: account) else {
            let isKnown = chat.adapter.isAttached
            exchange.answer(isKnown ? .refusal(404, code: "not_found", "There is no chat at this address.") : Self.away)
            return nil
        }
        guard let found = chat.chat(account: name, thread: visitor.thread(account: name)) else {
            exchange.answer(.refusal(503, code: "busy", "Too many visitors at once.", retryAfterSeconds: 10))
            return nil
        }
        return found
    }

    func conversation(_ request: HTTPRequest, _ exchange: HTTPExchange) -> Chat? {
        let target = request.head.target
        return conversation(request, account: target.value("account"), token: target.value("token"), exchange)
    }

    static let closed = HTTPResponse.refusal(503, code: "channel_off", "This chat is closed at the moment.", retryAfterSeconds: 5)
    static let away = HTTPResponse.refusal(503, code: "away", "We are away at the moment.", retryAfterSeconds: 5)
}

// Reading.
extension ChatSite {
    private func history(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        guard let found = conversation(request, exchange) else { return }
        let after = Self.number(request.head.target.value("after")) ?? 0
        if found.isLoaded { return exchange.answer(.json(found.history(after: after))) }
        guard chat.adapter.isAttached else { return exchange.answer(Self.away) }
        guard found.waiting.count < limits.streamsPerChatMax else { return exchange.answer(Self.tooMany) }
        found.waiting.append((after, exchange))
        chat.load(found)
    }

    private func events(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        guard let found = conversation(request, exchange) else { return }
        guard found.streamCount < limits.streamsPerChatMax else { return exchange.answer(Self.tooMany) }
        let after = Self.number(request.head.value("last-event-id")) ?? Self.number(request.head.target.value("after")) ?? 0
        guard let stream = exchange.openStream() else { return }
        chat.join(found, stream, after: after)
    }

    static let tooMany = HTTPResponse.refusal(429, code: "busy", "This chat is open too many times.", retryAfterSeconds: 10)

    /// A plain number of at most 15 digits.
    static func number(_ bytes: [UInt8]?) -> Int64? {
        guard let bytes, !bytes.isEmpty, bytes.count <= 15 else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }
}

// Writing.
extension ChatSite {
    private typealias Post = (JSONValue, Chat, HTTPExchange) -> Void

    /// A post of our own page: strict JSON with the account in it, and the token in a field that no form can send.
    private func post(_ path: String, bytesMax: Int, _ action: @escaping Post) -> HTTPRoute {
        .post(path, contentType: "application/json", bodyBytesMax: bytesMax) { request, exchange in
            guard let body = try? JSONDocument(parsing: request.body).root else {
                return exchange.answer(Self.malformed)
            }
            let token = request.head.value("x-desk-token")
            guard let found = conversation(request, account: body["account"]?.utf8, token: token, exchange) else { return }
            action(body, found, exchange)
        }
    }

    private func send(_ body: JSONValue, _ found: Chat, _ exchange: HTTPExchange) {
        guard let key = body["key"]?.string, Self.isKey(key), let text = body["text"]?.string else {
            return exchange.answer(Self.malformed)
        }
        guard let content = content(body, text, found, exchange) else { return }
        switch chat.presence(found.account) {
        case .away: return exchange.answer(Self.away)
        case .off: return exchange.answer(Self.closed)
        case .on: break
        }
        // A key that is under way already costs nothing: it is the same message.
        if found.sending[key] == nil, let wait = wait(found) {
            return exchange.answer(.refusal(429, code: "too_fast", "That was quick.", retryAfterSeconds: wait / 1_000 + 1))
        }
        chat.send(content, key: key, from: found, exchange)
    }

    /// What the page wants to say; nil after it was told why it cannot.
    private func content(_ body: JSONValue, _ text: String, _ found: Chat, _ exchange: HTTPExchange) -> ChatContent? {
        guard text.unicodeScalars.count <= limits.textMax else {
            exchange.answer(.refusal(400, code: "text_too_long", "The message has more than \(limits.textMax) characters."))
            return nil
        }
        guard let files = files(of: body, found, exchange) else { return nil }
        var content = ChatContent(text: text)
        content.files = files
        content.replyTo = body["replyTo"]?.integer
        switch body["kind"]?.string {
        case "edit": content.amendment = .edit
        case "delete": content.amendment = .delete
        case "reaction": content.amendment = .reaction(isRemoved: body["removed"]?.bool ?? false)
        default: break
        }
        content.target = content.amendment == nil ? nil : body["target"]?.integer
        if content.replyTo != nil || content.amendment != nil, !found.isLoaded {
            chat.load(found)
            exchange.answer(Self.away)
            return nil
        }
        guard isWellMeant(content, found) else {
            exchange.answer(.refusal(400, code: "not_there", "The message that this is about is not in this chat any more."))
            return nil
        }
        guard content.amendment == .delete || !files.isEmpty || text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            exchange.answer(.refusal(400, code: "empty", "The message is empty."))
            return nil
        }
        return content
    }

    /// Messages of one's own are edited and deleted; those of either side are answered and reacted to.
    private func isWellMeant(_ content: ChatContent, _ found: Chat) -> Bool {
        if let answered = content.replyTo, found.item(answered) == nil { return false }
        guard let amendment = content.amendment else { return true }
        guard let target = content.target.flatMap({ found.item($0) }) else { return false }
        if case .reaction = amendment { return content.text.unicodeScalars.count <= 16 }
        return target.isMine
    }

    /// Nil where the visitor may send, else the milliseconds until then.
    private func wait(_ found: Chat) -> Int? {
        let (now, milliseconds) = (chat.loop.now, limits.sendsMilliseconds)
        return found.rate.wait(now, max: limits.sendsMax, milliseconds) ?? chat.rate.wait(now, max: limits.sendsTotalMax, milliseconds)
    }

    private func seen(_ body: JSONValue, _ found: Chat, _ exchange: HTTPExchange) {
        guard let shown = body["shown"]?.integer, let isRead = body["read"]?.bool else { return exchange.answer(Self.malformed) }
        guard found.isLoaded else { return exchange.answer(Self.away) }
        chat.seen(through: shown, isRead: isRead, in: found)
        exchange.answer(.json(Chat.object { _ in }))
    }

    private func typing(_ body: JSONValue, _ found: Chat, _ exchange: HTTPExchange) {
        guard let on = body["on"]?.bool else { return exchange.answer(Self.malformed) }
        chat.typing(on, in: found)
        exchange.answer(.json(Chat.object { _ in }))
    }

    static let malformed = HTTPResponse.refusal(400, code: "malformed", "The page sent something that cannot be read. Reload it.")

    /// As the page makes them: 32 hexadecimal digits.
    static func isKey(_ key: String) -> Bool {
        key.utf8.count == 32 && key.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }
}
