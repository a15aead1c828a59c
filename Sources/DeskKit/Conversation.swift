internal import DeskSystem
public import DeskWire

/// A session for a program that asks a few things and ends. It waits for each answer.
public final class Conversation {
    public let welcome: Welcome
    private let loop: EventLoop
    private let link: BrokerLink
    private var trouble: LinkTrouble?
    private var notices: [(type: String, body: JSONValue)] = []
    /// Where the unread ones begin.
    private var noticeIndex = 0
    static let noticesMax = 65_536

    /// Connects and says hello.
    /// - Throws: what a person can act on: nobody there, not permitted, another version.
    public convenience init(at location: SocketLocation, hello: Introduction, millisecondsMax: Int = 2_000) throws(LinkTrouble) {
        try self.init(loop: Self.makeLoop(), at: location, hello: hello, millisecondsMax: millisecondsMax)
    }

    init(loop: EventLoop, at location: SocketLocation, hello: Introduction, millisecondsMax: Int) throws(LinkTrouble) {
        self.loop = loop
        let deadline = MonotonicTime.now.advanced(milliseconds: millisecondsMax)
        while true {
            let link = BrokerLink(loop: loop, endpoint: .path(location), hello: hello, comesBack: false)
            let outcome = try Self.attach(link, deadline)
            switch outcome {
            case .success(let welcome):
                self.link = link
                self.welcome = welcome
                listen()
                return
            case .failure(let trouble):
                guard trouble.exitCode == .tryAgain, trouble.passes, MonotonicTime.now < deadline else { throw trouble }
                try Self.turn(loop, until: MonotonicTime.now.advanced(milliseconds: 20))
            }
        }
    }

    deinit { link.close() }

    /// Asks and waits for the answer, which is never `.lost`.
    /// - Throws: where the session ended or the time was up before it came.
    public func ask(
        _ type: String, millisecondsMax: Int = 30_000, _ fields: (inout JSONWriter) -> Void = { _ in }
    ) throws(LinkTrouble) -> LinkAnswer {
        var answer: LinkAnswer?
        link.request(type, fields) { answer = $0 }
        let deadline = MonotonicTime.now.advanced(milliseconds: millisecondsMax)
        while answer == nil && trouble == nil && MonotonicTime.now < deadline { try Self.turn(loop, until: deadline) }
        if let answer, case .lost = answer { throw trouble ?? .gone("the socket") }
        if let answer { return answer }
        let late = "the broker has not answered '\(type)' within \(millisecondsMax) ms: try again"
        throw trouble ?? LinkTrouble(late, .tryAgain, passes: true)
    }

    /// The next frame that the broker sent of its own accord, or nil when the time is up.
    public func nextNotice(millisecondsMax: Int) throws(LinkTrouble) -> (type: String, body: JSONValue)? {
        let deadline = MonotonicTime.now.advanced(milliseconds: millisecondsMax)
        while noticeIndex == notices.count && trouble == nil && MonotonicTime.now < deadline { try Self.turn(loop, until: deadline) }
        if noticeIndex < notices.count { return takeNotice() }
        if let trouble { throw trouble }
        return nil
    }

    private func takeNotice() -> (type: String, body: JSONValue) {
        defer {
            noticeIndex += 1
            if noticeIndex == notices.count { (notices, noticeIndex) = ([], 0) }
        }
        return notices[noticeIndex]
    }

    private func keep(_ type: String, _ body: JSONValue) {
        guard notices.count < Self.noticesMax else {
            link.close()
            trouble = LinkTrouble("\(Self.noticesMax) frames of the broker's were never read", .bug, passes: false)
            return
        }
        notices.append((type, body))
    }

    private func listen() {
        link.onState = { [unowned self] in if case .ended(let trouble) = $0 { self.trouble = trouble } }
        link.onNotice = { [unowned self] in self.keep($0, $1) }
    }
}

// The loop, driven from outside.
extension Conversation {
    private static func makeLoop() throws(LinkTrouble) -> EventLoop {
        do throws(SystemError) {
            return try EventLoop()
        } catch {
            throw LinkTrouble("cannot wait for anything: \(error)", .inputOutput, passes: false)
        }
    }

    private static func turn(_ loop: EventLoop, until deadline: MonotonicTime) throws(LinkTrouble) {
        do throws(SystemError) {
            try loop.turn(waitingAtMostMilliseconds: max(0, deadline.milliseconds(since: .now) + 1))
        } catch {
            throw LinkTrouble("cannot wait for anything: \(error)", .inputOutput, passes: false)
        }
    }

    private static func attach(_ link: BrokerLink, _ deadline: MonotonicTime) throws(LinkTrouble) -> Result<Welcome, LinkTrouble> {
        var outcome: Result<Welcome, LinkTrouble>?
        link.onState = {
            switch $0 {
            case .attached(let welcome): outcome = .success(welcome)
            case .ended(let trouble): outcome = .failure(trouble)
            case .connecting, .waiting: break
            }
        }
        link.start()
        while outcome == nil && MonotonicTime.now < deadline { try turn(link.loop, until: deadline) }
        if let outcome { return outcome }
        link.close()
        let deaf = "the broker does not answer: is it stopped, or busy reading its journal?"
        return .failure(LinkTrouble(deaf, .unreachable, passes: true))
    }
}
