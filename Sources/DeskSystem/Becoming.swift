internal import CLinux
internal import Glibc

/// What a process does to itself just before it becomes another program.
extension OwnProcess {
    /// Who started this process, or whoever looks after it since that one ended.
    public static var parent: Int32 { getppid() }
    public static var identifier: Int32 { getpid() }

    public static func enter(_ directory: String) throws(SystemError) {
        try checked("chdir", directory) { unsafe chdir(directory) }
    }

    /// Closes every descriptor from `first` on, whoever opened it.
    public static func closeDescriptors(from first: Int32) throws(SystemError) {
        try checked("close_range") { clinux_close_from(first) }
    }

    /// Becomes `path` (execv(2)) and returns only to say why not. The name is the first of what the program finds as its arguments.
    public static func become(_ path: String, _ arguments: [String]) -> SystemError {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list ends with nil, so it is never empty") }
            _ = unsafe execv(path, base)
        }
        let error = SystemError("execv")
        unsafe pointers.forEach { unsafe free($0) }
        return error
    }
}
