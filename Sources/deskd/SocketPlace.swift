internal import DeskBroker
internal import DeskSystem
internal import Glibc

/// The place in the file system where the broker listens: taken only under its lock, and only from a broker that is dead.
final class SocketPlace {
    let path: String
    /// Held as long as this lives; the file stays, since removing it would let two brokers hold two files of one name.
    private let lock: File

    /// - Throws: 75 where another broker has the place, 78 where it is something that must not be replaced.
    init(_ path: String) throws {
        guard path.utf8.count <= UnixSocket.pathBytesMax else {
            throw Failure(.configuration, "the socket's path has more than \(UnixSocket.pathBytesMax) bytes; choose a shorter one: \(path)")
        }
        self.path = path
        try Self.checkDirectory(of: path)
        lock = try File(path + ".lock", .createOrUpdate)
        guard try lock.lock() else {
            let holder = Startup.holder(of: path + ".lock", else: "another broker")
            throw Failure(.tryAgain, "\(holder) holds \(path).lock; stop it first, or use another socket")
        }
        try Self.clear(path)
    }

    /// Nobody but us and root may put something else into the socket's place.
    private static func checkDirectory(of path: String) throws(Failure) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let facts = PathFacts(at: directory + "/.") else {
            throw Failure(.configuration, "the socket's directory \(directory) does not exist; make it (mode 0700 or 0750) first")
        }
        let isOpenToAll = facts.permissions & 0o022 != 0
        let isSticky = facts.permissions & 0o1000 != 0 && facts.owner == 0
        guard !isOpenToAll || isSticky else {
            throw Failure(.configuration, "others may write to \(directory), so they could replace the socket; chmod go-w \(directory)")
        }
        guard facts.owner == PeerCredentials.ownUser || facts.owner == 0 else {
            throw Failure(
                .configuration, "\(directory) belongs to user \(facts.owner), who could replace the socket; use a directory of your own")
        }
    }

    private static func clear(_ path: String) throws {
        guard let facts = PathFacts(at: path) else { return }
        guard facts.kind == .socket else {
            throw Failure(.configuration, "\(path) exists and is no socket; remove it yourself, or use another path")
        }
        do throws(SystemError) {
            _ = try UnixSocket.connect(to: path)
        } catch {
            // Nobody listens: it was left behind by a broker that was killed.
            if error.code == ECONNREFUSED { return try Path.remove(path) }
            guard error.code == EAGAIN else { throw Failure(error) }
            throw Failure(.tryAgain, "somebody listens at \(path) and is too busy to answer; use another path")
        }
        throw Failure(.tryAgain, "somebody else listens at \(path); stop that one, or use another path")
    }

    func listen(_ access: SocketAccess) throws -> Descriptor {
        do throws(SystemError) {
            return try UnixSocket.listen(at: path, permissions: access.permissions, group: access.group)
        } catch {
            guard error.call == "chown" else { throw error }
            remove()
            throw Failure(
                .notPermitted,
                "the socket cannot be given to group \(access.group ?? 0), because the broker's user is not in it; add it, or set socket-group"
            )
        }
    }

    /// Lets others connect from now on; those who are connected stay.
    /// - Throws: why the socket keeps its group and mode.
    func apply(_ access: SocketAccess) throws(BrokenConfiguration) {
        do throws(SystemError) {
            try Path.give(path, to: access.group, permissions: access.permissions)
        } catch {
            throw BrokenConfiguration(
                path, "the socket cannot get its new group and mode (\(error))",
                fix: "add the broker's user to that group and start it anew, or set socket-group")
        }
    }

    func remove() { try? Path.remove(path) }
}
