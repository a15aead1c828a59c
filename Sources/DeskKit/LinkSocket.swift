internal import DeskSystem
internal import DeskWire

/// One connection: bytes to frames, frames to bytes. It knows nothing of what they mean.
final class LinkSocket {

    let descriptor: Descriptor
    var token: EventLoop.Token?
    private var decoder = FrameDecoder()
    private var outgoing: [UInt8] = []
    private var sentCount = 0
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

    var unsentBytes: Int { outgoing.count - sentCount }

    /// Reads once; what it brings is had from ``next()``.
    /// - Returns: false where the other side has ended.
    func receive() throws(SystemError) -> Bool {
        switch try descriptor.read(into: &chunk) {
        case .bytes(let count):
            let lent = chunk
            decoder.append(lent.span.extracting(0..<count))
            return true
        case .wouldBlock: return true
        case .ended: return false
        }
    }

    func next() throws(FramingError) -> [UInt8]? { try decoder.next() }

    func queue(_ object: [UInt8]) { Framing.append(object, to: &outgoing) }

    /// Writes what the kernel takes.
    func flush() throws(SystemError) {
        while sentCount < outgoing.count {
            guard let count = try sendOnce() else { return }
            sentCount += count
        }
        outgoing.removeAll(keepingCapacity: outgoing.capacity <= 65_536)
        sentCount = 0
    }

    private func sendOnce() throws(SystemError) -> Int? {
        let lent = outgoing
        return try descriptor.send(lent.span.extracting(sentCount..<lent.count))
    }
}
