public import DeskSystem

/// What a completer answers: `replacing` characters before the cursor become one of `candidates`.
public struct Completion: Equatable, Sendable {
    public var replacing: Int
    public var candidates: [String]

    public init(replacing: Int, candidates: [String]) {
        self.replacing = replacing
        self.candidates = candidates
    }
}

/// The one owner of the terminal: lines come in through it, and whatever is shown goes out through it.
///
/// In ``ConsoleMode/full`` what is shown appears above the line being typed, which stays as it is. All text given to
/// it must be safe already (``SafeText``); the only control bytes it takes are the colours of ``Style``.
public final class Console {
    /// What bounds the console; tests run with cramped ones.
    public struct Limits: Sendable {
        /// At most twenty redraws a second, however fast lines come in.
        public var redrawMilliseconds = 50
        /// An Escape that nothing follows for so long was the key.
        public var escapeMilliseconds = 80
        /// Lines of which each follows the one before within so long may be a paste.
        public var floodMilliseconds = 30
        /// Lines waiting to be shown; of more than that the oldest go, and their number is told.
        public var heldLinesMax = 1_000
        /// One line of a script or of a plain terminal.
        public var lineBytesMax = LineEditor.bytesMax
        public init() {}
    }

    /// What has come in and not yet been handed on.
    enum Entry: Equatable {
        case line(String, isPasted: Bool)
        case end
    }

    /// Whether the window has the keyboard; nil where the terminal does not say.
    public internal(set) var isFocused: Bool?
    /// Whether to ask the terminal for ``isFocused``.
    public var wantsFocus = false { didSet { if wantsFocus != oldValue { focusWishChanged() } } }
    /// What the window is called, in safe text; nil leaves it as it was found.
    public var title: String? { didSet { if title != oldValue { titleChanged(from: oldValue) } } }
    var hasProgress = false

    public let mode: ConsoleMode
    public let limits: Limits

    /// Safe text, which may be coloured; ends with a space as a rule.
    public var prompt = "" {
        didSet { if prompt != oldValue { promptChanged() } }
    }

    /// A line was entered. Set ``isAnswering`` in it where the answer comes later.
    public var onLine: (String) -> Void = { _ in }
    /// Ctrl-D on an empty line, or the end of the input. The console goes on until ``stop()``.
    public var onEnd: () -> Void = {}
    /// Ctrl-C: the line that was cleared, perhaps empty.
    public var onCancel: (String) -> Void = { _ in }
    /// What could stand at the cursor, given the text before it.
    public var onComplete: (String) -> Completion? = { _ in nil }
    /// Ctrl-X Ctrl-E: the line belongs into an editor.
    public var onEditor: (String) -> Void = { _ in }
    /// So many lines came at once that nobody can have typed them; they are one text here. Without it they are lines.
    public var onFlood: ((String) -> Void)?
    /// SIGTERM, SIGHUP or SIGINT arrived and the terminal is as it was before; without it the process ends by that signal.
    public var onSignal: ((Int32) -> Void)?
    /// Lines of which this is true are kept in no history. So are those that begin with a space.
    public var isPrivate: (String) -> Bool = { _ in false }
    /// Lines of which this is true can be recalled in this session and are written to no file: what people were told.
    public var isConfidential: (String) -> Bool = { _ in false }

    /// While true, the prompt waits and the next line is not handed on: a script's second line after the first one's answer.
    public var isAnswering = false {
        didSet { if oldValue && !isAnswering { handOn() } }
    }

    /// What tables are made to fit.
    public var windowSize: WindowSize { size }

    /// The line as it stands, unsent.
    public var text: String { editor.text }

    /// Whether something of several lines was pasted into the line that ``onLine`` is being told of.
    public private(set) var isPasted = false
    /// Nothing more will be typed.
    public var isAtEnd: Bool { isGone || hasEnded }

    /// How often the line has been changed; for whoever keeps what is being typed.
    public private(set) var edits = 0

    let loop: EventLoop
    let input: Descriptor
    let output: Descriptor
    let outputIsTerminal: Bool
    let historyFile: HistoryFile?
    var editor = LineEditor()
    var decoder = KeyDecoder()
    var splitter: LineSplitter
    var entries: [Entry] = []
    var flood = Flood()
    var isHandingOn = false
    var isRunning = false
    var isPaused = false
    var isStopping = false
    var hasToldOfHistory = false
    /// Writing or reading failed: nobody is there.
    var isGone = false
    var hasEnded = false
    var isPlainFile = false

