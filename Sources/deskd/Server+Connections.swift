internal import DeskBroker
internal import DeskSystem

/// Those who are connected: let in, read from, written to, let go.
extension Server {
    private static let acceptsATurn = 64

    func accept(from listener: borrowing Descriptor) {
        beginTurn()
        do throws(SystemError) {
            for _ in 0..<Self.acceptsATurn {
                guard let descriptor = try UnixSocket.accept(from: listener) else { return }
                try open(descriptor)
            }
        } catch {
            pauseAccepting(error)
        }
    }

    private func open(_ descriptor: consuming Descriptor) throws(SystemError) {
        let peer = try PeerCredentials(of: descriptor)
        let identity = PeerIdentity(user: peer.user, groups: peer.groups, login: logins.login(of: peer.user), process: peer.process)
        try serve(Connection(broker.open(identity), descriptor))
    }

    func serve(_ connection: Connection) throws(SystemError) {
        do throws(SystemError) {
            connection.token = try watch(connection)
        } catch {
            // Nobody would ever hear of the session again.
            broker.close(connection.id)
            throw error
        }
        connections[connection.id] = connection
    }

    private func watch(_ connection: Connection) throws(SystemError) -> EventLoop.Token {
        try loop.watch(connection.descriptor, for: .readable) { [unowned self, unowned connection] readiness in
            beginTurn()
            if readiness.contains(.readable) {
                read(connection)
            } else if !readiness.isDisjoint(with: .hungUp) {
                // It is gone both ways and nothing more is wanted from it: left alone, it would be reported for ever.
                return close(connection)
            }
            if readiness.contains(.writable) { flush(connection) }
        }
    }

    /// Out of descriptors: those attached go on, and newcomers wait in the backlog until some are free again.
    private func pauseAccepting(_ error: SystemError) {
        log.write(.warning, "no new connections for a moment: \(error)")
        doors.pause(on: loop, milliseconds: 200)
    }

    func read(_ connection: Connection) {
        // A span cannot be lent out of a property, so the buffer is taken out for as long.
        var bytes: [UInt8] = []
        swap(&bytes, &buffer)
        defer { swap(&bytes, &buffer) }
        do throws(SystemError) {
            switch try connection.descriptor.read(into: &bytes) {
            case .bytes(let count): broker.receive(bytes.span.extracting(0..<count), from: connection.id)
            case .wouldBlock: break
            case .ended: broker.finish(connection.id)
            }
        } catch {
            close(connection)
        }
    }

    func close(_ connection: Connection) {
        if let token = connection.token { loop.unwatch(token) }
        connection.token = nil
        connections[connection.id] = nil
        let farewell = broker.farewell(connection.id)
        broker.close(connection.id)
        supervisor?.sessionEnded(connection.id, farewell)
    }

    func flush(_ connection: Connection) {
        var isBroken = false
        broker.send(to: connection.id) { bytes in
            var sent = 0
            while sent < bytes.count {
                do throws(SystemError) {
                    guard let count = try connection.descriptor.send(bytes.extracting(sent..<bytes.count)) else { break }
                    sent += count
                } catch {
                    isBroken = true
                    break
                }
            }
            return sent
        }
        if isBroken || broker.isOver(connection.id) { return close(connection) }
        var interest: Readiness = []
        if broker.wantsToRead(connection.id) { interest.insert(.readable) }
        if broker.wantsToWrite(connection.id) { interest.insert(.writable) }
        if let token = connection.token { loop.change(token, to: interest) }
    }
}
