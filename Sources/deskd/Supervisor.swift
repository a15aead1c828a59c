internal import DeskBroker
internal import DeskCore
internal import DeskSystem
internal import Glibc

/// Keeps the configured adapters running: starts them with their connection in their hands, sees them end, starts them again,
/// and ends them. It decides nothing of when: that is `AdapterLife`'s. Nothing is ever signalled but what was started here, and
/// that through its pidfd.
final class Supervisor {
    private let loop: EventLoop
    private unowned let host: any SupervisorHost
    private let lifeline: Lifeline
    private let environment: [String]
    private var adapters: [String: SupervisedAdapter] = [:]
    private var whenDrained: (() -> Void)?

    init(_ loop: EventLoop, _ host: any SupervisorHost) throws(SystemError) {
        self.loop = loop
        self.host = host
        lifeline = try Lifeline.make()
        environment = try Self.scrubbedEnvironment()
    }

    /// What adapters are to find of our surroundings, and nothing else.
    private static func scrubbedEnvironment() throws(SystemError) -> [String] {
        let own = ["DESK_FD", "DESK_INSTANCE", Lifeline.variable]
        var kept = try Environment.all().filter { entry in
            let name = entry.prefix { $0 != "=" }
            return ["PATH", "HOME", "LANG", "TZ"].contains(name) || (name.hasPrefix("DESK_") && !own.contains(String(name)))
        }
        if !kept.contains(where: { $0.hasPrefix("PATH=") }) { kept.append("PATH=/usr/local/bin:/usr/bin:/bin") }
        return kept + ["DESK_FD=3", "\(Lifeline.variable)=4"]
    }

    private var now: Int64 { host.moment.monotonicMilliseconds }
    private var sorted: [SupervisedAdapter] { adapters.values.sorted { $0.name < $1.name } }
}

// What is wanted.
extension Supervisor {
    /// These are the adapters from now on: new ones are started, those whose plan has changed start again, the rest are left alone.
    func apply(_ plans: [AdapterPlan]) {
        host.beginTurn()
        let wanted = Set(plans.map(\.name))
        for adapter in sorted where !wanted.contains(adapter.name) {
            adapter.isGone = true
            adapter.replacement = nil
            perform(adapter.life.stop(at: now), adapter)
        }
        for plan in plans {
            if let adapter = adapters[plan.name] { change(adapter, plan) } else { add(plan) }
        }
    }

    private func add(_ plan: AdapterPlan) {
        let adapter = SupervisedAdapter(plan)
        adapters[plan.name] = adapter
        enlist(adapter)
        perform(adapter.life.start(at: now), adapter)
    }

    private func change(_ adapter: SupervisedAdapter, _ plan: AdapterPlan) {
        let current = adapter.replacement ?? adapter.plan
        guard adapter.isGone || current != plan else { return }
        adapter.isGone = false
        adapter.replacement = plan
        perform(adapter.life.stop(at: now), adapter)
    }

    func restart(_ names: [String]) {
        for name in names {
            guard whenDrained == nil, let adapter = adapters[name], !adapter.isGone else { continue }
            perform(adapter.life.restart(at: now), adapter)
        }
    }

    /// Asks all to finish, and calls `body` when the last has ended.
    func drainAll(then body: @escaping () -> Void) {
        host.beginTurn()
        whenDrained = body
        for adapter in sorted {
            adapter.replacement = nil
            perform(adapter.life.stop(at: now), adapter)
        }
        sayWhenDrained()
    }

    /// There is no more time.
    func killAll() {
        host.beginTurn()
        for adapter in sorted { perform(adapter.life.kill(), adapter) }
    }

    private func sayWhenDrained() {
        guard let body = whenDrained, adapters.values.allSatisfy(\.life.isResting) else { return }
        whenDrained = nil
        body()
    }
}

// What happens.
extension Supervisor {
    /// A session has ended; if it was an adapter's, that one has nothing more to do here.
    func sessionEnded(_ id: SessionID) {
        guard let adapter = adapters.values.first(where: { $0.session == id }) else { return }
        adapter.session = nil
        adapter.life.lostConnection(at: now)
        follow(adapter)
    }

    private func perform(_ acts: [AdapterLife.Act], _ adapter: SupervisedAdapter) {
        for act in acts {
            switch act {
            case .spawn: spawn(adapter)
            case .ping: adapter.session.map(host.ping)
            case .terminate:
                note(.notice, adapter, "is asked to end")
                adapter.process?.signal(OwnProcess.terminate)
            case .kill:
                note(.warning, adapter, "has not ended in time and is killed")
                adapter.process?.signal(OwnProcess.kill)
            }
        }
        follow(adapter)
    }

