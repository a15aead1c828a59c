internal import Glibc

/// What the kernel refused: the call, its `errno`, and what it was about.
public struct SystemError: Error, CustomStringConvertible, Equatable {
    public let call: String
    public let code: CInt
    public let subject: String?

    /// Reads `errno`, so it must be made before anything else is called.
    public init(_ call: String, _ subject: String? = nil) {
        self.init(call, code: errno, subject)
    }

    public init(_ call: String, code: CInt, _ subject: String? = nil) {
        self.call = call
        self.code = code
        self.subject = subject
    }

    /// No room: on the disk, in the quota, or under the limit on a file's size.
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    public var isMissing: Bool { code == ENOENT }

    /// One sentence, as `strerror(3)` words it.
    public var description: String {
        let reason = unsafe String(cString: strerror(code))
        return subject.map { "\(call) \($0): \(reason)" } ?? "\(call): \(reason)"
    }
}

/// Calls again as long as a signal interrupts, and turns −1 into a value once and for all.
@discardableResult
func checked(_ call: String, _ subject: String? = nil, _ body: () -> CInt) throws(SystemError) -> CInt {
    while true {
        let result = body()
        if result >= 0 { return result }
        if errno != EINTR { throw SystemError(call, subject) }
    }
}

/// The same for calls that count bytes; nil where the call would block.
func transferred(_ call: String, _ body: () -> Int) throws(SystemError) -> Int? {
    while true {
        let result = body()
        if result >= 0 { return result }
        switch errno {
        case EINTR: continue
        case EAGAIN: return nil
        default: throw SystemError(call)
        }
    }
}
