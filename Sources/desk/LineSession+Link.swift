internal import DeskConsole
internal import DeskKit

// The link comes and goes.
extension LineSession {
    func heed(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .attached(let welcome): attached(welcome)
        case .waiting(_, let trouble): lost(trouble)
        case .ended(let trouble):
            seat.output.complain(["desk: " + SafeText.line(trouble.message)])
            end(trouble.exitCode.rawValue)
        }
    }

    private func attached(_ welcome: Welcome) {
        seat.attached(as: welcome.name)
        absence.map(loop.cancel)
        absence = nil
        guard isWatching else { return beginOrEnd() }
        if let known = story.epoch, known != welcome.epoch { forgetEverything() }
        story.epoch = welcome.epoch
        if let notice = welcome.body["readOnly"]?.bool, notice {
            console.announce(
                [seat.format.style.apply(.error, to: "chan the desk is read-only: an admin has to look at the journal")], isUrgent: true)
        }
        watch(from: story.cursor)
        if let open = seat.open { link.notice("viewing") { $0.field("ticket", open.facts.number) } }
    }

    private func watch(from cursor: Int64?) {
        link.request(
            "watch", { if let cursor { $0.field("from", cursor) } },
            then: { [unowned self] answer in
                switch answer {
                case .ok(let body): isWatched(from: cursor, head: body["head"]?.integer ?? 0)
                case .refused(let refusal):
                    tell(["watch: " + SafeText.line(refusal.message)])
                    guard cursor != nil else { return }
                    // It does not have what we have heard of: what it has now is what counts.
                    forgetEverything()
                    watch(from: nil)
                case .lost: break
                }
            })
    }

    private func isWatched(from cursor: Int64?, head: Int64) {
        guard cursor == nil else { return catchUp(to: head) }
        board.begin(after: head)
        story.cursor = head
    }

    private func forgetEverything() {
        keepTyped()
        board.forget()
        seat.open = nil
        seat.passed = [:]
        story.cursor = nil
        announce([.init(text: "sync the desk has another journal now; starting afresh", role: .warn, isUrgent: true)])
    }

    func beginOrEnd() {
        do throws(SystemError) { try begin() } catch {
            seat.output.complain(["desk: the terminal cannot be used (\(error))"])
            end(ExitCode.inputOutput.rawValue)
        }
    }

    private func lost(_ trouble: LinkTrouble) {
        guard hasBegun else {
            // It was never there: whoever started us wants to know now.
            if trouble.exitCode == .tryAgain { return }
            seat.output.complain(["desk: " + SafeText.line(trouble.message)])
            return end(trouble.exitCode.rawValue)
        }
        if !isInteractive { giveUp(trouble) }
        guard story.lose(at: loop.now) else { return }
        board.forgetPresence()
        let what = SafeText.line(trouble.message.withoutFullStop)
        announce([.init(text: "sync \(what); coming back by itself", role: .warn, isUrgent: true)])
        tick()
    }

    /// A script goes on when the desk is back, and ends when it stays away.
    private func giveUp(_ trouble: LinkTrouble) {
        guard absence == nil else { return }
        absence = loop.after(milliseconds: CommandDoor.absenceMillisecondsMax) { [weak self] in
            guard let self, !link.isAttached else { return }
            seat.output.complain([SafeText.line(complaint(trouble.message))])
            end(trouble.exitCode.rawValue)
        }
    }

    /// The seconds in the prompt.
    private func tick() {
        updatePrompt()
        guard let away = story.awayMilliseconds(now: loop.now) else { return }
        if away >= Self.shortAbsenceMilliseconds { releasePrompt() }
        loop.after(milliseconds: 1_000) { [weak self] in self?.tick() }
    }

    private func catchUp(to head: Int64) {
        story.replay(to: head)
        sayWhenCaughtUp()
    }

    func sayWhenCaughtUp() {
        guard let line = story.caughtUp(now: loop.now) else { return }
        announce([.init(text: line)])
        updatePrompt()
    }
}
