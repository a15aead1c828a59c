internal import DeskBroker
internal import DeskCore
internal import DeskSystem

/// Keeps the configured adapters running: starts them with their connection in their hands, sees them end, starts them again,
/// and ends them. It decides nothing of when: that is `AdapterLife`'s. Nothing is ever signalled but what was started here, and
/// that through its pidfd.
final class Supervisor {
    let loop: EventLoop
    unowned let host: any SupervisorHost
    let lifeline: Lifeline
    let environment: [String]
    private var adapters: [String: SupervisedAdapter] = [:]
    /// Nothing is started any more.
    private var isDraining = false
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

    var now: Int64 { host.moment.monotonicMilliseconds }
    private var sorted: [SupervisedAdapter] { adapters.values.sorted { $0.name < $1.name } }
}

// What is wanted.
extension Supervisor {
    /// These are the adapters from now on: new ones are started, those whose plan has changed start again, the rest are left alone.
    func apply(_ plans: [AdapterPlan]) {
        guard !isDraining else { return }
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
        begin(adapter)
    }

    /// Starts it, unless another that is ending has its place still: then it rests until that one has ended.
    private func begin(_ adapter: SupervisedAdapter) {
        let plan = adapter.plan
        let isTaken = adapters.values.contains {
            $0 !== adapter && !$0.life.isResting && $0.plan.channel == plan.channel && $0.plan.instance == plan.instance
        }
        if !isTaken && !isDraining { perform(adapter.life.start(at: now), adapter) }
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
            // One at rest waits for its place.
            guard !isDraining, let adapter = adapters[name], !adapter.isGone, !adapter.life.isResting else { continue }
            perform(adapter.life.restart(at: now), adapter)
        }
    }

    /// Asks all to finish, and calls `body` when the last has ended.
    func drainAll(then body: @escaping () -> Void) {
        host.beginTurn()
        isDraining = true
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
        for adapter in sorted {
            adapter.replacement = nil
            perform(adapter.life.kill(), adapter)
        }
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
    func sessionEnded(_ id: SessionID, _ farewell: String) {
        guard let adapter = adapters.values.first(where: { $0.session == id }) else { return }
        adapter.session = nil
        adapter.life.lostConnection(at: now, farewell)
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
    func follow(_ adapter: SupervisedAdapter) {
        adapter.timer.map(loop.cancel)
        adapter.timer = nil
        mirror(adapter)
        guard !adapter.life.isResting else { return settle(adapter) }
        guard let due = adapter.life.due(heard: adapter.session.flatMap(host.lastHeard)) else { return }
        adapter.timer = loop.after(milliseconds: Int(max(0, due - now))) { [unowned self, unowned adapter] in
            adapter.timer = nil
            host.beginTurn()
            guard !hasToWait(adapter) else { return follow(adapter) }
            heed(adapter)
        }
    }

    func isDisplaced(_ adapter: SupervisedAdapter) -> Bool {
        var isDisplaced = false
        host.record { isDisplaced = $0[adapter.name]?.isDisplaced ?? false }
        return isDisplaced
    }

    /// One that was thrown out by another does the same to that one only when an admin says so.
    private func hasToWait(_ adapter: SupervisedAdapter) -> Bool {
        guard adapter.life.phase.isWaiting, isDisplaced(adapter), let binding = Self.binding(adapter.plan) else { return false }
        guard host.isServed(binding) else { return false }
        adapter.life.giveWay(at: now)
        return true
    }

    /// Something of its life is due. We may have slept longer than it: what it has said meanwhile counts.
    private func heed(_ adapter: SupervisedAdapter) {
        adapter.session.map(host.hear)
        if let asked = adapter.session.flatMap(host.pinged) { adapter.life.wasAsked(at: asked) }
        perform(adapter.life.heed(at: now, heard: adapter.session.flatMap(host.lastHeard)), adapter)
    }

    /// It has come to rest: it is forgotten, or begins again with another plan, and so may others that waited for its place.
    private func settle(_ adapter: SupervisedAdapter) {
        guard !isDraining else { return sayWhenDrained() }
        if adapter.isGone {
            adapters[adapter.name] = nil
            host.record { $0.remove(adapter.name) }
        } else if let plan = adapter.replacement {
            adapter.adopt(plan)
            enlist(adapter)
        }
        for waiting in sorted where waiting.life.isResting && !waiting.isGone && waiting.replacement == nil { begin(waiting) }
    }

    private func enlist(_ adapter: SupervisedAdapter) {
        guard let binding = Self.binding(adapter.plan) else { return }
        host.record { $0.add(adapter.name, channel: binding.channel, instance: binding.instance, at: host.moment) }
    }

    private func mirror(_ adapter: SupervisedAdapter) {
        let life = adapter.life
        host.record { roster in
            roster.update(adapter.name) {
                let isSame = $0.isDisplaced && $0.phase.isWaiting && life.phase.isWaiting
                if $0.phase != life.phase && !isSame { $0.changed = host.moment }
                $0.phase = life.phase
                $0.isBroken = life.policy.isBroken
                $0.reason = life.reason
                $0.process = adapter.process?.identifier
                $0.session = adapter.session
            }
        }
    }

    /// The configuration has checked both names.
    static func binding(_ plan: AdapterPlan) -> SessionBinding? {
        guard let channel = Slug(plan.channel), let instance = Slug(plan.instance) else { return nil }
        return SessionBinding(channel: ChannelKey(channel), instance: instance)
    }
}
