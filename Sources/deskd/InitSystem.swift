internal import DeskBroker
internal import DeskSystem

/// What the service manager that started us is told (sd_notify(3)): nothing where it did not ask.
final class InitSystem {
    /// How it stands with a broker that serves.
    struct Vitals: Equatable {
        var head: UInt64
        var sessions: Int
        var isFull: Bool
    }

    private static let statusMilliseconds = 5_000
    private static let replayMilliseconds = 250
    /// Replay says so often that it goes on that half a minute without a word means trouble.
    private static let extensionMicroseconds = 30_000_000
    /// What must arrive is worth waiting for.
    private static let waitingMilliseconds = 1_000

    private let socket: NotifySocket?
    private let watchdogMicroseconds: Int64?
    private var told: Vitals?
    private var isStatusScheduled = false
    private var lastProgress: MonotonicTime?

    /// Reads the environment; what concerns only us is gone from it then.
    init(_ log: Log) {
        watchdogMicroseconds = WatchdogInterval.taken()
        do throws(SystemError) {
            socket = try NotifySocket.taken()
        } catch {
            log.write(.warning, "nobody is told when we are ready: \(error)")
            socket = nil
        }
    }

    /// The journal is being read; `done` of `total` bytes are.
    func replaying(_ done: Int, of total: Int) {
        let now = MonotonicTime.now
        if let lastProgress, now.milliseconds(since: lastProgress) < Self.replayMilliseconds { return }
        lastProgress = now
        let percent = total > 0 ? min(100, done * 100 / total) : 100
        socket?.send("STATUS=replaying the journal, \(percent)%\nEXTEND_TIMEOUT_USEC=\(Self.extensionMicroseconds)")
    }

    /// Everything is replayed, and peers are let in.
    func ready(_ vitals: Vitals) {
        told = vitals
        socket?.send("READY=1\nSTATUS=\(vitals.text)", waitingMilliseconds: Self.waitingMilliseconds)
    }

    func reloading() {
        let now = MonotonicTime.now.nanoseconds / 1_000
        socket?.send(
            "RELOADING=1\nMONOTONIC_USEC=\(now)\nSTATUS=reading the configuration again", waitingMilliseconds: Self.waitingMilliseconds)
    }

    /// - Parameter milliseconds: the longest that it may take by the configuration, which the unit's own limit does not know.
    func stopping(within milliseconds: Int) {
        socket?.send("STOPPING=1\nSTATUS=shutting down\nEXTEND_TIMEOUT_USEC=\(milliseconds * 1_000 + Self.extensionMicroseconds)")
    }

    /// Says every half interval that the loop turns. A loop that waits for a disk that stalls says nothing, as it should.
    func beat(on loop: EventLoop) {
        guard let socket, let watchdogMicroseconds else { return }
        socket.send("WATCHDOG=1")
        loop.after(milliseconds: Int(max(1, watchdogMicroseconds / 2_000))) { [unowned self] in beat(on: loop) }
    }

    /// Tells how it stands, soon, if that is news.
    func follow(_ vitals: Vitals, on loop: EventLoop, _ current: @escaping () -> Vitals) {
        guard socket != nil, vitals != told, told != nil, !isStatusScheduled else { return }
        isStatusScheduled = true
        loop.after(milliseconds: Self.statusMilliseconds) { [unowned self] in
            isStatusScheduled = false
            let vitals = current()
            told = vitals
            socket?.send("STATUS=\(vitals.text)")
        }
    }
}

extension InitSystem.Vitals {
    var text: String {
        let people = sessions == 1 ? "1 session" : "\(sessions) sessions"
        return isFull ? "the disk is full: nothing new is taken; \(people)" : "serving, journal at \(head), \(people)"
    }
}
