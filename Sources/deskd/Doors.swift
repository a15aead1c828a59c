internal import DeskSystem

/// Where peers come in: at a place that the broker takes itself, or at listeners that the service manager made and keeps.
final class Doors {
    /// Nil where the service manager holds the doors.
    private let place: SocketPlace?
    private let bus: [Listener]
    /// Those that are for reading metrics.
    let metrics: [Listener]
    private var tokens: [EventLoop.Token] = []

    /// Takes the configured place, unless there is a listener already: that is used as it is, and never removed.
    /// - Throws: 78 where a listener has a name that says nothing here.
    static func place(_ inherited: [Listener], _ configuration: Configuration) throws -> SocketPlace? {
        try check(inherited)
        return inherited.allSatisfy { $0.name == "metrics" } ? try SocketPlace(configuration.socket) : nil
    }

    /// Listens there.
    /// - Parameter place: nil where there is a listener for the bus already.
    init(_ inherited: [Listener], _ place: SocketPlace?, _ configuration: Configuration) throws {
        self.place = place
        metrics = inherited.filter { $0.name == "metrics" }
        let handedOver = inherited.filter { $0.name != "metrics" }
        bus = try place.map { [Listener("bus", try $0.listen(configuration.socketAccess))] } ?? handedOver
    }

    private static func check(_ inherited: [Listener]) throws(Failure) {
        // Whoever hands over one and does not name it means the one that there has to be.
        if inherited.count == 1 && inherited[0].name.isEmpty { return }
        for listener in inherited where listener.name != "bus" && listener.name != "metrics" {
            throw Failure(
                .configuration,
                "the service manager handed over a socket named '\(listener.name)'; FileDescriptorName= may be bus or metrics")
        }
    }

    /// For a sentence that ends with it.
    var description: String {
        place?.path ?? (bus.count == 1 ? "a socket that was handed over" : "\(bus.count) sockets that were handed over")
    }

    /// Calls `accept` whenever somebody waits at a door.
    func open(on loop: EventLoop, _ accept: @escaping (borrowing Descriptor) -> Void) throws(SystemError) {
        for listener in bus { tokens.append(try loop.watch(listener.descriptor, for: .readable) { _ in accept(listener.descriptor) }) }
    }

    /// Lets newcomers wait in the backlog for a moment.
    func pause(on loop: EventLoop, milliseconds: Int) {
        for token in tokens { loop.change(token, to: []) }
        loop.after(milliseconds: milliseconds) { [unowned self] in
            for token in tokens { loop.change(token, to: .readable) }
        }
    }

    /// Lets nobody in any more. Who waits at a listener that was handed over waits for the next broker.
    func close(on loop: EventLoop) {
        for token in tokens { loop.unwatch(token) }
        tokens = []
    }

    /// Removes what we made.
    func remove() { place?.remove() }

    /// Lets others connect from now on. A listener that was handed over keeps what its unit says.
    /// - Throws: why nothing was changed.
    func apply(_ access: SocketAccess) throws(BrokenConfiguration) { try place?.apply(access) }
}
