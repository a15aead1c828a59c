internal import CLinux
internal import Glibc

/// What a process may still become.
public enum Privileges {
    /// From here on no program that this process or a child of it executes gains privileges (prctl(2), PR_SET_NO_NEW_PRIVS).
    public static func forbidNew() throws(SystemError) {
        try checked("prctl") { clinux_no_new_privileges() }
    }
}

/// The end of a process by its own decision.
public enum ProcessEnd {
    public static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
