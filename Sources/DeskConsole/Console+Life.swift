public import DeskSystem

// Taking the terminal over and giving it back.
extension Console {
    /// Begins to read and prompts.
    public func start() throws(SystemError) {
        guard !isRunning else { return }
        if let historyFile, mode != .plain, mode != .script {
            do throws(SystemError) { editor.history = try historyFile.load() } catch { historyFailed(error) }
        }
        isRunning = true
        try takeTerminal()
        startReading()
        goOn()
    }

    /// Shows what was still held and leaves the terminal as it was found. Typed text stays on the screen and in ``text``.
    public func stop() {
        guard isRunning else { return }
        isStopping = true
        defer { isStopping = false }
        if !isPaused { leaveScreen() }
        isRunning = false
        isPaused = false
        stopReading()
        for token in [flushToken, escapeToken, floodToken, signalToken] { token.map { loop.cancel($0) } }
        if let signalToken { loop.unwatch(signalToken) }
        (flushToken, escapeToken, floodToken, signalToken, signals) = (nil, nil, nil, nil, nil)
    }

    private func leaveScreen() {
        if mode == .full { flush() }
        if row.isDrawn { write(mode == .full ? "\r\n" : "\n") }
        row.isDrawn = false
        if mode != .full { flushLines() }
        giveTerminalBack()
    }

    /// Leaves the screen to somebody else, a pager or an editor. What is shown meanwhile is held.
    public func pause() {
        guard isRunning, !isPaused else { return }
        if mode == .full { eraseRow() }
        stopReading()
        giveTerminalBack()
        isPaused = true
    }

    /// - Parameter isMending: whoever had the screen may have left it in disorder.
    public func resume(isMending: Bool = false) throws(SystemError) {
        guard isRunning, isPaused else { return }
        isPaused = false
        if isMending { mend() }
        try takeTerminal()
        startReading()
        goOn()
    }

    /// Reads the signals that concern a terminal. Before any thread is started, and once in a process.
    public func watchSignals() throws(SystemError) {
        var numbers = [OwnProcess.terminate, OwnProcess.hangUp]
        if mode != .script { numbers.append(OwnProcess.interrupt) }
        if mode == .full { numbers += [OwnProcess.terminalStop, OwnProcess.goOn, OwnProcess.windowChange] }
        let reader = try SignalReader(numbers)
        signals = reader
        signalToken = try loop.watch(reader.descriptor, for: .readable) { [weak self] _ in
            while let number = try? reader.next() { self?.receive(signal: number) }
        }
    }

    /// For a program that reads its signals itself.
    public func receive(signal number: Int32) {
        switch number {
        case OwnProcess.windowChange: if mode == .full { windowChanged() }
        case OwnProcess.terminalStop: suspend()
        case OwnProcess.goOn: continued()
        // It was meant for whoever has the screen.
        case OwnProcess.interrupt where isPaused: break
        case OwnProcess.interrupt where mode == .plain || mode == .accessible: interrupted()
        case OwnProcess.terminate, OwnProcess.hangUp, OwnProcess.interrupt:
            stop()
            if let onSignal { onSignal(number) } else { OwnProcess.end(by: number) }
        default: break
        }
    }

    /// What a program that was ended in the middle may have left: settings, the other screen, a hidden cursor, colours.
    private func mend() {
        guard mode == .full else { return }
        try? foundSettings?.apply(to: input)
        write("\u{1B}[?1049l\u{1B}[?25h\u{1B}[0m\r\n")
    }

    func suspend() {
        // Whoever has the screen is stopped with us, and goes on with it.
        guard !isPaused else { return OwnProcess.stop() }
        pause()
        OwnProcess.stop()
        do throws(SystemError) { try resume() } catch { hangUp() }
    }

    /// Somebody stopped and continued us without our knowing, and a shell may have had the terminal meanwhile.
    private func continued() {
        guard isRunning, !isPaused else { return }
        try? settings?.raw.apply(to: input)
        row.isStale = true
        windowChanged()
    }

    /// The kernel has dropped what was typed.
    private func interrupted() {
        row.isDrawn = false
        write("\n")
        onCancel("")
        promptLine()
    }

    private func takeTerminal() throws(SystemError) {
        size = WindowSize(of: output)
        guard mode == .full else { return }
        let found = try TerminalSettings(of: input)
        settings = found
        foundSettings = found
        TerminalRescue.arm(input, settings: found, farewell: Array(farewell.utf8))
        try found.raw.apply(to: input)
        write(greeting)
    }

    private func giveTerminalBack() {
        guard mode == .full, let settings else { return }
        write(farewell)
        hasProgress = false
        try? settings.apply(to: input)
        TerminalRescue.disarm()
        self.settings = nil
    }
}

// MARK: - Ways that depend on the mode

extension Console {
    func promptChanged() { if mode == .full { promptChangedInFull() } }

    func linesCame() {
        guard isRunning, !isPaused else { return }
        if mode == .full { scheduleFlush() } else if isAnswering || isHandingOn || mode == .script { flushLines() } else { goOn() }
    }

    /// What is held comes out, and whatever else can wait.
    func showHeld() { if mode == .full { flush() } else { flushLines() } }

    /// What is held comes out, and the prompt with it.
    func goOn() {
        showHeld()
        if mode != .full { promptLine() }
    }
}

// MARK: - Reading

extension Console {
    private static let chunkBytes = 65_536

    private func startReading() {
        guard inputToken == nil, !isGone else { return }
        do throws(SystemError) {
            inputToken = try loop.watch(input, for: .readable) { [weak self] _ in self?.read() }
        } catch {
            // epoll(7) refuses plain files and /dev/null, which never make anybody wait.
            isPlainFile = true
            readFileOn()
        }
    }

    private func readFileOn() {
        inputToken = loop.after(milliseconds: 0) { [weak self] in
            self?.inputToken = nil
            self?.read()
        }
    }

    func stopReading() {
        guard let token = inputToken else { return }
        inputToken = nil
        if isPlainFile { loop.cancel(token) } else { loop.unwatch(token) }
    }

    /// A script waits for its answers, so its next lines are left where they are.
    func readOn() {
        let isFree = entries.isEmpty && !isAnswering || mode == .full
        if isPlainFile {
            if isFree, inputToken == nil, !isGone, !hasEnded { readFileOn() }
        } else if let inputToken {
            loop.change(inputToken, to: isFree ? .readable : [])
        }
    }

    private func read() {
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        do throws(SystemError) {
            switch try input.read(into: &chunk) {
            case .wouldBlock: break
            case .bytes(let count): if mode == .full { receiveKeys(chunk[..<count]) } else { receiveLines(chunk[..<count]) }
            case .ended:
                hasEnded = true
                if mode == .full { hangUp() } else { endLines() }
            }
        } catch { hangUp() }
        readOn()
    }
}
