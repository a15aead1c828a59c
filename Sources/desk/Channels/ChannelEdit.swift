internal import DeskConsole
internal import DeskKit

/// `desk channel edit ACCOUNT`: what was looked at goes along, so that nobody's change is overwritten unseen.
enum ChannelEdit {
    static let flags = [
        VerbFlag("--label", "TEXT", "create, connect, edit: what people call the account"),
        VerbFlag(
            "--when-off", "refuse|hold|silent",
            "edit: what comes in while it is off is not taken, kept until it is on, or a ticket for nobody; `off` says more"),
        VerbFlag("--undo-seconds", "N", "edit: how long a reply is kept back so that `undo` can take it back; 0 is not at all"),
        VerbFlag("--revision", "N", "edit, move: only if nobody has changed the account since this revision"),
    ]

    static func run(_ call: Call, _ account: String) {
        ChannelAccount.find(call, account) { found in
            call.ask("channel.check", { $0.field("channel", found["channel"]?.string ?? "") }) { body in
                edit(call, account, found, FormField.form(body["manifest"]))
            }
        }
    }

    private static func edit(_ call: Call, _ account: String, _ found: JSONValue, _ form: [FormField]) {
        do throws(UsageError) {
            let revision = try self.revision(call) ?? found["revision"]?.integer
            let values = try FormFlags(call.arguments, form.filter { !$0.isSecret }, warn: call.warn).values
            let arguments = call.arguments
            let undoSeconds = try self.undoSeconds(call)
            guard !values.isEmpty || arguments.has("--label") || arguments.has("--when-off") || undoSeconds != nil else {
                return ask(call, account, found, form, revision)
            }
            change(call, account, revision) { writer in
                if let label = arguments.value("--label") { writer.field("label", label) }
                if let word = arguments.value("--when-off") { writer.field("whenOff", word) }
                if let undoSeconds { writer.field("undoSeconds", undoSeconds) }
                if !values.isEmpty { write(values, to: &writer) }
            }
        } catch {
            call.fail(usage: error.description)
        }
    }

    static func revision(_ call: Call) throws(UsageError) -> Int64? {
        guard let word = call.arguments.value("--revision") else { return nil }
        guard let number = Arguments.number(word[...]) else {
            throw UsageError("--revision is a number, as desk channel info ACCOUNT shows it")
        }
        return number
    }

    private static func undoSeconds(_ call: Call) throws(UsageError) -> Int64? {
        guard let word = call.arguments.value("--undo-seconds") else { return nil }
        guard let number = Arguments.number(word[...]) else { throw UsageError("--undo-seconds is a number of seconds, 0 to 600") }
        return number
    }

    private static func write(_ values: [String: FormField.Value?], to writer: inout JSONWriter) {
        writer.name("settings")
        writer.beginObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.name(name)
            if let value { value.write(to: &writer) } else { writer.null() }
        }
        writer.endObject()
    }

    private static func change(
        _ call: Call, _ account: String, _ revision: Int64?, refused: ((DeskKit.Refusal) -> Bool)? = nil,
        _ fields: @escaping (inout JSONWriter) -> Void
    ) {
        call.ask(
            "account.edit",
            { writer in
                writer.field("account", account)
                if let revision { writer.field("revision", revision) }
                fields(&writer)
            },
            refused: refused,
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(line(account, body)) }
                call.done()
            })
    }

    private static func line(_ account: String, _ body: JSONValue) -> String {
        let revision = (body["account"]?["revision"] ?? body["revision"])?.integer.map { ", revision \($0)" } ?? ""
        return "\(SafeText.line(account)) is changed\(revision). It holds at once."
    }

    /// The form with what there is now in it; only what was changed is sent.
    private static func ask(_ call: Call, _ account: String, _ found: JSONValue, _ form: [FormField], _ revision: Int64?) {
        let isQuiet = call.arguments.has("--no-input") || call.seat.isLineDoor || call.format.shape == .json
        guard !isQuiet, let questions = Questions(call.seat.loop) else {
            let names = form.filter { !$0.isSecret }.map(\.flag).joined(separator: ", ")
            return call.fail(usage: "edit what? Say --label TEXT, --when-off refuse|hold|silent\(names.isEmpty ? "" : ", " + names)")
        }
        questions.tell(
            "Enter leaves what is in [ ], < goes a step back, ? explains, Ctrl-C leaves. Nothing is changed before the last question.")
        let former = FormAnswers(account: nil, label: nil, values: [:], former: found["settings"])
        ask(call, account, (former, former), form.filter { !$0.isSecret }, revision, questions)
    }

    /// What its adapter refuses can be put right.
    private static func ask(
        _ call: Call, _ account: String, _ answers: (former: FormAnswers, begun: FormAnswers), _ open: [FormField], _ revision: Int64?,
        _ questions: Questions
    ) {
        let former = answers.former
        let interview = FormInterview(
            questions, open, name: SafeText.line(account), isRenewal: true, proposal: "", isConfirmed: call.arguments.has("--yes"))
        guard let answers = interview.fill(answers.begun) else { return call.fail("nothing was changed") }
        let changed = open.filter { answers.isAnswered($0) && answers.value(of: $0) != former.value(of: $0) }
        guard !changed.isEmpty else {
            call.remark("Nothing was changed.")
            return call.done()
        }
        change(
            call, account, revision,
            refused: { refusal in
                guard refusal.code == "bad_field" else { return false }
                questions.tell(SafeText.line(refusal.message))
                guard questions.isYes("Change something and try again? [Y/n]: ") else { return false }
                ask(call, account, (former, answers), open, revision, questions)
                return true
            },
            { writer in
                var values: [String: FormField.Value?] = [:]
                for field in changed { values[field.name] = .some(answers.value(of: field)) }
                write(values, to: &writer)
            })
    }
}

/// `desk channel move ACCOUNT PIPELINE [TEAM]`
enum ChannelMove {
    static func run(_ call: Call, _ account: String, _ pipeline: String, _ team: String?) {
        do throws(UsageError) {
            let revision = try ChannelEdit.revision(call)
            call.ask(
                "account.move",
                { writer in
                    writer.field("account", account)
                    writer.field("pipeline", pipeline)
                    if let team { writer.field("team", team) }
                    if let revision { writer.field("revision", revision) }
                },
                then: { body in
                    let place = SafeText.line(pipeline) + (team.map { " and team " + SafeText.line($0) } ?? "")
                    let line = "\(SafeText.line(account)) belongs to pipeline \(place) now, and so do its tickets."
                    if call.format.shape == .json { call.say(answer: body) } else { call.say(line) }
                    call.done()
                })
        } catch {
            call.fail(usage: error.description)
        }
    }
}
