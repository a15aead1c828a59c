internal import DeskKit

/// The desk that is looked at: what several checks want to know of it.
final class Patient {
    /// As the desk calls us, where it lets us in.
    let me: String
    let location: SocketLocation?
    /// Why there is no place to look for a socket.
    let locationTrouble: String
    /// As a rep, and as an admin; nil where there is nothing to connect to.
    let rep: Interview?
    let admin: Interview?
    /// The broker's process, where it can be told.
    let broker: BrokerProcess?
    let configuration: ConfigurationCheck
    /// Nil where nobody says: the broker that was looked for may have it anywhere.
    let data: String?
    /// Where somebody said that the data is, or the broker was told so.
    let namedData: String?

    init(_ call: Call) {
        var trouble = ""
        do throws(UsageError) {
            location = try SocketLocation(explicit: call.seat.flags.socket)
        } catch {
            location = nil
            trouble = error.description
        }
        locationTrouble = trouble
        let name = call.seat.me
        let flags = call.seat.flags
        let isThere = location.map { PathFacts(at: $0.path)?.kind == .socket } ?? false
        rep = isThere ? location.flatMap { try? Interview($0, .rep, name: name, flags) } : nil
        // Where the socket itself is of no use, a second look shows nothing new.
        admin = rep.map(Self.isWorthAnother) == true ? location.flatMap { try? Interview($0, .admin, name: name, flags) } : nil
        me = (rep?.welcome ?? admin?.welcome)?.name ?? name
        broker = location.flatMap { BrokerProcess(listeningAt: $0.path) }
        configuration = ConfigurationCheck(named: call.arguments.value("--config") ?? broker?.value("--config"), broker)
        namedData = call.arguments.value("--data") ?? broker?.value("--data")
        let isItsOwn = call.arguments.has("--config") || location == nil || configuration.socket == location?.path
        data = namedData ?? (isItsOwn ? configuration.data : nil)
    }

    /// What is asked is asked of whoever may know most.
    var interview: Interview? { admin?.welcome != nil ? admin : rep }
    var isRunning: Bool { interview?.welcome != nil }

    private static func isWorthAnother(_ interview: Interview) -> Bool {
        switch interview.outcome {
        case .attached: true
        case .trouble(let trouble): trouble.exitCode == .notPermitted
        case .silent: false
        }
    }
}

/// The process at the other end of the socket, as far as /proc shows it to everybody.
struct BrokerProcess {
    let identifier: Int32
    let user: UInt32
    private let words: [String]

    /// Nil where nobody listens, or it is no deskd: systemd holds the socket of a broker that it starts.
    init?(listeningAt path: String) {
        guard let socket = try? UnixSocket.connect(to: path), let peer = try? PeerCredentials(of: socket) else { return nil }
        let known = Self.isBroker(peer.process) ? [peer.process] : Self.all()
        guard known.count == 1, let process = known.first, let facts = PathFacts(at: "/proc/\(process)") else { return nil }
        identifier = process
        user = facts.owner
        words = Self.read("/proc/\(process)/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What it was told on its command line, where that is a whole path.
    func value(_ flag: String) -> String? {
        for (index, word) in words.enumerated() {
            let value =
                word.hasPrefix(flag + "=") ? String(word.dropFirst(flag.count + 1)) : word == flag ? words[(index + 1)...].first : nil
            if let value, value.hasPrefix("/") { return value }
        }
        return nil
    }

    /// The most descriptors that it may have.
    var descriptorsMax: Int? {
        let lines = Self.read("/proc/\(identifier)/limits").split(separator: UInt8(ascii: "\n"))
        let line = lines.map { String(decoding: $0, as: UTF8.self) }.first { $0.hasPrefix("Max open files") }
        return line?.split(separator: " ").dropFirst(3).first.map { $0 == "unlimited" ? .max : Int($0) ?? 0 }
    }

    private static func isBroker(_ process: Int32) -> Bool { read("/proc/\(process)/comm").elementsEqual("deskd\n".utf8) }

    private static func all() -> [Int32] {
        ((try? Directory.names(in: "/proc")) ?? []).compactMap { Int32($0) }.filter(isBroker)
    }

    private static func read(_ path: String) -> [UInt8] { (try? File(path, .read).descriptor.readAll(bytesMax: 1 << 20)) ?? [] }
}
