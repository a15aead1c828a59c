internal import DeskConsole
internal import DeskKit

/// Where answers go and where complaints go.
struct Output {
    let show: ([String]) -> Void
    let complain: ([String]) -> Void

    /// A command's: answers to standard output, talk to standard error.
    static var standard: Output {
        Output(
            show: { lines in write(lines.map { $0 + "\n" }.joined(), to: .output) },
            complain: { lines in try? StandardStream.error.write(lines.map { $0 + "\n" }.joined()) })
    }

    private static func write(_ text: String, to stream: StandardStream) {
        do throws(SystemError) {
            try stream.write(text)
        } catch {
            // Whoever read the answer has seen enough: `desk inbox | head -1`.
            if error.isBrokenPipe { ProcessEnd.exit(128 + 13) }
            try? StandardStream.error.write("desk: the answer cannot be written: \(SafeText.line(error.description))\n")
            ProcessEnd.exit(ExitCode.inputOutput.rawValue)
        }
    }
}
