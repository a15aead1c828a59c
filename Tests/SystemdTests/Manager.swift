import DeskSystem
import DeskTesting
import Glibc

/// What a service manager is to the broker: it holds the listeners, and hears how the broker is.
final class Manager {
    let broker: RealBroker
    /// The listeners that it hands over, by their names.
    private var listeners: [Listener] = []
    private let notices: Descriptor
    private let notifyName: String

    /// - Parameter isAbstract: whether its socket for notices is in no file system.
    init(isAbstract: Bool = false, watchdogMicroseconds: Int? = nil) throws {
        broker = try RealBroker(starting: false)
        let path = broker.directory + "/notify"
        notifyName = isAbstract ? "@desk-test-\(SystemRandom.integer())" : path
        notices = try Self.bind(notifyName)
        set("NOTIFY_SOCKET", notifyName)
        if let watchdogMicroseconds { set("WATCHDOG_USEC", "\(watchdogMicroseconds)") }
    }

    /// Sets a variable of the broker's environment, in place of what it had.
    func set(_ name: String, _ value: String) {
        broker.environment.removeAll { $0.utf8.starts(with: (name + "=").utf8) }
        broker.environment.append(name + "=" + value)
    }

    /// Makes a listener, to be handed over at the next start.
    func listen(_ name: String, at path: String) throws {
        listeners.append(Listener(name, try UnixSocket.listen(at: path)))
        broker.preparations = ["export LISTEN_PID=$$"]
        set("LISTEN_FDS", "\(listeners.count)")
        set("LISTEN_FDNAMES", listeners.map(\.name).joined(separator: ":"))
        broker.descriptors = [:]
        for (index, listener) in listeners.enumerated() { broker.descriptors[3 + CInt(index)] = listener.descriptor.number }
    }

    /// The next notice, as its lines; nil where none comes in time.
    func next(milliseconds: Int = 10_000) throws -> [String]? {
        guard try notices.waitReadable(milliseconds: milliseconds) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        guard case .bytes(let count) = try notices.read(into: &buffer) else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Waits for a notice with `line` in it, and gives it and those before it.
    func notices(through line: String, milliseconds: Int = 20_000) throws -> [[String]] {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        var all: [[String]] = []
        while let notice = try next(milliseconds: max(0, end.milliseconds(since: .now))) {
            all.append(notice)
            if notice.contains(line) { return all }
        }
        throw RealBroker.DidNotStart(description: "no \(line) after \(all): \(broker.log.suffix(500))")
    }

    /// How many notices have `line` in them, within so long.
    func count(of line: String, milliseconds: Int) throws -> Int {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        var count = 0
        while let notice = try next(milliseconds: max(0, end.milliseconds(since: .now))) {
            if notice.contains(line) { count += 1 }
            if MonotonicTime.now > end { break }
        }
        return count
    }

    private static func bind(_ name: String) throws -> Descriptor {
        let socket = Descriptor(adopting: Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let number = socket.number
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.bind(number, $0, size) }
        }
        guard result == 0 else { throw SystemError("bind", name) }
        return socket
    }
}
