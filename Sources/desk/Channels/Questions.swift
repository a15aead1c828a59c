internal import DeskConsole
internal import DeskKit

/// Questions to whoever sits at the terminal, a line an answer. While it waits nothing else happens: nobody owes us an answer then.
final class Questions {
    enum Answer {
        case line(String)
        /// `<`: the step before.
        case back
        /// The end of the input.
        case leave
    }

    private static let answerBytesMax = 8_192

    private let loop: EventLoop
    private let terminal: Descriptor
    private let settings: TerminalSettings
    private let signals: SignalReader
    private let output: StandardStream
    private let ownersLoop: EventLoop
    private var ownersToken: EventLoop.Token?
    private var held: [UInt8] = []
    private var hasEnded = false
    private var isAsking = false

    /// Nil where nobody sits there.
    /// - Parameter ownersLoop: what turns between two questions, so that signals are heard then, too.
    init?(_ ownersLoop: EventLoop) {
        guard StandardStream.input.isTerminal, let terminal = try? StandardStream.input.duplicate(),
            let settings = try? TerminalSettings(of: terminal), let loop = try? EventLoop(),
            let signals = try? SignalReader([OwnProcess.interrupt, OwnProcess.terminate, OwnProcess.hangUp, OwnProcess.quit])
        else { return nil }
        (self.settings, self.loop, self.signals, self.ownersLoop) = (settings, loop, signals, ownersLoop)
        self.terminal = terminal
        // Answers of programs go to the standard output, questions to whoever looks.
        output = StandardStream.error.isTerminal ? .error : .output
        _ = try? loop.watch(self.signals.descriptor, for: .readable) { [unowned self] _ in heedSignal() }
        _ = try? loop.watch(self.terminal, for: .readable) { [unowned self] _ in read() }
        ownersToken = try? ownersLoop.watch(self.signals.descriptor, for: .readable) { [unowned self] _ in heedSignal() }
    }

    deinit { ownersToken.map(ownersLoop.unwatch) }

    /// Asks until there is an answer.
    /// - Parameter isSecret: what is typed is not shown, by the terminal itself.
    func ask(_ prompt: String, isSecret: Bool = false) -> Answer {
        isAsking = true
        if isSecret { hide() }
        defer {
            if isSecret { show() }
            isAsking = false
        }
        tell(prompt, ending: "")
        while true {
            if let line = takeLine() {
                if isSecret { tell("") }
                // Around a secret nothing is cut off: blanks may be a part of it.
                let answer = isSecret ? line : Self.trimmed(line)
                return answer.utf8.elementsEqual("<".utf8) ? .back : .line(answer)
            }
            if hasEnded {
                tell("")
                return .leave
            }
            guard (try? loop.turn(waitingAtMostMilliseconds: nil)) != nil else { return .leave }
        }
    }

    /// Enter is yes.
    func isYes(_ prompt: String) -> Bool {
        guard case .line(let word) = ask(prompt) else { return false }
        return word.isEmpty || FormField.flag(word) == true
    }

    func tell(_ lines: [String]) { for line in lines { tell(line) } }

    func tell(_ line: String, ending: String = "\n") { try? output.write(line + ending) }

    private static func trimmed(_ line: String) -> String {
        let bytes = Array(line.utf8)
        guard let first = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return "" }
        let last = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? first
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

// The terminal.
extension Questions {
    private func hide() {
        TerminalRescue.arm(terminal, settings: settings, farewell: [])
        try? settings.silent.apply(to: terminal)
    }

    private func show() {
        try? settings.apply(to: terminal)
        TerminalRescue.disarm()
    }

    private func heedSignal() {
        guard let number = try? signals.next() else { return }
        try? settings.apply(to: terminal)
        TerminalRescue.disarm()
        tell("")
        if isAsking { tell("Nothing was stored.") }
        OwnProcess.end(by: number)
    }

    private func read() {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        guard case .bytes(let count)? = try? terminal.read(into: &chunk) else {
            hasEnded = true
            return
        }
        held += chunk[..<count]
    }

    private func takeLine() -> String? {
        guard let end = held.firstIndex(of: 0x0A) ?? (held.count > Self.answerBytesMax ? held.endIndex : nil) else { return nil }
        var line = held[..<end]
        if line.last == 0x0D { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        held.removeFirst(min(held.count, end + 1))
        return text
    }
}
