internal import DeskKit
internal import DeskSystem

/// Somebody has ended the demo before it had begun.
struct DemoInterruption: Error {
    let code: Int32
}

/// Why a demo cannot be played, or goes on no longer.
struct DemoFailure: Error {
    let message: String
    let code: ExitCode

    init(_ message: String, _ code: ExitCode = .configuration) {
        self.message = message
        self.code = code
    }

    init(_ error: any Error) {
        switch error {
        case let failure as DemoFailure: self = failure
        case let error as UsageError: self.init(error.description, .usage)
        case let trouble as LinkTrouble: self.init(trouble.message, trouble.exitCode)
        case let error as SystemError: self.init(error.description, .inputOutput)
        default: self.init("\(error)", .bug)
        }
    }

    /// The last lines of a program's log, indented, to follow a sentence.
    static func lastLines(of path: String, count: Int = 8) -> String {
        let bytesMax = 4_096
        guard let file = try? File(path, .read), let size = try? file.size(), size > 0 else { return "" }
        let bytes = (try? file.read(at: max(0, size - bytesMax), count: bytesMax)) ?? []
        let lines = bytes.split(separator: 0x0A).suffix(count)
        return lines.map { "\n    " + PlainText.line(String(decoding: $0, as: UTF8.self)) }.joined()
    }
}
