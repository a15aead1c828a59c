internal import DeskWire

/// Frames counted by type. The types are those of the protocol; whatever else comes is counted together.
struct FrameTally {
    let types: [String]
    private let words: [UInt64]
    private(set) var counts: [UInt64]
    private(set) var others: UInt64 = 0

    /// - Parameter types: the most frequent first, since they are looked for in this order; no two begin with the same eight bytes
    ///   where whole frames are counted.
    init(_ types: [String]) {
        assert(Set(types).count == types.count, "a type twice")
        self.types = types
        words = types.map { type in type.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
        counts = [UInt64](repeating: 0, count: types.count)
    }

    mutating func count(_ type: String) {
        // A type is ours, so a String may be compared; a stranger's can only fail to match.
        if let place = types.firstIndex(of: type) { counts[place] += 1 } else { others += 1 }
    }

    /// One of our own frames, which all begin with their type.
    mutating func count(frame: [UInt8]) {
        var word: UInt64 = 0
        var at = 9
        while at < min(17, frame.count), frame[at] != 0x22 {
            word = word << 8 | UInt64(frame[at])
            at += 1
        }
        if let place = words.firstIndex(of: word) { counts[place] += 1 } else { others += 1 }
    }
}

extension FrameTally {
    static let incoming = FrameTally(RequestTypes.all.map(\.name))
    static let outgoing = FrameTally([
        "ok", "event", "deliver", "error", "presence", "channel", "typing", "read", "account", "probe", "state", "welcome", "ping", "pong",
        "bye", "tapped",
    ])
}
