internal import Glibc

/// Logins and groups with their numbers, as this machine knows them (getpwnam(3), getgrnam(3)).
///
/// A machine may ask a server on the network for them: nothing that others wait for should ask often.
public enum UserDatabase {
    private static let bytesMax = 1 << 20

    /// The number of the login `name`; nil where there is none.
    public static func user(named name: String) throws(SystemError) -> UInt32? {
        try unsafe asking("getpwnam", name) { buffer, count in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = unsafe getpwnam_r(name, &entry, buffer, count, &found)
            return (code, unsafe found == nil ? nil : unsafe entry.pw_uid)
        }
    }

    /// The login of user `number`; nil where there is none.
    public static func name(ofUser number: UInt32) throws(SystemError) -> String? {
        try unsafe asking("getpwuid", nil) { buffer, count in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = unsafe getpwuid_r(number, &entry, buffer, count, &found)
            return (code, unsafe found == nil ? nil : unsafe String(cString: entry.pw_name))
        }
    }

    /// The number of the group `name`; nil where there is none.
    public static func group(named name: String) throws(SystemError) -> UInt32? {
        try unsafe asking("getgrnam", name) { buffer, count in
            var entry = unsafe Glibc.group()
            var found: UnsafeMutablePointer<Glibc.group>?
            let code = unsafe getgrnam_r(name, &entry, buffer, count, &found)
            return (code, unsafe found == nil ? nil : unsafe entry.gr_gid)
        }
    }

    /// The name of group `number`; nil where there is none.
    public static func name(ofGroup number: UInt32) throws(SystemError) -> String? {
        try unsafe asking("getgrgid", nil) { buffer, count in
            var entry = unsafe Glibc.group()
            var found: UnsafeMutablePointer<Glibc.group>?
            let code = unsafe getgrgid_r(number, &entry, buffer, count, &found)
            return (code, unsafe found == nil ? nil : unsafe String(cString: entry.gr_name))
        }
    }

    /// The groups that a new login of `user` would be in; a running process keeps those that it began with.
    public static func groups(ofLogin user: String, primary: UInt32) -> Set<UInt32> {
        var groups = [gid_t](repeating: 0, count: 256)
        var count = CInt(groups.count)
        guard unsafe getgrouplist(user, primary, &groups, &count) >= 0 else { return [primary] }
        return Set(groups.prefix(Int(count)))
    }

    /// The groups of this process.
    public static var ownGroups: Set<UInt32> {
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = unsafe getgroups(CInt(groups.count), &groups)
        return Set(groups.prefix(max(0, Int(count)))).union([getegid()])
    }

    /// Asks with more and more room. That there is none of that name is said in several ways, all of which mean no.
    private static func asking<Answer>(
        _ call: String, _ subject: String?, _ body: (UnsafeMutablePointer<CChar>, Int) -> (CInt, Answer?)
    ) throws(SystemError) -> Answer? {
        var count = 4_096
        while true {
            var buffer = [CChar](repeating: 0, count: count)
            let (code, answer) = unsafe buffer.withUnsafeMutableBufferPointer { room in
                guard let base = room.baseAddress else { preconditionFailure("there are thousands of bytes of room") }
                return unsafe body(base, room.count)
            }
            switch code {
            case 0, ENOENT, ESRCH, EBADF, EPERM: return answer
            case EINTR: continue
            case ERANGE where count < bytesMax: count *= 4
            default: throw SystemError(call, code: code, subject)
            }
        }
    }
}
