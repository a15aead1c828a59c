import DeskSystem
import DeskWire

/// A broker that does as it is told, on a socket of its own in a private directory.
final class FakeBroker {
    final class Peer {
        let descriptor: Descriptor
        var token: EventLoop.Token?
        var decoder = FrameDecoder()
        init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    /// Answers a frame; the default welcomes every hello and accepts everything.
    var script: (FakeBroker, JSONValue) -> Void = { broker, frame in broker.behave(frame) }
    /// What goes into a welcome, as JSON fields.
    var welcomeFields = #""accounts":[{"account":"shop","active":true,"authorized":true}]"#
    var epoch = "e1"
    var head = 100
    private(set) var generation = 0
    func skipGenerations(_ count: Int) { generation += count }
    /// Every frame of every connection, in order.
    private(set) var heard: [JSONValue] = []
    private(set) var connectionCount = 0
    private(set) var trouble: String?

    let loop: EventLoop
    let path: String
    private var listener: Listener?
    private var peer: Peer?

    private final class Listener {
        let descriptor: Descriptor
        var token: EventLoop.Token?
        init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    init(loop: EventLoop, path: String) {
        self.loop = loop
        self.path = path
    }

    func start() throws {
        let listener = Listener(owning: try UnixSocket.listen(at: path))
        listener.token = try loop.watch(listener.descriptor, for: .readable) { [unowned self] _ in self.accept() }
        self.listener = listener
    }

    /// As a broker that is killed.
    func stop() {
        hangUp()
        listener?.token.map(loop.unwatch)
        listener = nil
        try? Path.remove(path)
    }

    func hangUp() {
        peer?.token.map(loop.unwatch)
        peer = nil
    }

    func frames(_ type: String) -> [JSONValue] { heard.filter { $0["type"]?.isString(type) == true } }

    func send(_ object: String) { send(bytes: Framing.frame(Array(object.utf8))) }

    func send(bytes: [UInt8]) {
        guard let peer else { return }
        if (try? peer.descriptor.send(bytes.span)) != bytes.count { trouble = "the fake broker could not send everything" }
    }

    func answer(_ frame: JSONValue, _ fields: String = "") {
        send(#"{"type":"ok","re":\#(frame["id"]?.integer ?? -1)\#(fields.isEmpty ? "" : ",")\#(fields)}"#)
    }

    func refuse(_ frame: JSONValue, _ code: String, retryable: Bool = false, afterMilliseconds: Int = 0) {
        send(
            #"{"type":"error","re":\#(frame["id"]?.integer ?? -1),"code":"\#(code)","message":"no: \#(code)","#
                + #""retryable":\#(retryable),"retryAfterMs":\#(afterMilliseconds)}"#)
    }

    func welcome(_ frame: JSONValue) {
        generation += 1
        send(
            #"{"type":"welcome","re":\#(frame["id"]?.integer ?? -1),"protocol":1,"software":"fake/1","features":[],"#
                + #""epoch":"\#(epoch)","head":\#(head),"generation":\#(generation),\#(welcomeFields)}"#)
    }

    /// Welcomes, accepts, and gives each publication a number.
    func behave(_ frame: JSONValue) {
        guard let type = frame["type"]?.string else { return }
        switch type {
        case "hello": welcome(frame)
        case "publish":
            head += 1
            answer(frame, #""seq":\#(head),"message":\#(head),"ticket":7,"duplicate":false"#)
        default: if frame["id"] != nil { answer(frame) }
        }
    }

    private func accept() {
        guard let listener, let fresh = try? UnixSocket.accept(from: listener.descriptor) else { return }
        hangUp()
        connectionCount += 1
        let peer = Peer(owning: fresh)
        peer.token = try? loop.watch(peer.descriptor, for: .readable) { [unowned self] _ in self.read(peer) }
        self.peer = peer
    }

    private func read(_ peer: Peer) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        guard case .bytes(let count)? = try? peer.descriptor.read(into: &chunk) else { return hangUp() }
        peer.decoder.append(chunk.span.extracting(0..<count))
        while self.peer === peer, let bytes = try? peer.decoder.next() {
            guard let frame = try? JSONDocument(parsing: bytes).root else {
                trouble = "the fake broker got a frame that it cannot read"
                return
            }
            heard.append(frame)
            script(self, frame)
        }
    }
}
