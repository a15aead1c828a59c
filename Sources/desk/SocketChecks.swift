internal import DeskKit

/// Can the broker be reached, by nobody but those who should, and by me?
enum SocketChecks {
    static func all(_ patient: Patient) -> [Finding] {
        guard let location = patient.location else {
            return [.fail("socket", patient.locationTrouble, "desk doctor --socket PATH")]
        }
        return [socket(location.path, patient), directory(of: location.path), permission(location.path, patient)]
    }

    private static func socket(_ path: String, _ patient: Patient) -> Finding {
        guard let facts = PathFacts(at: path) else {
            return isHidden(path)
                ? .unseen("socket", "you may not see into the directory of \(path)", "sudo desk doctor")
                : .fail("socket", "nothing is at \(places(path, patient))", Mend.start(patient))
        }
        guard facts.kind == .socket else { return .fail("socket", "\(path) is no socket", "desk doctor --socket PATH") }
        switch patient.interview?.outcome {
        case .attached(let welcome): return .ok("socket", "\(path) answers: \(welcome.software)")
        case .silent: return .fail("socket", "whoever listens at \(path) says nothing", Mend.restart(patient))
        case .trouble(let trouble): return socket(path, trouble, patient)
        case nil: return .fail("socket", "\(path) cannot be looked at", "sudo desk doctor")
        }
    }

    /// The one that counts, and those that would have counted.
    private static func places(_ path: String, _ patient: Patient) -> String {
        let others = (patient.location?.alsoTried ?? []).map { $0 + " nor at " }.joined()
        return others + path + (patient.location?.configuration.map { ", where \($0) has it" } ?? "")
    }

    private static func socket(_ path: String, _ trouble: LinkTrouble, _ patient: Patient) -> Finding {
        switch trouble.exitCode {
        case .notPermitted: .ok("socket", "\(path) is there")
        case .unreachable: .fail("socket", "nobody listens at \(path): its broker has ended", Mend.start(patient))
        default: .fail("socket", trouble.message.withoutFullStop, Mend.restart(patient))
        }
    }

    /// Whether something may be there that we cannot see.
    private static func isHidden(_ path: String) -> Bool {
        do throws(SystemError) {
            _ = try UnixSocket.connect(to: path)
            return false
        } catch {
            return error.kind == .forbidden
        }
    }

    /// Who can write to the directory can put another socket into its place, and read along.
    private static func directory(of path: String) -> Finding {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let facts = PathFacts(at: directory + "/.") else {
            return .unseen("directory", "\(directory) is not there, or not for you to see", "ls -ld \(directory)")
        }
        let mode = "mode 0" + String(facts.permissions, radix: 8)
        let isSticky = facts.permissions & 0o1000 != 0 && facts.owner == 0
        guard facts.permissions & 0o022 == 0 || isSticky else {
            return .fail(
                "directory", "others may write to \(directory) (\(mode)), so they could replace the socket", "chmod go-w \(directory)")
        }
        let owner = PathFacts(at: path)?.owner ?? PeerCredentials.ownUser
        guard facts.owner == 0 || facts.owner == owner else {
            return .fail(
                "directory", "\(directory) belongs to \(Names.user(facts.owner)), who could replace \(Names.user(owner))'s socket",
                "chown \(Names.user(owner)) \(directory)")
        }
        if let socket = PathFacts(at: path), let mend = opening(facts, for: socket, directory) {
            return .warn("directory", "the socket is for others too, but \(directory) (\(mode)) lets them not get to it", mend)
        }
        return .ok("directory", "\(directory) is \(Names.user(facts.owner))'s, \(mode)")
    }

    /// What lets those whom the socket is for pass through its directory; nil where they can.
    private static func opening(_ directory: PathFacts, for socket: PathFacts, _ path: String) -> String? {
        let letsAllPass = directory.permissions & 0o001 != 0
        if socket.permissions & 0o002 != 0 { return letsAllPass ? nil : "chmod o+x \(path)" }
        guard socket.permissions & 0o020 != 0, !letsAllPass else { return nil }
        guard directory.group == socket.group else { return "chgrp \(Names.group(socket.group)) \(path) && chmod g+x \(path)" }
        return directory.permissions & 0o010 != 0 ? nil : "chmod g+x \(path)"
    }

    private static func permission(_ path: String, _ patient: Patient) -> Finding {
        let roles = [(patient.rep, "rep"), (patient.admin, "admin")].filter { $0.0?.welcome != nil }.map(\.1)
        if !roles.isEmpty { return .ok("permission", "\(patient.me) may attach as \(roles.joined(separator: " and "))") }
        guard case .trouble(let trouble)? = patient.rep?.outcome, trouble.exitCode == .notPermitted else {
            return .unseen("permission", "there is no broker to ask", Mend.start(patient))
        }
        return .fail("permission", trouble.message.withoutFullStop, entry(path, patient))
    }

    /// Mostly a group is missing; a login that was there before keeps the groups that it had.
    private static func entry(_ path: String, _ patient: Patient) -> String {
        let login = (try? UserDatabase.name(ofUser: PeerCredentials.ownUser)) ?? patient.me
        guard let group = PathFacts(at: path)?.group, group != 0, group != PeerCredentials.ownUser else {
            return "add a [role rep] with users = \(login) to deskd's configuration, then \(Mend.reload(patient))"
        }
        let isMember = UserDatabase.groups(ofLogin: login, primary: group == 0 ? 1 : 0).contains(group)
        if isMember, !UserDatabase.ownGroups.contains(group) { return "newgrp \(Names.group(group)), or log in again" }
        return isMember
            ? "give the group \(Names.group(group)) a role in deskd's configuration"
            : "sudo usermod -aG \(Names.group(group)) \(login), then log in again"
    }
}

/// Users and groups as people call them.
enum Names {
    static func user(_ number: UInt32) -> String { (try? UserDatabase.name(ofUser: number)) ?? "\(number)" }
    static func group(_ number: UInt32) -> String { (try? UserDatabase.name(ofGroup: number)) ?? "\(number)" }
}
