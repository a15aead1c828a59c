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

    public func connect() throws -> any DeskLink { RealLink(try broker.connect(), to: broker) }

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
    private let broker: RealBroker
    private(set) var hasEnded = false

    init(_ client: FrameClient, to broker: RealBroker) {
        self.client = client
        self.broker = broker
    }

    func send(bytes: [UInt8]) throws { try client?.send(bytes: bytes) }

    func next() throws -> [UInt8]? {
        let frame = try client?.receive(milliseconds: Self.millisecondsMax)
        hasEnded = client?.hasEnded ?? true
        return frame?.raw
    }

    /// What a transcript says next happens after the broker has seen this: it hears of two sockets in no certain order.
    func close() {
        guard client != nil else { return }
        let before = broker.openDescriptors
        client = nil
        let end = MonotonicTime.now.advanced(milliseconds: 1_000)
        while broker.openDescriptors >= before, MonotonicTime.now < end { _ = try? broker.waitForEnd(milliseconds: 1) }
    }

    func reads(_ yes: Bool) {}
}
