internal import DeskConsole
internal import DeskKit

/// What only admins may do, said where somebody sits as a rep: a session of its own, for as long as the verb takes.
final class AdminSession {
    private static let attachMillisecondsMax = 5_000
    private let link: BrokerLink
    private let loop: EventLoop
    private var patience: EventLoop.Token?
    private var ready: ((_ trouble: String?, ExitCode) -> Void)?

    /// Whether the verb, said like this by whoever sits there, wants one.
    static func isWanted(_ verb: Verb, _ arguments: Arguments, _ seat: Seat) -> Bool {
        guard case .broker(.admin) = verb.need(for: arguments), let link = seat.link else { return false }
        return link.hello.role != .admin
    }

    init(for seat: Seat) throws(UsageError) {
        loop = seat.loop
        let hello = Introduction(.admin, name: seat.me, software: Program.software)
        link = BrokerLink(loop: loop, endpoint: .path(try SocketLocation(explicit: seat.flags.socket)), hello: hello)
        GivenName.follow(link, seat.flags)
    }

    /// Runs the call as an admin, or fails it with the broker's reason.
    func run(_ call: Call) {
        ready = { [link] trouble, code in
            guard let trouble else {
                call.link = link
                return call.verb.run(call)
            }
            call.fail(code == .notPermitted ? "\(call.verb.name) is for admins. \(trouble)" : trouble, code.rawValue)
        }
        link.onState = { [unowned self] in heed($0) }
        link.start()
        patience = loop.after(milliseconds: Self.attachMillisecondsMax) { [weak self] in
            self?.decide("the broker does not answer; try again", .unreachable)
        }
    }

    func close() {
        patience.map(loop.cancel)
        link.close()
    }

    private func heed(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .attached: decide(nil, .unreachable)
        case .waiting(_, let trouble), .ended(let trouble): decide(trouble.message, trouble.exitCode)
        }
    }

    private func decide(_ trouble: String?, _ code: ExitCode) {
        patience.map(loop.cancel)
        patience = nil
        let ready = ready
        self.ready = nil
        ready?(trouble, code)
    }
}
