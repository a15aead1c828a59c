internal import Glibc

extension SystemError {
    /// What a caller can do something about.
    public enum Kind: Sendable {
        /// Nothing is there.
        case absent
        /// Something is there already.
        case present
        /// Something is there and nobody listens.
        case refused
        case forbidden
        /// Not now: a full backlog.
        case again
        case other
    }

    /// Somebody else has the address, or this machine has not got it yet.
    public var isAddressTaken: Bool { code == EADDRINUSE || code == EADDRNOTAVAIL }

    /// Nobody reads what is written.
    public var isBrokenPipe: Bool { code == EPIPE }
    public var isForbidden: Bool { code == EACCES || code == EPERM }

    public var kind: Kind {
        switch code {
        case ENOENT, ENOTDIR: .absent
        case EEXIST: .present
        case ECONNREFUSED, ENOTSOCK: .refused
        case EACCES, EPERM: .forbidden
        case EAGAIN: .again
        default: .other
        }
    }
}
