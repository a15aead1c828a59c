internal import CLinux
internal import Glibc

/// What a descriptor is watched for, and what it turned out to be ready for.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: 1)
    public static let writable = Readiness(rawValue: 4)
    /// The other end has gone; reading says how. Always reported.
    public static let hungUp = Readiness(rawValue: 8 | 16 | 0x2000)
}

/// One thread's loop over epoll(7): wait, run what is ready, run due timers, then `beforeSleep` once a turn.
///
/// The clock is read once a turn: ``now`` is the same for everything that happens in it.
public final class EventLoop {
    /// A place in the loop that a handler holds. It is not the descriptor's number, which the kernel uses again.
    public struct Token: Hashable, Sendable { let number: UInt64 }

    private struct Watch {
        let descriptor: CInt
        let handler: (Readiness) -> Void
        var interest: Readiness
    }

    private struct Timer {
        let due: MonotonicTime
        let handler: () -> Void
    }

    private let epoll: Descriptor
    private var watches: [UInt64: Watch] = [:]
    private var timers: [UInt64: Timer] = [:]
    private var nextNumber: UInt64 = 1
    private var isRunning = false

    /// The monotonic time at which this turn began.
    public private(set) var now = MonotonicTime.now

    /// Runs at the end of each turn, after all that was ready: where a broker makes durable and only then tells.
    public var beforeSleep: () -> Void = {}

    public init() throws(SystemError) {
        epoll = Descriptor(adopting: try checked("epoll_create1") { clinux_epoll_create() })
    }

    /// Watches a descriptor that must stay open until ``unwatch(_:)``. Level-triggered: what is left is reported again.
    public func watch(
        _ descriptor: borrowing Descriptor, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Token {
        let number = takeNumber()
        let fd = descriptor.number
        try checked("epoll_ctl") { clinux_epoll_add(epoll.number, fd, interest.rawValue, number) }
        watches[number] = Watch(descriptor: fd, handler: handler, interest: interest)
        return Token(number: number)
    }

    /// Changes what the descriptor is watched for; empty means only the end of the other side.
    public func change(_ token: Token, to interest: Readiness) {
        guard var watch = watches[token.number], watch.interest != interest else { return }
        watch.interest = interest
        watches[token.number] = watch
        let result = clinux_epoll_modify(epoll.number, watch.descriptor, interest.rawValue, token.number)
        precondition(result == 0, "a watched descriptor was closed behind the loop's back")
    }

    public func unwatch(_ token: Token) {
        guard let watch = watches.removeValue(forKey: token.number) else { return }
        _ = clinux_epoll_remove(epoll.number, watch.descriptor)
    }

    /// Runs `handler` once, `milliseconds` after this turn began or later.
    @discardableResult
    public func after(milliseconds: Int, _ handler: @escaping () -> Void) -> Token {
        let number = takeNumber()
        timers[number] = Timer(due: now.advanced(milliseconds: milliseconds), handler: handler)
        return Token(number: number)
    }

    public func cancel(_ token: Token) { timers[token.number] = nil }

    /// Turns until ``stop()``.
    public func run() throws(SystemError) {
        isRunning = true
        while isRunning { try turn(waitingAtMostMilliseconds: nil) }
    }

    public func stop() { isRunning = false }

    /// One turn; waits for something to happen at most as long as told (nil: as long as it takes).
    public func turn(waitingAtMostMilliseconds limit: Int?) throws(SystemError) {
        var events = [clinux_event](repeating: clinux_event(), count: 256)
        let count = try wait(&events, milliseconds: timeout(limit))
        now = MonotonicTime.now
        for event in events[..<count] {
            // Looked up afresh: an earlier handler of this turn may have unwatched it.
            watches[event.token]?.handler(Readiness(rawValue: event.events))
        }
        runDueTimers()
        beforeSleep()
    }

    private func wait(_ events: inout [clinux_event], milliseconds: CInt) throws(SystemError) -> Int {
        let count = unsafe clinux_epoll_wait(epoll.number, &events, CInt(events.count), milliseconds)
        if count >= 0 { return Int(count) }
        guard errno == EINTR else { throw SystemError("epoll_wait") }
        return 0
    }

    private func timeout(_ limit: Int?) -> CInt {
        guard let due = timers.values.map(\.due).min() else { return CInt(clamping: limit ?? -1) }
        // Rounded up, or the loop would spin through the last millisecond.
        let remaining = max(0, (due.nanoseconds - MonotonicTime.now.nanoseconds + 999_999) / 1_000_000)
        return CInt(clamping: limit.map { min(Int64($0), remaining) } ?? remaining)
    }

    private func runDueTimers() {
        let due = timers.filter { $0.value.due <= now }.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        for (number, timer) in due where timers.removeValue(forKey: number) != nil { timer.handler() }
    }

    private func takeNumber() -> UInt64 {
        defer { nextNumber += 1 }
        return nextNumber
    }
}
