/// What was cut lately, to be put back with Ctrl-Y.
struct KillRing: Sendable {
    static let entriesMax = 16

    enum Direction { case forward, backward }

    private var entries: [String] = []
    private var place = 0

    /// Takes `text`; joined to the last one where one cut follows the other.
    mutating func push(_ text: String, _ direction: Direction, joining: Bool) {
        guard !text.isEmpty else { return }
        if joining, let last = entries.popLast() {
            entries.append(direction == .forward ? last + text : text + last)
        } else {
            entries.append(text)
        }
        if entries.count > Self.entriesMax { entries.removeFirst() }
        place = entries.count - 1
    }

    /// The latest one.
    mutating func latest() -> String? {
        place = entries.count - 1
        return entries.last
    }

    /// The one before the one last asked for, round and round.
    mutating func earlier() -> String? {
        guard !entries.isEmpty else { return nil }
        place = (place + entries.count - 1) % entries.count
        return entries[place]
    }
}
