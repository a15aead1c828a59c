internal import DeskKit

/// A short session with the broker in which questions are asked one after the other, each waited for, none for long.
final class Interview {
    enum Outcome {
        case attached(Welcome)
        case trouble(LinkTrouble)
        /// It was there to be connected to, and said nothing.
        case silent
    }

    static let millisecondsMax = 2_000

    let outcome: Outcome
    private let loop: EventLoop
    private let link: BrokerLink

    init(_ location: SocketLocation, _ role: Introduction.Role, name: String, _ flags: Flags) throws(SystemError) {
        let loop = try EventLoop()
        let link = BrokerLink(
            loop: loop, endpoint: .path(location), hello: Introduction(role, name: name, software: Program.software), comesBack: false)
        GivenName.follow(link, flags)
        var found: Outcome?
        link.onState = { state in
            switch state {
            case .connecting: break
            case .attached(let welcome): found = found ?? .attached(welcome)
            case .waiting(_, let trouble), .ended(let trouble): found = found ?? .trouble(trouble)
            }
        }
        link.start()
        try Self.wait(loop) { found != nil }
        (self.loop, self.link, outcome) = (loop, link, found ?? .silent)
    }

    deinit { link.close() }

    var welcome: Welcome? { if case .attached(let welcome) = outcome { welcome } else { nil } }

    /// The answer; nil where it was refused or did not come.
    func ask(_ type: String, _ fields: (inout JSONWriter) -> Void = { _ in }) -> JSONValue? {
        guard welcome != nil else { return nil }
        var body: JSONValue?
        var isOver = false
        link.request(type, fields) { answer in
            if case .ok(let found) = answer { body = found }
            isOver = true
        }
        try? Self.wait(loop) { isOver }
        return body
    }

    private static func wait(_ loop: EventLoop, _ isOver: () -> Bool) throws(SystemError) {
        var isTooLate = false
        let timer = loop.after(milliseconds: millisecondsMax) { isTooLate = true }
        while !isOver(), !isTooLate { try loop.turn(waitingAtMostMilliseconds: nil) }
        loop.cancel(timer)
    }
}
