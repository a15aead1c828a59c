internal import DeskConsole
internal import DeskKit

// Calling somebody who looks elsewhere.
extension LineSession {
    private static let commandsMax = 4
    private static let commandMilliseconds = 10_000

    func settingsChanged() {
        guard isInteractive else { return }
        console.wantsFocus = console.mode == .full && settings.value(of: "notify") != "off"
        if settings.value(of: "title") != "on" { console.title = nil }
        seat.format.hasLinks = standardLinks && settings.value(of: "links") == "on"
        updatePrompt()
    }

    /// What an entry of the journal has in it that may call somebody.
    func heedTopics(_ frame: JSONValue, isOwn: Bool) {
        guard isInteractive, !isOwn, !isToldOfTopics, absenceIsOver else { return }
        let events = frame["events"]?.elements ?? []
        let isNew = events.contains { $0["event"]?.isString("ticket_opened") == true }
        for event in events { topic(of: event, isNew: isNew).map { call($0, event) } }
    }

    /// The broker knows what this rep wants to be called for.
    func takeTopic(_ body: JSONValue) {
        isToldOfTopics = true
        guard isInteractive, let topic = body["topic"]?.string.flatMap(NoticeTopic.init) else { return }
        call(topic, body)
    }

    /// What happened while we were away is told of by its number.
    private var absenceIsOver: Bool { story.awayMilliseconds(now: loop.now) == nil }

    private func topic(of event: JSONValue, isNew: Bool) -> NoticeTopic? {
        let owner = event["ticket"]?.integer.flatMap { board.tickets[$0]?.owner }
        switch event["event"]?.string {
        case "message_received":
            guard event["spam"]?.bool != true, event["direction"]?.isString("outgoing") != true else { return nil }
            return isNew && owner == nil ? .newUnassigned : .newMessage
        case "assigned": return event["to"]?.string == seat.me ? .assigned : nil
        case "noted": return mentions(event["text"]?.utf8 ?? []) ? .mention : nil
        case "sla_due_soon": return .slaDueSoon
        case "sla_overdue": return .slaOverdue
        case "delivery_changed": return event["state"]?.isString("failed") == true ? .deliveryFailed : nil
        case "account_changed": return event["active"]?.bool == false ? .channelDown : nil
        default: return nil
        }
    }

    /// `@kim`, and no part of a longer name.
    private func mentions(_ text: [UInt8]) -> Bool {
        let wanted = Array("@\(seat.me)".utf8)
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { index in
            guard text[index...].starts(with: wanted) else { return false }
            let next = index + wanted.count < text.count ? text[index + wanted.count] : 0x20
            return !((0x30...0x39).contains(next) || (0x61...0x7A).contains(next) || next == 0x2D || next == 0x5F)
        }
    }

    private func call(_ topic: NoticeTopic, _ event: JSONValue) {
        let ticket = event["ticket"]?.integer
        let facts = ticket.flatMap { board.tickets[$0] }
        let place = facts.map { "\($0.shownContact) (\($0.shownChannel))" } ?? SafeText.line(event["account"]?.utf8 ?? [])
        let said = settings.value(of: "notify-body") == "on" ? Item.firstLine(of: event["text"]?.utf8 ?? []) : ""
        let body = ticket.map { "ticket \($0) \(topic.words)" } ?? topic.words
        call(
            Notifier.Subject(
                topic: topic, ticket: ticket, title: place, body: said.isEmpty ? body : "\(body): \(said)", isMine: facts?.owner == seat.me)
        )
    }

    func call(_ subject: Notifier.Subject) {
        guard !looks else { return }
        let isFirst = notifier.add(
            subject, level: settings.value(of: "notify"), quiet: QuietHours(settings.value(of: "quiet")), now: seat.now)
        guard isFirst else { return }
        loop.after(milliseconds: Notifier.burstMilliseconds) { [weak self] in self?.callNow() }
    }

    /// Whoever looks at the window has seen it there.
    private var looks: Bool { console.isFocused == true && settings.value(of: "notify-when") != "always" }

    private func callNow() {
        guard let (subject, notice) = notifier.take() else { return }
        guard !looks else { return }
        let wish = settings.value(of: "notify-with")
        console.notify(notice, by: NoticeWay(rawValue: wish) ?? NoticeWay.choose(environment: Environment.value))
        runCommand(subject, notice)
    }

    /// The rep's own program; what other people wrote reaches it in its surroundings only, where no shell reads it.
    private func runCommand(_ subject: Notifier.Subject, _ notice: TerminalNotice) {
        let command = settings.value(of: "notify-command")
        guard !command.isEmpty, hooks.count < Self.commandsMax else { return }
        let words = [
            "DESK_TOPIC": subject.topic.rawValue, "DESK_TICKET": subject.ticket.map { "\($0)" } ?? "", "DESK_TITLE": notice.title,
            "DESK_BODY": notice.body,
        ]
        do throws(SystemError) {
            let nothing = try File("/dev/null", .update)
            let fd = nothing.descriptor.number
            let program = try NamedProgram(command)
            let child = try ChildProcess(
                program.path, program.words, environment: try Environment.all(replacing: words), descriptors: [0: fd, 1: fd, 2: fd],
                newSession: true)
            hooks.append(child)
            loop.after(milliseconds: Self.commandMilliseconds) { child.signal(OwnProcess.kill) }
            try watch(hook: child)
        } catch { tell([SafeText.line("notify-command cannot be run (\(error)).")]) }
    }

    private func watch(hook child: ChildProcess) throws(SystemError) {
        var token: EventLoop.Token?
        token = try loop.watch(child.pidDescriptor, for: .readable) { [weak self] _ in
            guard let self, child.poll() != nil else { return }
            token.map { self.loop.unwatch($0) }
            token = nil
            hooks.removeAll { $0 === child }
        }
    }
}
