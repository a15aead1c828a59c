internal import DeskSystem
internal import DeskWire

/// Somebody who writes in a kill loop: sends orders with keys, and sends them again until they are answered.
final class LoopPeer {
    struct Order {
        let key: String
        /// The request without its id and without braces.
        let fields: String
        let text: String
        var request: Int64?
    }

    let name: String
    private let hello: String
    private(set) var client: FrameClient?
    private(set) var isAttached = false
    private(set) var unanswered: [Order] = []
    /// Which message each order became, as the broker said.
    private(set) var acknowledged: [(order: Order, message: Int64, ticket: Int64)] = []
    private(set) var refusals: [String] = []
    private var lastOrder = 0

    /// - Parameter hello: a hello's fields besides type, id and protocol.
    init(_ name: String, hello: String) {
        self.name = name
        self.hello = hello
    }

    func connect(to socket: String) {
        isAttached = false
        do throws(SystemError) {
            client = try FrameClient(connectingTo: socket)
        } catch {
            client = nil
            refusals.append("\(name) was not let in: \(error)")
        }
        tell(#""type":"hello","protocol":[1,1],\#(hello)"#)
    }

    /// The broker has hung up, or there is no line at all.
    var hasEnded: Bool { client?.hasEnded ?? true }

    func hangUp() {
        client = nil
        isAttached = false
    }

    /// Sends a request that nobody waits for; false where the line is dead.
    @discardableResult
    func tell(_ fields: String) -> Int64? {
        guard let client else { return nil }
        let request = client.nextRequest()
        do {
            try client.send("{\"id\":\(request),\(fields)}")
        } catch {
            return nil
        }
        return request
    }

    func answer(_ json: String) { try? client?.send(json) }

    func order(_ text: String, _ fields: (_ key: String) -> String) {
        lastOrder += 1
        let key = "\(name):\(lastOrder)"
        var order = Order(key: key, fields: fields(key) + ",\"key\":\"\(key)\"", text: text)
        order.request = tell(order.fields)
        unanswered.append(order)
    }

    /// Takes in what has come; requests and notices are `handle`'s.
    func pump(_ handle: (JSONValue) -> Void) {
        while let client, let frame = try? client.receive(milliseconds: 0) {
            if frame["type"]?.isString("welcome") ?? false {
                isAttached = true
                for index in unanswered.indices { unanswered[index].request = tell(unanswered[index].fields) }
            } else if let request = frame["re"]?.integer {
                settle(request, frame)
            } else {
                handle(frame)
            }
        }
    }

    private func settle(_ request: Int64, _ frame: JSONValue) {
        guard let index = unanswered.firstIndex(where: { $0.request == request }) else { return }
        if frame["type"]?.isString("ok") ?? false, let message = frame["message"]?.integer, let ticket = frame["ticket"]?.integer {
            acknowledged.append((unanswered.remove(at: index), message, ticket))
        } else {
            refusals.append("\(name): \(String(decoding: frame.raw, as: UTF8.self))")
            unanswered.remove(at: index)
        }
    }
}
