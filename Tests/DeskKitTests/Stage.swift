import DeskKit
import DeskSystem
import DeskWire
import Testing

/// A loop, a private directory, a fake broker that listens there, and one adapter where a test wants it.
final class Stage {
    let loop: EventLoop
    let directory: String
    let broker: FakeBroker
    var states: [String] = []

    init(isListening: Bool = true) throws {
        loop = try EventLoop()
        directory = try Directory.createPrivate(prefix: "/tmp/desk-kit-")
        broker = FakeBroker(loop: loop, path: directory + "/bus.sock")
        if isListening { try broker.start() }
    }

    deinit {
        broker.stop()
        Path.removeTree(directory)
    }

    var location: SocketLocation {
        get throws { try SocketLocation(broker.path) }
    }

    /// Quick enough for a test, slow enough to see each step.
    static var quick: LinkLimits {
        var limits = LinkLimits.standard
        limits.backOffMillisecondsMin = 4
        limits.backOffMillisecondsMax = 16
        return limits
    }

    func adapter(limits: AdapterLimits = .standard, _ set: (inout Manifest) -> Void = { _ in }) throws -> Adapter {
        var manifest = Manifest(key: "test", name: "Test", description: "A test", capabilities: Capabilities())
        set(&manifest)
        let adapter = Adapter(
            loop: loop, endpoint: .path(try location), manifest: manifest, software: "test/1", limits: limits, linkLimits: Self.quick,
            random: { 0 })
        adapter.onState = { [unowned self] in self.note($0) }
        adapter.start()
        return adapter
    }

    func link(role: Introduction.Role = .rep, limits: LinkLimits = quick, random: @escaping () -> UInt64 = { 0 }) throws -> BrokerLink {
        let hello = Introduction(role, name: "ana", software: "test/1")
        let link = BrokerLink(loop: loop, endpoint: .path(try location), hello: hello, limits: limits, random: random)
        link.onState = { [unowned self] in self.note($0) }
        link.start()
        return link
    }

    func note(_ state: LinkState) {
        switch state {
        case .connecting: states.append("connecting")
        case .attached: states.append("attached")
        case .waiting(let milliseconds, let trouble): states.append("waiting \(milliseconds): \(trouble)")
        case .ended(let trouble): states.append("ended \(trouble.exitCode.rawValue): \(trouble)")
        }
    }

    /// Turns until `isTrue`, or fails after a while.
    func until(_ what: String = "", milliseconds: Int = 3_000, at location: SourceLocation = #_sourceLocation, _ isTrue: () -> Bool) throws
    {
        let deadline = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while !isTrue() {
            try #require(MonotonicTime.now < deadline, "waited in vain \(what); states \(states)", sourceLocation: location)
            try loop.turn(waitingAtMostMilliseconds: 50)
        }
    }

    /// Turns for a while, so that what should not happen could.
    func settle(milliseconds: Int = 60) throws {
        let deadline = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while MonotonicTime.now < deadline { try loop.turn(waitingAtMostMilliseconds: 5) }
    }
}

extension Publication {
    static func test(_ key: String, thread: String = "t", account: String = "shop") -> Publication {
        Publication(account: account, key: key, thread: thread, from: Party(.opaque("maria")), text: "text of \(key)")
    }
}

extension [JSONValue] {
    /// The keys of some publish frames.
    var keys: [String] { compactMap { $0["key"]?.string } }
}

extension PublishOutcome {
    var word: String {
        switch self {
        case .accepted(let acceptance): acceptance.isDuplicate ? "duplicate" : "accepted"
        case .refused(let refusal): "refused \(refusal.code)"
        case .waiting(let refusal): "waiting \(refusal.code)"
        }
    }
}
