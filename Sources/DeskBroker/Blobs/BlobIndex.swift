internal import DeskCore
internal import DeskJournal

/// Which messages carry which file, and which files no message carries yet.
struct BlobIndex {
    /// Holders that are looked at for whether somebody may have a file: the latest of them.
    private static let holdersLookedAtMax = 10_000

    private var holders: [BlobID: [MessageID]] = [:]
    /// Since when a file waits for its message, by the machine's clock, and how long it is.
    private var waiting: [BlobID: (since: Int64, byteCount: Int)] = [:]
    private(set) var waitingBytes = 0

    mutating func note(_ events: [Event], in sequence: SequenceNumber) {
        for event in events {
            guard let (id, content) = event.message(in: sequence), let content else { continue }
            for attachment in content.attachments { hold(attachment.blob, id) }
        }
    }

    private mutating func hold(_ blob: BlobID, _ message: MessageID) {
        forget(blob)
        if holders[blob]?.last != message { holders[blob, default: []].append(message) }
    }

    func isHeld(_ blob: BlobID) -> Bool { holders[blob] != nil }

    /// Whether a message that passes `test` carries the file.
    func isHeld(_ blob: BlobID, where test: (MessageID) -> Bool) -> Bool {
        holders[blob]?.suffix(Self.holdersLookedAtMax).reversed().contains(where: test) ?? false
    }

    /// Nobody's message carries it yet.
    mutating func await(_ blob: BlobID, _ byteCount: Int, at now: Int64) {
        guard holders[blob] == nil else { return }
        forget(blob)
        waiting[blob] = (now, byteCount)
        waitingBytes += byteCount
    }

    mutating func forget(_ blob: BlobID) {
        if let entry = waiting.removeValue(forKey: blob) { waitingBytes -= entry.byteCount }
    }

    /// Up to `count` files that have waited since before `moment`, in the order of their names.
    func abandoned(before moment: Int64, count: Int) -> [BlobID] {
        guard !waiting.isEmpty else { return [] }
        let due = waiting.filter { $0.value.since < moment }.keys
        return Array(due.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.prefix(count))
    }

    /// Files whose messages are all blank to everybody: they go.
    mutating func takeBlank(_ isBlank: (MessageID) -> Bool) -> [BlobID] {
        let gone = holders.filter { $0.value.allSatisfy(isBlank) }.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for blob in gone { holders[blob] = nil }
        return gone
    }
}
