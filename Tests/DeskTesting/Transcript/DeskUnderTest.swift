/// A desk that a transcript is played on: the broker in memory, or the real daemon behind its socket.
public protocol DeskUnderTest: AnyObject {
    /// A new connection.
    func connect() throws -> any DeskLink
    func perform(_ fault: Fault) throws
    /// What it has to say for itself where a transcript has failed.
    var excuse: String { get }
}

/// One connection to a desk.
public protocol DeskLink: AnyObject {
    /// The desk has hung up.
    var hasEnded: Bool { get }
    func send(bytes: [UInt8]) throws
    /// The next frame's object; nil where none has come and, as far as can be told, none will.
    func next() throws -> [UInt8]?
    func close()
    /// Whether it takes what the desk has for it.
    func reads(_ yes: Bool)
}

/// What goes wrong, or passes, in a transcript.
public enum Fault: Equatable, Sendable {
    /// `kill -9 and restart`: the process dies, the machine does not.
    case killAndRestart
    /// `restart`: the desk is asked to stop and is started again; one that is dead is started.
    case restart
    /// `power cut and restart`: of what was not synced nobody knows what is left.
    case powerCutAndRestart
    /// `crash before commit`: the desk dies in its next turn, before the disk hears of anything.
    case crashBeforeCommit
    /// `disk full`, `disk has room`
    case diskIsFull(Bool)
    /// `clock +73h`: only people's time passes.
    case clock(milliseconds: Int64)
    /// `wait 11s`: time passes, and deadlines with it.
    case wait(milliseconds: Int64)

    /// Whether only the simulated world has it.
    public var needsSimulation: Bool {
        switch self {
        case .killAndRestart, .restart: false
        case .powerCutAndRestart, .crashBeforeCommit, .diskIsFull, .clock, .wait: true
        }
    }

    init?(_ words: String) {
        switch words {
        case "kill -9 and restart": self = .killAndRestart
        case "restart": self = .restart
        case "power cut and restart": self = .powerCutAndRestart
        case "crash before commit": self = .crashBeforeCommit
        case "disk full": self = .diskIsFull(true)
        case "disk has room": self = .diskIsFull(false)
        default:
            let parts = words.split(separator: " ")
            guard parts.count == 2, let milliseconds = Self.milliseconds(parts[1]) else { return nil }
            switch parts[0] {
            case "clock": self = .clock(milliseconds: milliseconds)
            case "wait": self = .wait(milliseconds: milliseconds)
            default: return nil
            }
        }
    }

    /// `+73h`, `-1h`, `11s`, `250ms`.
    private static func milliseconds(_ text: Substring) -> Int64? {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            return Int64(text.dropLast(unit.count)).map { $0 * factor }
        }
        return nil
    }
}
