internal import DeskBroker
internal import DeskSystem
internal import Glibc

/// What ends the daemon: somebody's signal, or a failure.
extension Server {
    private static let leaveMillisecondsMax = 1_000

    /// The disk has failed: nobody is told anything any more.
    func fail(_ failure: Failure) {
        self.failure = self.failure ?? failure
        loop.stop()
    }

    func takeSignals() {
        while let signal = try? signals.next() {
            beginTurn()
            if signal == SIGHUP && isStopping {
                log.write(.notice, "shutting down: the configuration is not read again")
                continue
            }
            guard signal != SIGHUP else {
                initSystem.reloading()
                reload()
                initSystem.ready(vitals)
                continue
            }
            log.announce("signal \(signal): shutting down")
            stop()
        }
    }

    /// Adapters finish first, and tell what they have done. Whoever asks twice does not want to wait for them.
    func stop() {
        beginTurn()
        if isStopping { return supervisor?.killAll() ?? () }
        isStopping = true
        initSystem.stopping(within: Int(adapters.map(\.drainMilliseconds).max() ?? 0))
        // Newcomers would have to go at once; at a door that somebody keeps for us they wait for the next broker.
        doors.close(on: loop)
        supervisor?.drainAll { [unowned self] in leave() }
    }

    /// Finishes the turn, says goodbye, and gives everybody a moment to hear it.
    private func leave() {
        broker.shutDown()
        let began = loop.now
        loop.beforeSleep = { [unowned self] in
            endTurn()
            if connections.isEmpty || loop.now.milliseconds(since: began) >= Self.leaveMillisecondsMax { finish() }
        }
        loop.after(milliseconds: Self.leaveMillisecondsMax) {}
    }

    private func finish() {
        markIdle()
        loop.stop()
    }
}
