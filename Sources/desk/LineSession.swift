internal import DeskConsole
internal import DeskKit

/// Verbs one after the other, at a prompt or from a script, over one link.
final class LineSession {
    let console: Console
    let loop: EventLoop
    let link: BrokerLink
    let seat: Seat
    var board = Board()
    var news = News()
    var story = LinkStory()
    var contactTyping = TypingMarks()
    /// News that waits for an answer to be told first.
    var deferred: [EventLines.Line] = []
    private var promptTimer: EventLoop.Token?
    private var ownTyping = TypingSignal()
    private var exitCode: Int32?
    /// Calls that the broker has not answered, by number, with what they say in a ticket.
    private(set) var outstanding: [Int: Saying?] = [:]
    private var callCount = 0
    /// The lines taken so far.
    private var lineCount = 0
    private(set) var hasBegun = false
    var absence: EventLoop.Token?
    let draftDirectory: String?
    var draftClock = DraftClock()
    var editsSeen = 0
    /// What was written down last.
    var kept: Saying?
    var hasToldOfDrafts = false
    var settings = Settings()
    var feeds: [LineFeed] = []
    var isInFeed = false
    /// A text of several lines that is being written.
    var composing: Compose?
    /// The ticket whose contact free text goes to.
    var chat: Int64?
    var question: Question?
    /// An editor or a pager that has the terminal.
    var foreground: ChildProcess?
    var notifier = Notifier()
    /// Programs that were called for notices and have not ended.
    var hooks: [ChildProcess] = []
    /// Whether addresses can be clicked here at all.
    let standardLinks: Bool
    /// The broker says itself what is worth a call.
    var isToldOfTopics = false
    /// Whether the next reply has files with it.
    var hasAttachments: () -> Bool = { false }

    static func run(_ flags: Flags) throws -> Int32 {
        SignalReader.ignoreBrokenPipes()
        return try LineSession(flags).run()
    }

    private init(_ flags: Flags) throws {
        let mode = ConsoleMode.choose(
            environment: Environment.value, inputIsTerminal: StandardStream.input.isTerminal,
            outputIsTerminal: StandardStream.output.isTerminal,
            wishes: .init(isPlain: flags.isPlain, isAccessible: flags.isAccessible))
        let me = try Login.name(flags.name)
        loop = try EventLoop()
        let hello = Introduction(flags.isAdmin ? .admin : .rep, name: me, software: Program.software)
        link = BrokerLink(loop: loop, endpoint: .path(try SocketLocation(explicit: flags.socket)), hello: hello)
        let console = Console(
            loop: loop, input: try StandardStream.input.duplicate(), output: try StandardStream.output.duplicate(), mode: mode,
            historyFile: mode.isInteractive ? StatePlace.history() : nil)
        draftDirectory = mode.isInteractive ? StatePlace.drafts() : nil
        self.console = console
        let format = Format(flags, mode: mode, isTerminal: StandardStream.output.isTerminal, columns: TerminalWidth.read)
        standardLinks = format.hasLinks
        // A script's answers go straight out: they may hold tabs, which no line of a terminal does.
        let output =
            mode.isInteractive ? Output(show: { console.show($0) }, complain: { console.show(format.fitting($0)) }) : Output.standard
        seat = Seat(me: me, flags: flags, format: format, output: output, loop: loop, link: link)
        seat.session = self
        hasAttachments = { [unowned self] in !seat.tray.files(for: composing?.arguments.ticket ?? seat.open?.facts.number).isEmpty }
    }

    var isInteractive: Bool { console.mode.isInteractive }
    /// Whether events come in.
    var isWatching: Bool { isInteractive }

    private func run() throws -> Int32 {
        wireConsole()
        try console.watchSignals()
        try Lifeline.inherited()?.watch(on: loop) { [unowned self] in end(128 + OwnProcess.hangUp) }
        link.onState = { [unowned self] in heed($0) }
        GivenName.follow(link, seat.flags) { [seat] in seat.output.complain(["desk: " + $0]) }
        link.onNotice = { [unowned self] in hear($0, $1) }
        if isInteractive {
            loop.beforeSleep = { [unowned self] in
                heedTyping()
                heedDraft()
            }
        }
        link.start()
        while exitCode == nil { try loop.turn(waitingAtMostMilliseconds: nil) }
        keepEverything()
        console.stop()
        link.close()
        return exitCode ?? 0
    }

    private func wireConsole() {
        console.onLine = { [unowned self] in take($0) }
        console.onEnd = { [unowned self] in endTyping() }
        console.onEditor = { [unowned self] in edit(line: $0) }
        if isInteractive { console.onFlood = { [unowned self] in takeFlood($0) } }
        console.onSignal = { [unowned self] number in
            keepEverything()
            OwnProcess.end(by: number)
        }
        console.onCancel = { [unowned self] line in
            keep(line: composing?.line(and: line) ?? line)
            if giveUpWriting() { return }
            if chat != nil { return tell(["/end leaves the chat."]) }
            if line.isEmpty { tell(["quit (or Ctrl-D) leaves; help lists the verbs."]) }
        }
        console.onComplete = { [unowned self] in completesSnippet($0) ? nil : Completer(board: board, seat: seat).complete($0) }
        console.isPrivate = { [unowned self] _ in composing != nil || question != nil }
        console.isConfidential = { [unowned self] line in
            if chat != nil { return true }
            var words = Words(line: line)
            return words.next().flatMap(VerbTable.find).map { ["reply", "note"].contains($0.verb.name) } ?? false
        }
    }

