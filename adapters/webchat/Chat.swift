import DeskKit
import HTTPServer

/// One visitor's conversation while somebody looks at it: what was said lately, and the pages that show it.
final class Chat {
    let account: String
    let thread: String
    private(set) var items: [ChatItem] = []
    private(set) var byteCount = 0
    /// The visitor's messages up to this one have been seen by a rep.
    private(set) var readThrough: Int64 = 0
    var isLoaded = false
    var isLoading = false
    var lastUsed: MonotonicTime
    var rate = SendRate()
    var files = FileShelf()
    /// Files on their way to pages.
    var sendingCount = 0
    var typingSaid: (on: Bool, at: MonotonicTime)?
    /// Requests that wait for the desk's word on a key.
    var sending: [String: [HTTPExchange]] = [:]
    /// Requests for the conversation that wait until it is loaded.
    var waiting: [(after: Int64, exchange: HTTPExchange)] = []
    private var pages: [(stream: EventStream, after: Int64, isCaughtUp: Bool)] = []

    init(account: String, thread: String, now: MonotonicTime) {
        self.account = account
        self.thread = thread
        lastUsed = now
    }

    var streamCount: Int { pages.count }
    var isWatched: Bool { !pages.isEmpty || !waiting.isEmpty || !sending.isEmpty || sendingCount > 0 }
    var last: Int64 { items.last?.message ?? 0 }

    func item(_ message: Int64) -> ChatItem? { items.first { $0.message == message } }

    /// Adds what is new and tells every page of it. What is here already stays, but for how far it has come.
    func add(_ item: ChatItem, limits: ChatLimits) {
        if let index = items.firstIndex(where: { $0.message == item.message }) {
            items[index].progress = max(items[index].progress, item.progress)
            return
        }
        var item = item
        item.isLate = item.message < last && isLoaded
        let place = items.lastIndex { $0.message < item.message }.map { $0 + 1 } ?? 0
        items.insert(item, at: place)
        byteCount += item.json.count
        trim(limits)
        tell(.init(id: String(item.message), event: "message", data: item.json))
    }

    private func trim(_ limits: ChatLimits) {
        while items.count > limits.itemsMax || (byteCount > limits.itemBytesMax && items.count > 1) {
            byteCount -= items.removeFirst().json.count
        }
    }

    /// Replies up to `message` that have not come as far as `progress` yet. They have, from now on.
    func advance(through message: Int64, to progress: ChatItem.Progress) -> [Int64] {
        var advanced: [Int64] = []
        for index in items.indices where !items[index].isMine && items[index].message <= message && items[index].progress < progress {
            items[index].progress = progress
            advanced.append(items[index].message)
        }
        return advanced
    }

    func read(through message: Int64) {
        guard message > readThrough else { return }
        readThrough = message
        tell(.init(event: "read", data: Self.object { $0.field("message", message) }))
    }

    /// What a page that knows everything up to `after` is still to be told.
    func missing(after: Int64) -> [ChatItem] { items.filter { $0.message > after || $0.isLate } }
}

// Pages.
extension Chat {
    func join(_ stream: EventStream, after: Int64, onLeave: @escaping () -> Void) {
        pages.append((stream, after, false))
        stream.onClose = { [weak self, weak stream] in
            self?.pages.removeAll { $0.stream === stream }
            onLeave()
        }
        if isLoaded { catchUp() }
    }

    /// The conversation is loaded: everybody gets what they lack, and then what comes.
    func catchUp() {
        isLoaded = true
        // Marked first, and told from a copy: one that is too slow leaves while it is told.
        let behind = pages.filter { !$0.isCaughtUp }
        for index in pages.indices { pages[index].isCaughtUp = true }
        for page in behind { tell(page.stream, after: page.after) }
        let asked = waiting
        waiting = []
        for (after, exchange) in asked { exchange.answer(.json(history(after: after))) }
    }

    private func tell(_ stream: EventStream, after: Int64) {
        for item in missing(after: after) { stream.send(.init(id: String(item.message), event: "message", data: item.json)) }
        if readThrough > 0 { stream.send(.init(event: "read", data: Self.object { $0.field("message", readThrough) })) }
        stream.send(.init(event: "ready", data: Self.object { $0.field("last", last) }))
    }

    func history(after: Int64) -> [UInt8] {
        Self.object { writer in
            writer.name("items")
            writer.beginArray()
            for item in missing(after: after) { writer.raw(item.json) }
            writer.endArray()
            writer.field("read", readThrough)
        }
    }

    /// What concerns now only, to every page.
    func tellAll(_ event: ServerSentEvent) {
        for page in pages { page.stream.send(event) }
    }

    private func tell(_ event: ServerSentEvent) {
        for page in pages where page.isCaughtUp { page.stream.send(event) }
    }

    /// Leaves the requests of pages that wait for a desk that is away.
    func giveUpWaiting(_ response: HTTPResponse) {
        let abandoned = waiting
        waiting = []
        for entry in abandoned { entry.exchange.answer(response) }
    }

    static func object(_ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        fields(&writer)
        writer.endObject()
        return writer.bytes
    }
}

/// How often somebody has sent lately.
struct SendRate {
    private var moments: [MonotonicTime] = []

    /// Nil where one more is in order, else the milliseconds until it is.
    mutating func wait(_ now: MonotonicTime, max: Int, _ milliseconds: Int) -> Int? {
        moments.removeAll { now.milliseconds(since: $0) >= milliseconds }
        guard let first = moments.first, moments.count >= max else {
            moments.append(now)
            return nil
        }
        return milliseconds - now.milliseconds(since: first)
    }
}

extension HTTPResponse {
    static func json(_ body: [UInt8], status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body: body)
    }

    /// A refusal that the page understands and the visitor can read.
    static func refusal(_ status: Int, code: String, _ message: String, retryAfterSeconds: Int? = nil) -> HTTPResponse {
        var response = json(
            Chat.object {
                $0.field("code", code)
                $0.field("message", message)
            }, status: status)
        if let retryAfterSeconds { response.fields.append(("Retry-After", String(retryAfterSeconds))) }
        return response
    }
}
