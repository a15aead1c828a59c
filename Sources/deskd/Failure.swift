internal import DeskBroker
internal import DeskJournal
internal import DeskSystem
internal import Glibc

/// Why the daemon ends that was not asked to: it travels unchanged to `main` and becomes an exit code.
struct Failure: Error {
    /// As sysexits.h has them; the whole table is in Protocol.md.
    enum Code: Int32 {
        case usage = 64
        case corrupt = 65
        case software = 70
        case io = 74
        case tryAgain = 75
        case notPermitted = 77
        case configuration = 78
    }

    let code: Code
    /// One sentence: what happened, why, what to do.
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as JournalError: self.init(Self.code(of: error), error.description)
        case let error as StorageError: self.init(.io, "\(error)")
        case let error as InheritanceError: self.init(.configuration, error.description)
        case let error as SystemError: self.init(error.code == EACCES || error.code == EPERM ? .notPermitted : .io, error.description)
        default: self.init(.software, "\(error)")
        }
    }

    private static func code(of error: JournalError) -> Code {
        switch error {
        case .locked: .tryAgain
        case .corrupt, .unknownVersion, .replayRefused: .corrupt
        default: .io
        }
    }
}
