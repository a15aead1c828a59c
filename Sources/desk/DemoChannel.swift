internal import DeskKit
internal import DeskSystem

/// The channel that the scripted customers write on: an adapter like any other, that lives in the demo itself.
final class DemoChannel {
    static let account = "friends"

    private let adapter: Adapter
    private let loop: EventLoop
    private let speed: Double
    private var story: DemoStory
    private(set) var acceptedCount = 0

    init(_ story: DemoStory, at socket: SocketLocation, on loop: EventLoop, speed: Double, log: @escaping (String) -> Void) {
        self.story = story
        self.loop = loop
        self.speed = speed
        adapter = Adapter(loop: loop, endpoint: .path(socket), manifest: Self.manifest, software: "desk-demo/0.1", log: log)
        adapter.onDeliver = { [weak self] in self?.hear($0) }
    }

    func start() { adapter.start() }

    private static var manifest: Manifest {
        var capabilities = Capabilities(identifiers: [.opaque], threading: .adapterThread)
        capabilities.supportsTyping = true
        capabilities.supportsReadReceipts = true
        capabilities.supportsDeliveryReceipts = true
        // They are in this process's memory, which knows what it has heard.
        capabilities.idempotentSend = true
        return Manifest(key: "story", name: "Story", description: "Customers made up for the demo", capabilities: capabilities)
    }

    var isAttached: Bool { adapter.isAttached }
    var isOpen: Bool { adapter.account(Self.account)?.isActive == true }
    var hasOpened: Bool { acceptedCount >= story.opening.count }

    /// What waits when the rep arrives.
    func open() {
        for line in story.opening { say(line) }
    }

    /// What happens from then on.
    func goOn() {
        for line in story.later { plan(line) }
    }

    private func scaled(_ milliseconds: Int) -> Int { Int(Double(milliseconds) / speed) }

    private func plan(_ line: DemoStory.Line) {
        let thread = line.customer.thread
        loop.after(milliseconds: scaled(line.delay * 2 / 5)) { [weak self] in self?.type(line, thread) }
        loop.after(milliseconds: scaled(line.delay)) { [weak self] in
            guard let self, !(line.isNag && self.story.isAnswered(line.customer)) else { return }
            self.adapter.typing(account: Self.account, thread: thread, on: false)
            self.say(line)
        }
    }

    /// Who has not written yet has no thread to type in.
    private func type(_ line: DemoStory.Line, _ thread: String) {
        guard !line.isNag, line.customer.arrival == nil || story.isAnswered(line.customer) else { return }
        adapter.typing(account: Self.account, thread: thread, on: true)
    }

    private func say(_ line: DemoStory.Line) {
        let from = Party(.opaque(line.customer.thread), name: line.customer.name)
        let publication = Publication(account: Self.account, key: line.key, thread: line.customer.thread, from: from, text: line.text)
        // It cannot be full: the whole story is some twenty lines.
        try? adapter.publish(publication) { [weak self] in
            if case .accepted = $0 { self?.acceptedCount += 1 }
        }
    }

    private func hear(_ delivery: Delivery) {
        delivery.report(.sent())
        loop.after(milliseconds: scaled(400)) { delivery.report(.delivered) }
        loop.after(milliseconds: scaled(900)) { delivery.report(.read) }
        if let thread = delivery.thread, let line = story.hearReply(in: thread) { plan(line) }
    }
}
