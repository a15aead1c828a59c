/// What a program says with its end; the table of the protocol.
public enum ExitCode: Int32, Sendable {
    case ok = 0
    case usage = 64
    case corruptData = 65
    case unreachable = 69
    case bug = 70
    case inputOutput = 74
    case tryAgain = 75
    case protocolVersion = 76
    case notPermitted = 77
    case configuration = 78
}
