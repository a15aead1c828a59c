internal import DeskBroker
internal import DeskSystem
internal import Glibc

// Processes.
extension Supervisor {
    func note(_ level: LogLine.Level, _ adapter: SupervisedAdapter, _ text: String) {
        host.note(level, "adapter \(adapter.name) \(text)", from: "supervision of \(adapter.name)")
        let wall = host.moment.wall
        host.record { $0.update(adapter.name) { $0.lines.append(text, at: wall, byBroker: true) } }
    }

    func spawn(_ adapter: SupervisedAdapter) {
        do throws(SystemError) {
            try start(adapter)
        } catch {
            died(adapter, "it could not be started: \(error)")
        }
    }

    private func start(_ adapter: SupervisedAdapter) throws(SystemError) {
        guard let binding = Self.binding(adapter.plan) else { throw SystemError("posix_spawn", code: EINVAL, adapter.plan.channel) }
        let nothing = try File("/dev/null", .read)
        let socket = try UnixSocket.pair { (ours, theirs) throws(SystemError) in
            try theirs.setNonBlocking(false)
            adapter.output = try Pipe.open { (reading, writing) throws(SystemError) in
                let output = try AdapterOutput(reading)
                adapter.process = try ChildProcess(
                    "/proc/self/exe", AdapterLaunch.arguments(adapter.plan),
                    environment: environment + ["DESK_INSTANCE=\(adapter.plan.instance)"],
                    descriptors: [
                        0: nothing.descriptor.number, 1: writing.number, 2: writing.number, 3: theirs.number,
                        4: lifeline.reading.number,
                    ], newSession: true)
                return output
            }
            return SocketBox(ours)
        }
        try watch(adapter, socket, binding)
    }

    /// From here on there is a process: whatever fails now ends it, and its end is seen as any other.
    private func watch(_ adapter: SupervisedAdapter, _ socket: SocketBox, _ binding: SessionBinding) throws(SystemError) {
        guard let process = adapter.process, let output = adapter.output else { return }
        do throws(SystemError) {
            adapter.end = try loop.watch(process.pidDescriptor, for: .readable) { [unowned self, unowned adapter] _ in
                host.beginTurn()
                sawEnd(of: adapter)
            }
            output.token = try loop.watch(output.descriptor, for: .readable) { [unowned self, unowned adapter] _ in
                host.beginTurn()
                hear(adapter)
            }
            adapter.session = try host.open(socket.take(), process: process.identifier, boundTo: binding)
        } catch {
            process.signal(OwnProcess.kill)
            _ = try process.wait(milliseconds: 1_000)
            forget(adapter)
            throw error
        }
        host.record { roster in
            roster.update(adapter.name) {
                $0.starts += 1
                $0.isDisplaced = false
            }
        }
        note(.notice, adapter, "started as process \(process.identifier)")
    }

    private func sawEnd(of adapter: SupervisedAdapter) {
        guard let end = adapter.process?.poll() else { return }
        if let output = adapter.output { log(output.rest(at: now), adapter) }
        let how = end.described(adapter.withoutName(adapter.output?.lastLine ?? ""))
        forget(adapter)
        died(adapter, how, end.ending)
    }

    /// Lets go of everything that belonged to the process. What it has forked may hold the other ends as long as it likes.
    private func forget(_ adapter: SupervisedAdapter) {
        adapter.end.map(loop.unwatch)
        adapter.output?.token.map(loop.unwatch)
        let session = adapter.session
        (adapter.end, adapter.output, adapter.process, adapter.session) = (nil, nil, nil, nil)
        session.map(host.close)
    }

    private func died(_ adapter: SupervisedAdapter, _ how: String, _ ending: AdapterLife.Ending = .death) {
        let wasBroken = adapter.life.policy.isBroken
        let isDisplaced = isDisplaced(adapter)
        adapter.life.ended(how, isDisplaced ? .displacement : ending, at: now, random: SystemRandom.integer())
        note(.notice, adapter, "ended: \(adapter.life.reason)")
        if !isDisplaced { noteWait(adapter, wasBroken, ending) }
        follow(adapter)
    }

    private func noteWait(_ adapter: SupervisedAdapter, _ wasBroken: Bool, _ ending: AdapterLife.Ending) {
        if case .waiting(let until) = adapter.life.phase, until > now {
            let isNew = adapter.life.policy.isBroken && !wasBroken
            let why = ending == .refusal ? "its command line or its configuration is wrong" : "it dies again and again"
            note(isNew ? .error : .notice, adapter, "\(isNew ? "is broken, \(why): it is tried" : "starts") again in \(until - now) ms")
        }
    }
}

// What they write.
extension Supervisor {
    private static let pauseMilliseconds = 1_000

    private func hear(_ adapter: SupervisedAdapter) {
        guard let output = adapter.output, let token = output.token else { return }
        guard let lines = output.read(at: now) else {
            loop.unwatch(token)
            output.token = nil
            return
        }
        log(lines, adapter)
        guard output.isExcessive else { return }
        loop.change(token, to: [])
        loop.after(milliseconds: Self.pauseMilliseconds) { [unowned self] in
            if let token = output.token, adapter.output === output { loop.change(token, to: .readable) }
        }
    }

    private func log(_ lines: [String], _ adapter: SupervisedAdapter) {
        guard !lines.isEmpty else { return }
        // A share of the log of its own: what it writes crowds out nobody, and not what is written about it either.
        for line in lines {
            let text = adapter.withoutName(AdapterOutput.withoutLevel(line))
            let level: LogLine.Level = AdapterOutput.isForDebugging(line) ? .debug : .notice
            host.note(level, "adapter \(adapter.name): \(text)", from: "adapter \(adapter.name)")
        }
        let wall = host.moment.wall
        let texts = lines.map(AdapterOutput.withoutLevel)
        host.record { $0.update(adapter.name) { entry in for text in texts { entry.lines.append(text, at: wall) } } }
    }
}

/// Carries a descriptor out of a closure that lends it.
private final class SocketBox {
    private var descriptor: Descriptor?

    init(_ descriptor: consuming Descriptor) { self.descriptor = consume descriptor }

    func take() throws(SystemError) -> Descriptor {
        guard let taken = descriptor.take() else { throw SystemError("socketpair", code: EBADF) }
        return taken
    }
}