    var settings: TerminalSettings?
    /// As the terminal was before we had it last.
    var foundSettings: TerminalSettings?
    var size = WindowSize(columns: 80, rows: 24)
    var row = DrawnRow()
    var held = HeldLines()
    var lastFlush = MonotonicTime(nanoseconds: 0)
    var inputToken: EventLoop.Token?
    var flushToken: EventLoop.Token?
    var escapeToken: EventLoop.Token?
    var floodToken: EventLoop.Token?
    var signals: SignalReader?
    var signalToken: EventLoop.Token?

    public init(
        loop: EventLoop, input: consuming Descriptor, output: consuming Descriptor, mode: ConsoleMode,
        historyFile: HistoryFile? = nil, limits: Limits = Limits()
    ) {
        self.loop = loop
        self.input = input
        outputIsTerminal = output.isTerminal
        self.output = output
        self.mode = mode
        self.limits = limits
        self.historyFile = historyFile
        splitter = LineSplitter(bytesMax: limits.lineBytesMax)
    }

    deinit { stop() }

    /// Shows lines: in full mode above the prompt; in plain mode before the next prompt if one is waiting; else at once.
    public func show(_ lines: [String]) {
        hold(lines, areEvents: false)
    }

    /// The same for news that nobody asked for: where more comes at once than the screen has rows, the rest is counted.
    /// Urgent news interrupts a plain terminal too.
    public func announce(_ lines: [String], isUrgent: Bool = false) {
        guard mode != .script else { return }
        if isUrgent, mode != .full, row.isDrawn {
            row.isDrawn = false
            write("\n")
        }
        hold(lines, areEvents: true)
    }

    /// Nothing is lost of what can be shown; while it cannot, the oldest gives way.
    private func hold(_ lines: [String], areEvents: Bool) {
        held.append(lines.map { checked($0) }, areEvents: areEvents)
        if canShow, held.count < limits.heldLinesMax { return linesCame() }
        if canShow { showHeld() } else { held.cut(to: limits.heldLinesMax) }
    }

    private var canShow: Bool { isRunning && !isPaused && (mode == .full || !row.isDrawn) }

    /// A control byte here is a bug of the caller; even then it does not reach the terminal.
    private func checked(_ line: String) -> String {
        // A program at the other end gets what it is given: tabs, and JSON that holds a stranger's text as it is.
        if mode == .script && !outputIsTerminal { return line }
        let isSafe = Style.uncolored(line) != nil
        assert(isSafe, "a line for the terminal holds control bytes")
        return isSafe ? line : SafeText.line(line)
    }

    /// Puts `text` into the line where that is empty and can be edited; false where it cannot.
    public func offer(_ text: String) -> Bool {
        guard mode == .full, editor.characters.isEmpty else { return false }
        editor.setText(text)
        row.isStale = true
        noteEdit()
        return true
    }

    /// Puts `text` in the place of what stands in the line, where that can be edited.
    public func replaceText(_ text: String) {
        guard mode == .full else { return }
        editor.setText(text)
        row.isStale = true
        noteEdit()
        // It may come at any time, and not in answer to a key.
        scheduleFlush()
    }

    /// Earlier lines, the latest last.
    public var enteredLines: [String] { editor.history.entries }

    /// Arrow up finds it, in this session.
    public func makeRecallable(_ line: String) { editor.history.add(line) }

    func noteEdit() { edits &+= 1 }

    /// Everything that reaches the terminal passes here.
    func write(_ text: String) {
        guard !isGone, !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        do throws(SystemError) { try output.writeAll(bytes.span) } catch { hangUp() }
    }

    /// Nobody is at the other end any more.
    func hangUp() {
        guard !isGone else { return }
        isGone = true
        stopReading()
        guard !isStopping else { return }
        loop.after(milliseconds: 0) { [weak self] in self?.receive(.end) }
    }
}

// MARK: - Lines on their way to whoever answers

extension Console {
    func receive(_ entry: Entry) {
        entries.append(entry)
        handOn()
    }

    /// Hands on what waits, one after the other, as long as no answer is outstanding.
    private func handOn() {
        guard !isHandingOn else { return }
        isHandingOn = true
        while isRunning, !isAnswering, !entries.isEmpty {
            switch entries.removeFirst() {
            case .line(let line, let isPasted):
                self.isPasted = isPasted
                onLine(line)
            case .end: onEnd()
            }
        }
        isHandingOn = false
        guard isRunning, !isPaused else { return }
        goOn()
        readOn()
    }

    func remember(_ line: String) {
        guard !isPrivate(line), editor.history.add(line), !isConfidential(line), let historyFile else { return }
        do throws(SystemError) { try historyFile.append(line) } catch { historyFailed(error) }
    }

    func historyFailed(_ error: SystemError) {
        guard !hasToldOfHistory else { return }
        hasToldOfHistory = true
        show([SafeText.line("The history of this session is not kept: \(error). Make the file readable and writable for you.")])
    }
}
