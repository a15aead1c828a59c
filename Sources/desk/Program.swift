internal import DeskConsole
internal import DeskKit

/// Finds the door: a verb on the command line, a terminal, or a script on standard input.
struct Program {
    static let version = "0.1"
    static let software = "desk/0.1"
    private let words: [String]

    init(_ words: [String]) { self.words = words }

    /// Does it, and says what the process ends with.
    func run() -> Int32 {
        if let code = HiddenVerbs.run(words) { return code }
        do {
            var words = Words(list: self.words)
            var flags = Flags()
            while try flags.take(&words) {}
            if let word = words.peek, word.hasPrefix("-"), word != "-" {
                throw UsageError("desk has no flag \(PlainText.ascii(word, max: 60)); see desk help")
            }
            guard let word = words.next() else { return try withoutVerb(flags) }
            return try command(word, words, flags)
        } catch let error as UsageError {
            return complain(error.description, .usage)
        } catch let error as SystemError {
            return complain(error.description, .inputOutput)
        } catch {
            return complain("\(error)", .bug)
        }
    }

    private func withoutVerb(_ flags: Flags) throws -> Int32 {
        if flags.wantsVersion { return say(["desk \(Self.version)"]) }
        if flags.wantsHelp { return help(Help.overview(for: .command)) }
        return try LineSession.run(flags)
    }

    private func command(_ word: String, _ words: Words, _ flags: Flags) throws -> Int32 {
        var flags = flags
        guard let (verb, isForced) = VerbTable.find(word) else { throw UsageError(Help.unknown(word, for: .command)) }
        if flags.wantsHelp { return help(Help.page(verb)) }
        if flags.wantsVersion { return say(["desk \(Self.version)"]) }
        // Whoever asks for help gets it, whatever else is wrong.
        let arguments: Arguments
        do throws(UsageError) {
            arguments = try Arguments(verb, words, &flags, numberMeans: { _ in .ticket })
        } catch {
            if flags.wantsHelp { return help(Help.page(verb)) }
            throw error
        }
        if flags.wantsHelp { return help(Help.page(verb)) }
        guard verb.doors.contains(.command) else {
            throw UsageError("\(verb.name) is for the prompt: type desk, and \(verb.name) there")
        }
        return try CommandDoor(verb, arguments, isForced, flags).run()
    }

    private func help(_ lines: [String]) -> Int32 {
        say(StandardStream.output.isTerminal ? Help.fitting(lines, columns: TerminalWidth.read()) : lines)
    }

    private func say(_ lines: [String]) -> Int32 {
        Output.standard.show(lines)
        return 0
    }

    private func complain(_ message: String, _ code: ExitCode) -> Int32 {
        Output.standard.complain(["desk: " + SafeText.line(message)])
        return code.rawValue
    }
}
