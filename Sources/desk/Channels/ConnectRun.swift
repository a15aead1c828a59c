internal import DeskConsole
internal import DeskKit

/// `desk channel connect KEY` and `desk channel reauthorize ACCOUNT`: from the look whether it can be, over the form, to an account.
/// Nothing is stored anywhere before the last question was answered.
final class ConnectRun {
    private static let pauseMillisecondsMax = 1_000

    let call: Call
    let channel: String
    /// The account whose credentials are renewed; nil for a new one.
    let renewed: JSONValue?
    /// Accounts that are there, so that the name that is proposed is none of theirs.
    private let taken: Set<String>
    private let questions: Questions?
    private(set) var manifest: JSONValue?
    private var form: [FormField] = []
    private var answers = FormAnswers()
    private var pause = 25
    private var hasSaidThatItWaits = false
    private var hasAskedForAddress = false

    init(_ call: Call, channel: String, renewed: JSONValue? = nil, taken: Set<String>) {
        self.call = call
        self.channel = channel
        self.renewed = renewed
        self.taken = taken
        questions = call.arguments.has("--no-input") || call.seat.isLineDoor || call.format.shape == .json ? nil : Questions(call.seat.loop)
    }

    var name: String { SafeText.line(manifest?["name"]?.utf8 ?? Array(channel.utf8)) }

    func begin() {
        guard questions != nil || call.arguments.has("--no-input") || call.arguments.has("--yes") else {
            let words = renewed.flatMap { $0["account"]?.string }.map { "reauthorize \($0)" } ?? "connect \(channel)"
            return call.fail(
                usage:
                    "this asks questions, and nobody can be asked here: type desk channel \(PlainText.ascii(words, max: 80)) at a terminal, or "
                    + "add --no-input and say everything with flags")
        }
        call.ask("channel.check", { [channel] in $0.field("channel", channel) }, refused: nil) { [self] in hear(check: $0) }
    }

    private func hear(check body: JSONValue) {
        let checks = Preflight(body, Catalogue(call.arguments.value("--adapters")), channel) { [call, channel] in
            Mend.adapter(SafeText.line(channel), Patient(call))
        }
        guard checks.isReady else {
            if call.format.shape != .json { call.seat.output.complain(checks.lines(call.format)) }
            return call.refuse(DeskKit.Refusal(code: checks.code, message: checks.verdict))
        }
        manifest = body["manifest"]
        form = FormField.form(manifest)
        do throws(UsageError) {
            let flags = try FormFlags(call.arguments, form, warn: call.warn)
            answers = FormAnswers(
                account: call.arguments.value("--account"), label: call.arguments.value("--label"), values: flags.values,
                former: renewed?["settings"])
            questions == nil ? try send(complete: ()) : introduce(checks)
        } catch {
            call.fail(usage: error.description)
        }
    }

    private func introduce(_ checks: Preflight) {
        guard let questions else { return }
        questions.tell(checks.lines(call.format))
        questions.tell("")
        let about = SafeText.line(manifest?["description"]?.utf8 ?? [])
        questions.tell("\(name): \(about)")
        if let words = manifest?["setupInstructions"]?.utf8 { questions.tell(TextWrap.hanging(SafeText.line(words), columns: 78)) }
        questions.tell(
            "Enter takes what is in [ ], < goes a step back, ? explains, Ctrl-C leaves. Nothing is stored before the last question.")
        ask()
    }

    /// The form, question by question, until everything is there or somebody leaves.
    private func ask() {
        guard let questions else { return }
        let interview = FormInterview(
            questions, form, name: name, isRenewal: renewed != nil, proposal: proposal, isConfirmed: call.arguments.has("--yes"))
        guard let filled = interview.fill(answers) else {
            call.seat.output.complain(["Nothing was stored."])
            return call.end(Call.no)
        }
        answers = filled
        send()
    }

    /// A name that is free, as far as one can see.
    private var proposal: String {
        let numbered = (1...1_000).lazy.map { [channel] in $0 == 1 ? channel : "\(channel)-\($0)" }
        return numbered.first { !self.taken.contains($0) } ?? channel
    }

