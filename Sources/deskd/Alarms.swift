internal import DeskBroker
internal import DeskCore
internal import DeskJournal
internal import DeskSystem

/// What wakes the loop although nobody has said anything; each is set once, however often it is asked for.
final class Alarms {
    enum Name { case idle, deadlines, retry }

    private let loop: EventLoop
    private var names: Set<Name> = []
    private var tickDue: Timestamp?

    init(_ loop: EventLoop) { self.loop = loop }

    func set(_ name: Name, milliseconds: Int, _ ring: @escaping () -> Void = {}) {
        guard names.insert(name).inserted else { return }
        loop.after(milliseconds: milliseconds) { [unowned self] in
            names.remove(name)
            ring()
        }
    }

    /// Wall time may be set anew meanwhile, so that it rings each minute.
    func set(tickAt due: Timestamp, _ ring: @escaping () -> Void) {
        guard tickDue.map({ due < $0 }) ?? true else { return }
        tickDue = due
        let wait = min(max(due.milliseconds - WallClock.nowMilliseconds(), 0), 60_000)
        loop.after(milliseconds: Int(wait)) { [unowned self] in
            tickDue = nil
            ring()
        }
    }
}

extension Server {
    /// How soon after the last batch its idle marker is written.
    private static let idleMilliseconds = 100
    private static let deadlineMilliseconds = 250
    private static let retryMilliseconds = 500

    /// After a pause the journal says itself that everything in it was synced, so that recovery need not guess.
    func setIdleAlarm() {
        alarms.set(.idle, milliseconds: Self.idleMilliseconds) { [unowned self] in markIdle() }
    }

    func markIdle() {
        do throws(JournalError) {
            try journal.markIdle()
        } catch {
            fail(Failure(error))
        }
    }

    /// What the desk has to do of itself, and who may have been silent for too long.
    func setAlarms() {
        // Nobody tells when a disk has room again.
        if broker.isFull { alarms.set(.retry, milliseconds: Self.retryMilliseconds) }
        if broker.hasDeadlines {
            alarms.set(.deadlines, milliseconds: Self.deadlineMilliseconds) { [unowned self] in
                beginTurn()
                broker.expire()
            }
        }
        if let due = broker.nextDeadline { alarms.set(tickAt: due) { [unowned self] in beginTurn() } }
    }
}