    /// Shows what has become of it, and wakes when something is due.
    private func follow(_ adapter: SupervisedAdapter) {
        adapter.timer.map(loop.cancel)
        adapter.timer = nil
        mirror(adapter)
        guard !adapter.life.isResting else { return settle(adapter) }
        guard let due = adapter.life.due(heard: adapter.session.flatMap(host.lastHeard)) else { return }
        adapter.timer = loop.after(milliseconds: Int(max(0, due - now))) { [unowned self, unowned adapter] in
            adapter.timer = nil
            host.beginTurn()
            perform(adapter.life.heed(at: now, heard: adapter.session.flatMap(host.lastHeard)), adapter)
        }
    }

    /// It has come to rest: it is forgotten, or begins again with another plan.
    private func settle(_ adapter: SupervisedAdapter) {
        if adapter.isGone {
            adapters[adapter.name] = nil
            host.record { $0.remove(adapter.name) }
        } else if let plan = adapter.replacement {
            adapter.adopt(plan)
            enlist(adapter)
            perform(adapter.life.start(at: now), adapter)
        }
        sayWhenDrained()
    }

    private func enlist(_ adapter: SupervisedAdapter) {
        guard let binding = Self.binding(adapter.plan) else { return }
        host.record { $0.add(adapter.name, channel: binding.channel, instance: binding.instance, at: host.moment) }
    }

    private func mirror(_ adapter: SupervisedAdapter) {
        let life = adapter.life
        host.record { roster in
            roster.update(adapter.name) {
                if $0.phase != life.phase { $0.changed = host.moment }
                $0.phase = life.phase
                $0.isBroken = life.policy.isBroken
                $0.reason = life.reason
                $0.process = adapter.process?.identifier
                $0.session = adapter.session
            }
        }
    }

    /// The configuration has checked both names.
    private static func binding(_ plan: AdapterPlan) -> SessionBinding? {
        guard let channel = Slug(plan.channel), let instance = Slug(plan.instance) else { return nil }
        return SessionBinding(channel: ChannelKey(channel), instance: instance)
    }
}

// Processes.
extension Supervisor {
    private func note(_ level: LogLine.Level, _ adapter: SupervisedAdapter, _ text: String) {
        host.note(level, "adapter \(adapter.name) \(text)", from: "supervision of \(adapter.name)")
    }

    private func spawn(_ adapter: SupervisedAdapter) {
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
        host.record { $0.update(adapter.name) { $0.starts += 1 } }
        note(.notice, adapter, "started as process \(process.identifier)")
    }

    private func sawEnd(of adapter: SupervisedAdapter) {
        guard let end = adapter.process?.poll() else { return }
        if let output = adapter.output { log(output.rest(at: now), adapter) }
        let how = end.described(adapter.withoutName(adapter.output?.lastLine ?? ""))
        forget(adapter)
        died(adapter, how)
    }

    /// Lets go of everything that belonged to the process. What it has forked may hold the other ends as long as it likes.
    private func forget(_ adapter: SupervisedAdapter) {
        adapter.end.map(loop.unwatch)
        adapter.output?.token.map(loop.unwatch)
        let session = adapter.session
        (adapter.end, adapter.output, adapter.process, adapter.session) = (nil, nil, nil, nil)
        session.map(host.close)
    }

    private func died(_ adapter: SupervisedAdapter, _ how: String) {
        let wasBroken = adapter.life.policy.isBroken
        adapter.life.ended(how, at: now, random: SystemRandom.integer())
        note(.notice, adapter, "ended: \(adapter.life.reason)")
        if case .waiting(let until) = adapter.life.phase, until > now {
            let isNew = adapter.life.policy.isBroken && !wasBroken
            let what = isNew ? "is broken, it dies again and again: it is tried again" : "starts again"
            note(isNew ? .error : .notice, adapter, "\(what) in \(until - now) ms")
        }
        follow(adapter)
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
            host.note(.notice, "adapter \(adapter.name): \(adapter.withoutName(line))", from: "adapter \(adapter.name)")
        }
        let wall = host.moment.wall
        host.record { $0.update(adapter.name) { entry in for line in lines { entry.lines.append(line, at: wall) } } }
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