    /// Without anybody to ask, everything must have been said.
    private func send(complete: Void) throws(UsageError) {
        let missing = form.filter { $0.isRequired && answers.value(of: $0) == nil && $0.standard == nil }
        guard missing.isEmpty else {
            let named = missing.map { "\($0.name) (\($0.label); \($0.flag))" }.joined(separator: ", ")
            throw UsageError("\(missing.count == 1 ? "missing is" : "missing are") \(named)")
        }
        send()
    }
}

// The desk and the adapter.
extension ConnectRun {
    private func send() {
        let (answers, form) = (answers, form)
        call.ask(
            "account.connect",
            { [channel, renewed] writer in
                writer.field("channel", channel)
                if let slug = renewed?["account"]?.string {
                    writer.field("reauthorize", slug)
                } else {
                    if let account = answers.account { writer.field("account", account) }
                    if let label = answers.label { writer.field("label", label) }
                }
                writer.name("values")
                answers.write(form, to: &writer)
            },
            refused: { [self] in hear(refusal: $0) },
            then: { [self] body in
                if let token = body["token"]?.string {
                    follow(token)
                } else {
                    call.fail("the broker gave no token; is it older than this desk?")
                }
            })
    }

    /// What somebody can put right is asked again.
    private func hear(refusal: DeskKit.Refusal) -> Bool {
        guard let questions, ["bad_field", "account_exists", "conflict"].contains(refusal.code) else { return false }
        questions.tell(SafeText.line(refusal.message))
        return askAgain()
    }

    private func askAgain() -> Bool {
        guard let questions, questions.isYes("Change something and try again? [Y/n]: ") else { return false }
        ask()
        return true
    }

    private func follow(_ token: String) {
        call.ask("connect.status", { $0.field("token", token) }) { [self] body in
            switch body["state"]?.string {
            case "completed": isAddressMissing(body) ? wait(token) : completed(body)
            case "pending": wait(token)
            default: failed(body)
            }
        }
    }

    /// Who was not told a name can say only a moment later where contacts find it.
    private func isAddressMissing(_ body: JSONValue) -> Bool {
        guard body["address"] == nil, renewed == nil, answers.account == nil, !hasAskedForAddress else { return false }
        hasAskedForAddress = true
        pause = 200
        return true
    }

    /// Nobody was asked, so whoever wrote the command is told what was taken for them.
    private func untold(_ account: String) -> String? {
        let taken = form.filter { !$0.isSecret && !answers.isAnswered($0) }.map { field in
            "\(field.name)=\(field.standard.map { SafeText.line($0.typed) } ?? "")"
        }
        guard !taken.isEmpty else { return nil }
        return "What was not said is as the form has it: \(taken.joined(separator: ", ")). desk channel edit \(account) changes it."
    }

    private func wait(_ token: String) {
        if pause > 400, !hasSaidThatItWaits, let questions {
            questions.tell("Still waiting for \(name), which tries it with its service …")
            hasSaidThatItWaits = true
        }
        call.seat.loop.after(milliseconds: pause) { [self] in follow(token) }
        pause = min(Self.pauseMillisecondsMax, pause * 2)
    }

    private func failed(_ body: JSONValue) {
        let words = SafeText.line(body["message"]?.utf8 ?? Array("it gave no reason".utf8))
        if let questions {
            questions.tell("\(name) says: \(words)")
            pause = 25
            if askAgain() { return }
            call.seat.output.complain(["Nothing was stored."])
            return call.end(Call.no)
        }
        call.refuse(DeskKit.Refusal(code: body["code"]?.string ?? "failed", message: words))
    }

    private func completed(_ body: JSONValue) {
        let account = SafeText.line(body["account"]?.utf8 ?? [])
        if call.format.shape == .json {
            call.say(answer: body)
            return call.done()
        }
        let who = SafeText.line(body["name"]?.utf8 ?? [])
        call.say(
            renewed == nil ? "\(account) is connected and on: \(who) by \(name)." : "\(account) is authorized again: \(who) by \(name).")
        if let address = body["address"]?.utf8 { call.say("Contacts find it at \(SafeText.line(address))") }
        if questions == nil, renewed == nil, let words = untold(account) { call.say(words) }
        guard let questions, renewed == nil else { return call.done() }
        NextSteps(call, channel: channel, name: name, account: account).offer(questions)
    }
}