    /// Our own sentences, broken where the terminal ends.
    func tell(_ lines: [String]) { console.show(seat.format.fitting(lines)) }

    /// The link stands for the first time and the state is known.
    func begin() throws(SystemError) {
        guard !hasBegun else { return }
        hasBegun = true
        updatePrompt()
        if isInteractive { tell([greeting]) }
        settingsChanged()
        try console.start()
        feedRC()
    }

    private var greeting: String {
        let software = SafeText.line(link.welcome?.software ?? "deskd")
        let role = SafeText.line(link.welcome?.role ?? "rep")
        let open = board.tickets.values.count { $0.isOpen }
        let mine = board.tickets.values.count { $0.isOpen && $0.owner == seat.me }
        let waiting = board.waiting(seat.triage, except: nil)
        let counts = "Connected to \(software) as \(seat.me) (\(role)). \(open) open, \(mine) yours, \(waiting) need you."
        return seat.format.hasHints ? counts + (waiting > 0 ? " next | inbox | help" : " inbox | help") : counts
    }

    var isEnding: Bool { exitCode != nil }

    /// Ends the session; what is left unsaid is said.
    func end(_ code: Int32) {
        if exitCode == nil { exitCode = code }
    }
}

// One line after the other.
extension LineSession {
    static let shortAbsenceMilliseconds = 2_000
    static let stillWorkingMilliseconds = 10_000

    private func take(_ line: String) {
        guard exitCode == nil else { return }
        lineCount += 1
        seat.open?.read(by: loop.now, isOnScreen: console.mode == .full)
        if question != nil { return take(answer: line) }
        if composing != nil { return composeOn(line) }
        if isInteractive, line.utf8.contains(0x0A) { return takeLines(line) }
        if takeInChat(line) { return }
        obey(line)
    }

    /// A verb and what follows it, from whoever types or from a file.
    func obey(_ line: String) {
        let line = settings.expanded(line)
        var words = Words(line: line)
        // As it is said to a shell, and as hints and documents say it.
        if words.peek == "desk" { _ = words.next() }
        guard let word = words.next(), !word.hasPrefix("#") else { return }
        guard let (verb, isForced) = VerbTable.find(word.hasPrefix("/") ? String(word.dropFirst()) : word) else {
            return complain(Help.unknown(word, for: .line), .usage)
        }
        do throws(UsageError) {
            var flags = Flags()
            let arguments = try Arguments(verb, words, &flags) { numberMeaning($0) }
            if flags.wantsHelp { return seat.output.show(help(verb)) }
            guard verb.doors.contains(.line) else { throw UsageError("\(verb.name) is for the command line: desk \(verb.name)") }
            try checkLink(verb)
            if arguments.has("--edit"), isInteractive { return edit(verb, arguments, isForced) }
            if wantsCompose(verb, arguments) { return begin(compose(verb, arguments, isForced: isForced)) }
            start(verb, arguments, isForced: isForced, line)
        } catch {
            keep(line: line)
            complain(error.description, .usage)
        }
    }

    private func help(_ verb: Verb) -> [String] {
        seat.format.shape == .columns ? Help.fitting(Help.page(verb), columns: seat.format.columns()) : Help.page(verb)
    }

    /// A number before a text, where a ticket is open already.
    func numberMeaning(_ number: Int64) -> Arguments.NumberMeaning {
        guard let open = seat.open?.facts.number, open != number else { return .ticket }
        return isInteractive && board.tickets[number] == nil ? .text : .ambiguous
    }

    func checkLink(_ verb: Verb) throws(UsageError) {
        // A script waits for the desk, as long as it is worth waiting.
        guard case .broker = verb.need, isInteractive, !link.isAttached else { return }
        // One that was here a moment ago is mostly back in a moment.
        if let away = story.awayMilliseconds(now: loop.now), away < Self.shortAbsenceMilliseconds { return }
        throw UsageError("the desk is away, so nothing was done; say it again when the desk is back")
    }

    private func complain(_ message: String, _ code: ExitCode) {
        seat.output.complain([SafeText.line(complaint(message))])
        if !isInteractive { end(code.rawValue) }
        feedFailed()
    }

    /// Of a script, the line that is being done.
    var scriptLine: Int? { isInteractive || lineCount == 0 ? nil : lineCount }

    /// In a script it says where, because nobody sees which line it was.
    func complaint(_ message: String) -> String {
        guard let scriptLine else { return isInteractive ? message : "desk: " + message }
        return "desk: line \(scriptLine): \(message.withoutFullStop); the rest was not run"
    }

