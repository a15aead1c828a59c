public import DeskSystem

/// Where a broker listens: what the command line says, else `DESK_SOCKET`, else `$XDG_RUNTIME_DIR/desk/bus.sock`
/// where something is there, else `/run/desk/bus.sock`.
public struct SocketLocation: Sendable, CustomStringConvertible {
    public let path: String

    public var description: String { path }

    /// - Throws: where the path is empty or longer than a socket's address can be.
    public init(_ path: String) throws(UsageError) {
        guard !path.isEmpty else { throw UsageError("the socket's path is empty: name one with --socket PATH") }
        guard path.utf8.count <= UnixSocket.pathBytesMax else {
            throw UsageError(
                "the socket's path has \(path.utf8.count) bytes and may have \(UnixSocket.pathBytesMax): choose a shorter directory")
        }
        self.path = path
    }

    /// - Parameter explicit: the value of `--socket`, where it was given.
    public init(
        explicit: String?, environment: (String) -> String? = Environment.value,
        exists: (String) -> Bool = { PathFacts(at: $0) != nil }
    ) throws(UsageError) {
        if let explicit {
            try self.init(explicit)
        } else if let named = environment("DESK_SOCKET"), !named.isEmpty {
            try self.init(named)
        } else if let runtime = environment("XDG_RUNTIME_DIR"), !runtime.isEmpty, exists(runtime + "/desk/bus.sock") {
            try self.init(runtime + "/desk/bus.sock")
        } else {
            try self.init("/run/desk/bus.sock")
        }
    }
}

/// What is wrong with a command line or an environment: exit code 64.
public struct UsageError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
