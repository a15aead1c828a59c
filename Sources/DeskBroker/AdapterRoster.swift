public import DeskCore

/// What is known of the adapters that the broker keeps running. The supervisor writes it, answers read it.
public struct AdapterRoster: Sendable {
    private var entries: [String: SupervisedEntry] = [:]
    private var restarts: [String] = []

    public init() {}

    public var sorted: [SupervisedEntry] { entries.values.sorted { $0.name < $1.name } }

    public subscript(name: String) -> SupervisedEntry? { entries[name] }

    public mutating func add(_ name: String, channel: ChannelKey, instance: Slug, at now: Moment) {
        // One that is planned anew keeps its lines.
        var entry = SupervisedEntry(name: name, channel: channel, instance: instance, changed: now)
        if let former = entries[name] { entry.lines = former.lines }
        entries[name] = entry
    }

    public mutating func remove(_ name: String) { entries[name] = nil }

    public mutating func update(_ name: String, _ body: (inout SupervisedEntry) -> Void) {
        guard var entry = entries.removeValue(forKey: name) else { return }
        body(&entry)
        entries[name] = entry
    }

    /// The name of whom a frame means.
    func name(_ bytes: [UInt8]) -> String? { entries.keys.first { $0.utf8.elementsEqual(bytes) } }

    /// The session was thrown out by a newer one.
    mutating func displace(_ session: SessionID) {
        guard let name = sorted.first(where: { $0.session == session })?.name else { return }
        update(name) { $0.isDisplaced = true }
    }

    mutating func askToRestart(_ name: String) {
        if !restarts.contains(name) { restarts.append(name) }
    }

    /// Who is to be restarted because an admin wants it.
    public mutating func takeRestarts() -> [String] {
        defer { restarts = [] }
        return restarts
    }
}

/// One supervised adapter.
public struct SupervisedEntry: Sendable {
    public let name: String
    public let channel: ChannelKey
    public let instance: Slug
    public var phase = AdapterLife.Phase.resting
    public var isBroken = false
    /// Why it is not up; empty where nothing went wrong. ASCII.
    public var reason = ""
    public var process: Int32?
    public var session: SessionID?
    public var starts = 0
    /// Another process has taken its place.
    public var isDisplaced = false
    /// Since when it is in this phase.
    public var changed: Moment
    public var lines = LineRing()

    init(name: String, channel: ChannelKey, instance: Slug, changed: Moment) {
        self.name = name
        self.channel = channel
        self.instance = instance
        self.changed = changed
    }
}

/// The last lines that an adapter wrote, and what became of it between them, each with a number of its own.
public struct LineRing: Sendable {
    public struct Line: Sendable, Equatable {
        public let number: UInt64
        public let at: Timestamp
        public let text: String
        /// Whether the broker says it of the adapter, and not the adapter.
        public let isBrokers: Bool
    }

    public static let linesMax = 200
    public static let bytesMax = 64 << 10

    public private(set) var lines: [Line] = []
    private var byteCount = 0
    private var last: UInt64 = 0

    public init() {}

    public mutating func append(_ text: String, at time: Timestamp, byBroker isBrokers: Bool = false) {
        last += 1
        lines.append(Line(number: last, at: time, text: text, isBrokers: isBrokers))
        byteCount += text.utf8.count
        var excess = 0
        while lines.count - excess > Self.linesMax || byteCount > Self.bytesMax, excess < lines.count - 1 {
            byteCount -= lines[excess].text.utf8.count
            excess += 1
        }
        lines.removeFirst(excess)
    }
}
