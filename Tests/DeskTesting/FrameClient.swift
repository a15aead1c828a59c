public import DeskSystem
public import DeskWire

/// A peer of the broker that waits for what it wants to hear: for tests, which have nothing else to do meanwhile.
public final class FrameClient {
    private let socket: Descriptor
    private var decoder = FrameDecoder(frameBytesMax: 4 << 20)
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// The broker has hung up, or was killed.
    public private(set) var hasEnded = false
    private var lastRequest: Int64 = 0

    public init(connectingTo path: String) throws(SystemError) {
        socket = try UnixSocket.connect(to: path)
        try socket.setNonBlocking(false)
    }

    /// A number for the next request.
    public func nextRequest() -> Int64 {
        lastRequest += 1
        return lastRequest
    }

    public func send(_ object: String) throws(SystemError) { try send(bytes: Framing.frame(Array(object.utf8))) }

    /// Sends bytes as they are, a frame or not.
    public func send(bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            sent += try socket.send(bytes.span.extracting(sent..<bytes.count)) ?? 0
        }
    }

    /// Says that nothing more will come, and goes on listening.
    public func endSending() { socket.endSending() }

    /// The next frame; nil where none came in time, or the broker has hung up.
    public func receive(milliseconds: Int = 10_000) throws -> JSONValue? {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while true {
            if let object = try decoder.next() { return try JSONDocument(parsing: object).root }
            guard !hasEnded, try socket.waitReadable(milliseconds: max(0, end.milliseconds(since: .now))) else { return nil }
            read()
        }
    }

    private func read() {
        // A span cannot be lent out of a property, so the buffer is taken out for as long.
        var bytes: [UInt8] = []
        swap(&bytes, &buffer)
        defer { swap(&bytes, &buffer) }
        do throws(SystemError) {
            switch try socket.read(into: &bytes) {
            case .bytes(let count): decoder.append(bytes.span.extracting(0..<count))
            case .wouldBlock: break
            case .ended: hasEnded = true
            }
        } catch {
            // A broker that was killed with bytes of ours unread resets the connection.
            hasEnded = true
        }
    }

    /// Waits for the answer to request `id`, over whatever comes before it.
    public func answer(to id: Int64, milliseconds: Int = 10_000) throws -> JSONValue? {
        while let frame = try receive(milliseconds: milliseconds) {
            if frame["re"]?.integer == id { return frame }
        }
        return nil
    }

    /// Sends a request, given without `id` as the inside of an object, and waits for its answer.
    public func ask(_ fields: String) throws -> JSONValue? {
        let id = nextRequest()
        try send("{\"id\":\(id),\(fields)}")
        return try answer(to: id)
    }

    public func attach(as role: String, _ name: String) throws -> JSONValue? {
        try ask(#""type":"hello","protocol":[1,1],"role":"\#(role)","name":"\#(name)""#)
    }

    /// Attaches an adapter whose threads have names and whose people have opaque ids.
    public func attachAdapter(_ name: String, window: Int = 16, idempotent: Bool = false) throws -> JSONValue? {
        let capabilities = #"{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread","idempotentSend":\#(idempotent)}"#
        return try ask(
            #""type":"hello","protocol":[1,1],"role":"adapter","name":"\#(name)","window":\#(window),"#
                + #""manifest":{"key":"\#(name)","name":"\#(name)","capabilities":\#(capabilities)}"#)
    }
}
