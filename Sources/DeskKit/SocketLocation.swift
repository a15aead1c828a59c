public import DeskSystem

/// Where a broker listens: what the command line says, else `DESK_SOCKET`, else what a configuration of one's own says, else
/// `$XDG_RUNTIME_DIR/desk/bus.sock` where something is there, else where the system's broker has it.
public struct SocketLocation: Sendable, CustomStringConvertible {
    public let path: String
    /// Whether somebody said this very path, on the command line or in the environment.
    public let isNamed: Bool
    /// The configuration that has it.
    public let configuration: String?
    /// Where else it was looked for, and nothing was.
    public let alsoTried: [String]

    public var description: String { path }

    /// - Throws: where the path is empty or longer than a socket's address can be.
    public init(_ path: String) throws(UsageError) { try self.init(path, isNamed: true) }

    private init(_ path: String, isNamed: Bool, configuration: String? = nil, alsoTried: [String] = []) throws(UsageError) {
        guard !path.isEmpty else { throw UsageError("the socket's path is empty: name one with --socket PATH") }
        guard path.utf8.count <= UnixSocket.pathBytesMax else {
            throw UsageError(
                "the socket's path has \(path.utf8.count) bytes and may have \(UnixSocket.pathBytesMax): choose a shorter directory")
        }
        (self.path, self.isNamed, self.configuration, self.alsoTried) = (path, isNamed, configuration, alsoTried)
    }

    /// - Parameter explicit: the value of `--socket`, where it was given.
    public init(
        explicit: String?, environment: (String) -> String? = Environment.value,
        exists: (String) -> Bool = { PathFacts(at: $0) != nil }, configured: (String) -> String? = SocketSetting.read
    ) throws(UsageError) {
        let named = explicit ?? environment("DESK_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
        guard let named else {
            self = try Self.found(environment, exists, configured)
            return
        }
        try self.init(named)
    }

    private static func found(
        _ environment: (String) -> String?, _ exists: (String) -> Bool, _ configured: (String) -> String?
    ) throws(UsageError) -> SocketLocation {
        func place(_ name: String) -> String? { environment(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil } }
        let own = (place("XDG_CONFIG_HOME") ?? place("HOME").map { $0 + "/.config" }).map { $0 + "/desk/desk.conf" }
        // Whoever has a broker of their own means that one, whether it runs or not.
        if let own, let path = configured(own) { return try .init(path, isNamed: false, configuration: own) }
        let users = place("XDG_RUNTIME_DIR").map { $0 + "/desk/bus.sock" }
        if let users, exists(users) { return try .init(users, isNamed: false) }
        let (tried, system) = (users.map { [$0] } ?? [], "/etc/desk/desk.conf")
        if let path = configured(system) { return try .init(path, isNamed: false, configuration: system, alsoTried: tried) }
        return try .init("/run/desk/bus.sock", isNamed: false, alsoTried: tried)
    }

    /// For whoever finds nobody there.
    var absence: String {
        if let configuration { return "no broker at \(path), where \(configuration) has it: start it with `deskd`, or try `desk demo`" }
        if isNamed { return "no broker at \(path): start it with `deskd --data DIR --socket \(path)`, or try `desk demo`" }
        let places = (alsoTried + [path]).joined(separator: " nor at ")
        return "no broker at \(places): set one up with `desk init`, or try `desk demo`"
    }
}

/// The one line of a broker's configuration that its clients need.
public enum SocketSetting {
    private static let bytesMax = 1 << 20

    /// Nil where the file does not say, or cannot be read.
    public static func read(_ file: String) -> String? {
        guard let bytes = try? File(file, .read).descriptor.readAll(bytesMax: bytesMax) else { return nil }
        return value(in: bytes)
    }

    /// What stands above the first section, as deskd reads it.
    static func value(in bytes: [UInt8]) -> String? {
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map(trimmed) {
            if line.first == UInt8(ascii: "[") { return nil }
            guard let sign = line.firstIndex(of: UInt8(ascii: "=")), trimmed(line[..<sign]).elementsEqual("socket".utf8) else { continue }
            let value = String(decoding: trimmed(line[(sign + 1)...]), as: UTF8.self)
            return value.utf8.first == UInt8(ascii: "/") ? value : nil
        }
        return nil
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = line.firstIndex(where: { !isBlank($0) }), let last = line.lastIndex(where: { !isBlank($0) }) else { return [] }
        return line[first...last]
    }
}

/// What is wrong with a command line or an environment: exit code 64.
public struct UsageError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