    func start(_ verb: Verb, _ arguments: Arguments, isForced: Bool, _ line: String) {
        callCount += 1
        let number = callCount
        let saying = isInteractive ? saying(verb, arguments, line) : nil
        outstanding[number] = .some(saying)
        if let saying { keepUnlessAnswered(number, saying) }
        console.isAnswering = true
        if console.mode == .accessible { sayStillWorking(number) }
        guard AdminSession.isWanted(verb, arguments, seat) else {
            return verb.run(Call(verb, arguments, isForced: isForced, seat: seat) { [unowned self] in finish(number, $0) })
        }
        startAsAdmin(number, verb, arguments, isForced)
    }

    /// Who listens to the screen hears nothing of a prompt that does not come back.
    private func sayStillWorking(_ number: Int) {
        loop.after(milliseconds: Self.stillWorkingMilliseconds) { [weak self] in
            guard let self, outstanding[number] != nil, console.isAnswering else { return }
            tell(["still working"])
            sayStillWorking(number)
        }
    }

    private func startAsAdmin(_ number: Int, _ verb: Verb, _ arguments: Arguments, _ isForced: Bool) {
        do throws(UsageError) {
            let session = try AdminSession(for: seat)
            session.run(
                Call(verb, arguments, isForced: isForced, seat: seat) { [unowned self] in
                    // In a turn of its own: what ends is in the middle of telling it.
                    loop.after(milliseconds: 0) { session.close() }
                    finish(number, $0)
                })
        } catch {
            complain(error.description, .usage)
            finish(number, ExitCode.usage.rawValue)
        }
    }

    private func finish(_ number: Int, _ code: Int32) {
        guard let saying = outstanding.removeValue(forKey: number) else { return }
        if let saying { if code == 0 { discardDraft(of: saying.ticket) } else { keep(saying) } }
        if console.mode != .full { seat.open?.readAll() }
        tellDeferred()
        updatePrompt()
        if !isInteractive && code != 0 { end(code) }
        if seat.wantsToLeave { leave() }
        if code != 0 { feedFailed() }
        if chat != nil, seat.open?.facts.number != chat { endChat() }
        // Last: it hands on the next line.
        if exitCode == nil { if isFeeding || isInFeed { feedOn() } else { console.isAnswering = false } }
    }

    /// Whether an answer comes within moments.
    var isAboutToAnswer: Bool { !outstanding.isEmpty && link.isAttached }

    /// The link is gone while something was asked: people get their prompt back, and the answer when it comes.
    func releasePrompt() {
        tellDeferred()
        guard isInteractive, console.isAnswering else { return }
        tell(["(the answer follows when the desk is back)"])
        console.isAnswering = false
    }
}

// What stands before the line.
extension LineSession {
    func updatePrompt() {
        guard isInteractive else { return }
        let waiting = board.waiting(seat.triage, except: seat.open?.facts.number)
        console.prompt = question?.prompt ?? composing.map { $0.prompt } ?? chatPrompt ?? verbPrompt(waiting)
        if settings.value(of: "title") == "on" { console.title = waiting > 0 ? "desk (\(waiting))" : "desk" }
    }

    private func verbPrompt(_ waiting: Int) -> String {
        Prompt(
            me: seat.me, open: seat.open?.facts, waiting: waiting, awayMilliseconds: story.awayMilliseconds(now: loop.now),
            isTyping: seat.open.map { contactTyping.isTyping($0.facts.number, at: loop.now) } ?? false,
            via: seat.via.flatMap { $0.ticket == seat.open?.facts.number ? SafeText.line($0.channel) : nil },
            undoSeconds: UndoVerb.secondsLeft(seat), format: settings.value(of: seat.open == nil ? "prompt-idle" : "prompt")
        ).text
    }

    /// Soon, and once for all that comes in at once.
    func updatePromptSoon() {
        guard promptTimer == nil else { return }
        promptTimer = loop.after(milliseconds: 40) { [weak self] in
            self?.promptTimer = nil
            self?.updatePrompt()
        }
    }

    private func heedTyping() {
        guard link.isAttached, let open = seat.open, console.mode == .full else { return }
        guard
            let on = ownTyping.heed(
                isWriting: isAnswer, length: console.text.utf8.count, ticket: open.facts.number, at: loop.now)
        else { return }
        link.notice("typing") {
            $0.field("ticket", open.facts.number)
            $0.field("on", on)
        }
    }

    /// Only an answer is news to the contact.
    private var isAnswer: Bool {
        let bytes = console.text.utf8
        if let composing { return composing.verb.name == "reply" && composing.arguments.ticket == seat.open?.facts.number }
        if chat != nil { return !bytes.isEmpty && bytes.first != 0x2F }
        return ["r ", "r! ", "reply ", "reply! "].contains { bytes.count > $0.utf8.count && bytes.starts(with: $0.utf8) }
    }
}
