internal import DeskCore
internal import DeskWire

/// A change of an account's settings that its adapter is asked about before anything is stored.
struct EditTrial {
    typealias ID = UInt64

    let command: Command
    let author: Author
    let session: SessionID
    /// The admin's request, which is answered when the adapter has been heard.
    let request: UInt64
    let account: AccountSlug
    let since: Int64
}

struct EditTrials {
    private var byNumber: [EditTrial.ID: EditTrial] = [:]
    private var last: EditTrial.ID = 0

    var isEmpty: Bool { byNumber.isEmpty }
    var count: Int { byNumber.count }
    var sorted: [(EditTrial.ID, EditTrial)] { byNumber.sorted { $0.key < $1.key } }

    mutating func add(_ trial: EditTrial) -> EditTrial.ID {
        last += 1
        byNumber[last] = trial
        return last
    }

    mutating func take(_ number: EditTrial.ID) -> EditTrial? { byNumber.removeValue(forKey: number) }
}

/// An edit holds at once, so what a service cannot carry out is found beforehand, as it is when an account is connected.
extension Broker {
    /// Whether the account's adapter is asked first. Without one that would look there is nobody to ask, and the edit is stored as it is.
    mutating func isTried(_ command: Command, by author: Author, _ session: Session, _ id: UInt64) throws(Refusal) -> Bool {
        guard case .account(.edit(let edit)) = command, let adapter = serving[edit.account].flatMap({ sessions[$0] }),
            let post = adapter.adapter, post.judgesEdits, !post.isLeaving, let settings = try settings(after: command, by: author)
        else { return false }
        guard editTrials.count < limits.editsMax else {
            throw Refusal(.busy, "\(limits.editsMax) accounts are being edited already; try again.", retryAfterMilliseconds: 500)
        }
        let trial = EditTrial(
            command: command, author: author, session: session.id, request: id, account: edit.account, since: now.monotonicMilliseconds)
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "edit")
        writer.field("id", post.number(.edit(editTrials.add(trial))))
        writer.slug("account", edit.account.slug)
        writer.settings("settings", settings)
        writer.endObject()
        send(writer.bytes, to: adapter)
        return true
    }

    /// All settings as the edit would leave them; nil where it changes none.
    private func settings(after command: Command, by author: Author) throws(Refusal) -> [Setting]? {
        let readiness = Readiness(serving: serving, sessions: sessions, outboxBytesMax: limits.outboxBytesMax)
        do throws(Rejection) {
            guard case .record(let events) = try desk.decide(command, by: author, at: wall, adapter: readiness.of) else { return nil }
            for case .account(.edited(let edited)) in events { return edited.settings }
            return nil
        } catch {
            throw Refusal(error)
        }
    }

    /// The adapter has answered. One that does not know the question has nothing against it.
    mutating func settle(_ number: EditTrial.ID, _ answer: Answer) {
        guard let trial = editTrials.take(number) else { return }
        let code = answer.failure?.code?.encoded ?? []
        let isUnasked = ["unknown_type", "unsupported", "shutting_down"].contains { code.elementsEqual($0.utf8) }
        guard !answer.isOk, !isUnasked else { return carryOut(trial) }
        answerEdit(trial, Refusal(.badField, Self.words(answer.failure?.text) ?? "The adapter refused it and gave no reason."))
    }

    /// The adapter has gone, and whoever comes next is told of the change.
    mutating func settleEdits(of post: AdapterPost) {
        for case .edit(let number) in post.requests.sorted(by: { $0.key < $1.key }).map(\.value) {
            if let trial = editTrials.take(number) { carryOut(trial) }
        }
    }

    mutating func settleLateEdits() {
        for (number, trial) in editTrials.sorted where trial.since + limits.editMillisecondsMax <= now.monotonicMilliseconds {
            _ = editTrials.take(number)
            let words = "Its adapter has not said whether that can be; nothing was changed. `desk adapter list` says how it is; try again."
            answerEdit(trial, Refusal(.busy, words, retryAfterMilliseconds: 1_000))
        }
    }

    private mutating func carryOut(_ trial: EditTrial) {
        // Who asked and went before the answer was told of nothing.
        guard let session = sessions[trial.session], !session.isEnding else { return }
        do throws(Refusal) {
            try checkWritable()
            try carryOut(trial.command, by: trial.author, session, trial.request)
        } catch {
            answerEdit(trial, error)
        }
    }

    private mutating func answerEdit(_ trial: EditTrial, _ refusal: Refusal) {
        guard let session = sessions[trial.session], !session.isEnding else { return }
        send(AnswerFrames.error(refusal, to: trial.request), to: session)
    }

    /// The adapter's own words, which are still as they stood between quotes.
    private static func words(_ text: Text?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return try? JSONDocument(parsing: Array("{\"text\":\"".utf8) + text.encoded + Array("\"}".utf8)).root["text"]?.string
    }
}
