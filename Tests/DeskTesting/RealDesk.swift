internal import DeskSystem
internal import DeskWire

/// The real daemon as a transcript sees it.
public final class RealDesk: DeskUnderTest {
    public let broker: RealBroker

    public struct NotHere: Error, CustomStringConvertible {
        public let description: String
    }

    public init() throws { broker = try RealBroker() }

    public var excuse: String { broker.log.split(separator: "\n").suffix(3).joined(separator: "\n") }

    public func connect() throws -> any DeskLink { RealLink(try broker.connect()) }

    public func perform(_ fault: Fault) throws {
        switch fault {
        case .killAndRestart:
            try broker.kill()
            try broker.start()
        case .restart:
            let end = try broker.stop()
            guard end == .exited(0) else {
                throw NotHere(description: "deskd ended with \(String(describing: end)): \(broker.log.suffix(500))")
            }
            try broker.start()
        case .powerCutAndRestart, .crashBeforeCommit, .diskIsFull, .clock, .wait:
            throw NotHere(description: "only the simulated world has this; begin the transcript with `! only in memory: reason`")
        }
    }
}

private final class RealLink: DeskLink {
    /// How long a frame is waited for that ought to come.
    private static let millisecondsMax = 5_000
    private var client: FrameClient?
    private(set) var hasEnded = false

    init(_ client: FrameClient) { self.client = client }

    func send(bytes: [UInt8]) throws { try client?.send(bytes: bytes) }

    func next() throws -> [UInt8]? {
        let frame = try client?.receive(milliseconds: Self.millisecondsMax)
        hasEnded = client?.hasEnded ?? true
        return frame?.raw
    }

    func close() { client = nil }

    func reads(_ yes: Bool) {}
}
