import DeskKit

/// The conversations in memory. What nobody looks at can be forgotten: the desk has it.
struct ChatBook {
    private var chats: [String: Chat] = [:]
    private let limits: ChatLimits

    init(limits: ChatLimits) { self.limits = limits }

    var all: [Chat] { Array(chats.values) }

    /// The conversation in memory, if it is there. Threads are ASCII of our own making.
    func find(account: String, thread: String) -> Chat? { chats[account + "/" + thread] }

    /// The conversation, made where it is not there; nil where there is no room for one more.
    mutating func open(account: String, thread: String, now: MonotonicTime) -> Chat? {
        if let chat = find(account: account, thread: thread) {
            chat.lastUsed = now
            return chat
        }
        makeRoom()
        guard chats.count < limits.chatsMax else { return nil }
        let chat = Chat(account: account, thread: thread, now: now)
        chats[account + "/" + thread] = chat
        return chat
    }

    mutating func forgetAll() { chats = [:] }

    /// What nobody has looked at for a while is the desk's alone: also what is blanked there is gone from here then.
    mutating func forgetIdle(at now: MonotonicTime) {
        chats = chats.filter { $0.value.isWatched || now.milliseconds(since: $0.value.lastUsed) < limits.idleMilliseconds }
    }

    private mutating func makeRoom() {
        var bytes = chats.values.reduce(0) { $0 + $1.byteCount }
        guard chats.count >= limits.chatsMax || bytes > limits.chatBytesTotalMax else { return }
        let idle = chats.filter { !$0.value.isWatched }.sorted { ($0.value.lastUsed, $0.key) < ($1.value.lastUsed, $1.key) }
        // Some more than needed, so that this is not done for every newcomer.
        for (name, chat) in idle.prefix(max(64, idle.count / 4)) {
            bytes -= chat.byteCount
            chats[name] = nil
        }
    }
}
