internal import DeskWire

/// Bytes held for one session. What tells of a fact is released when the journal has that fact, and not before.
struct Outbox {
    private var bytes: [UInt8] = []
    /// Sent so far, from the front of `bytes`.
    private var sent = 0
    /// Up to here bytes may be sent.
    private var released = 0
    /// What waits for the journal: ends in `bytes`, with the entry each waits for.
    private var held: [(end: Int, until: UInt64)] = []

    var byteCount: Int { bytes.count - sent }
    var hasReleased: Bool { released > sent }
    var isEmpty: Bool { byteCount == 0 }
    /// Something in it waits for the journal.
    var isHeld: Bool { !held.isEmpty }

    /// Adds a frame that tells of nothing later than entry `until`.
    mutating func append(_ object: [UInt8], until: UInt64, durable: UInt64) {
        Framing.append(object, to: &bytes)
        if held.isEmpty && until <= durable {
            released = bytes.count
        } else if let last = held.indices.last, held[last].until == until {
            held[last].end = bytes.count
        } else {
            held.append((bytes.count, until))
        }
    }

    mutating func release(through durable: UInt64) {
        var count = 0
        while count < held.count, held[count].until <= durable {
            released = held[count].end
            count += 1
        }
        held.removeFirst(count)
    }

    /// Lends what may be sent now and forgets as much of it as `body` says was taken.
    mutating func drain(_ body: (Span<UInt8>) -> Int) {
        guard released > sent else { return }
        sent += body(bytes.span.extracting(sent..<released))
        precondition(sent <= released, "more was sent than there was")
        if sent == bytes.count {
            // A burst's room is given back, a working set is kept.
            bytes.removeAll(keepingCapacity: bytes.capacity <= 64 << 10)
            sent = 0
            released = 0
        } else if sent > 256 << 10 {
            compact()
        }
    }

    private mutating func compact() {
        bytes.removeFirst(sent)
        released -= sent
        for index in held.indices { held[index].end -= sent }
        sent = 0
    }
}
