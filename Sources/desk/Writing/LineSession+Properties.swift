internal import DeskConsole
internal import DeskKit

/// What a status asks for, asked of whoever sets it, one after the other; then the verb is done again with the answers.
struct PropertyQuestions {
    let verb: Verb
    private(set) var arguments: Arguments
    let isForced: Bool
    /// The properties that are yet to be asked for.
    private(set) var missing: [String]

    init(_ call: Call, missing: [String]) {
        (verb, arguments, isForced, self.missing) = (call.verb, call.arguments, call.isForced, missing)
    }

    mutating func answer(_ value: String) {
        arguments = arguments.adding("--set", "\(missing.removeFirst())=\(value)")
    }

    /// `Reason (late, broken): `.
    static func prompt(_ name: String, _ property: JSONValue?) -> String {
        let label = property?["label"].map(RepList.text) ?? SafeText.line(name)
        let options = (property?["options"]?.elements ?? []).map { RepList.text($0) }.joined(separator: ", ")
        let choices =
            switch property?["kind"]?.string {
            case "enum": " (\(options))"
            case "multi_enum": " (some of \(options))"
            case "bool": " (yes or no)"
            case "number": " (a number)"
            case "date": " (a day, as 2026-11-22)"
            default: ""
            }
        return "\(label)\(choices): "
    }
}

extension LineSession {
    /// Whether a verb that lacks properties can be asked for them: somebody is there, and it takes them.
    func asksForProperties(_ call: Call) -> Bool {
        isInteractive && !isFeeding && !isInFeed && call.verb.flags.contains { $0.name == PropertyWords.flag.name }
    }

    /// Ends the call, which has had no effect; what it was to say is kept as a draft until the answers are there.
    func ask(_ questions: PropertyQuestions, after call: Call) {
        call.ask("properties") { [self] body in
            call.end(Call.no)
            ask(questions, body["items"]?.elements ?? [])
        }
    }

    private func ask(_ questions: PropertyQuestions, _ known: [JSONValue]) {
        guard let name = questions.missing.first else {
            return start(questions.verb, questions.arguments, isForced: questions.isForced, kept?.line ?? "")
        }
        let property = known.first { $0["property"]?.isString(name) == true }
        ask(
            Question(
                prompt: PropertyQuestions.prompt(name, property),
                answer: { [unowned self] in take($0, questions, known) }, cancel: { [unowned self] in leave(questions) }))
    }

    private func take(_ value: String, _ questions: PropertyQuestions, _ known: [JSONValue]) {
        guard let name = questions.missing.first, !value.isEmpty else { return leave(questions) }
        var questions = questions
        do throws(UsageError) {
            try PropertyWords.check("\(name)=\(value)", known)
            questions.answer(value)
        } catch {
            tell([SafeText.line(error.description)])
        }
        ask(questions, known)
    }

    private func leave(_ questions: PropertyQuestions) {
        let isText = if case .text = questions.verb.shape { true } else { false }
        tell([isText ? "Nothing was sent; `draft` brings it back." : "Nothing was done."])
    }
}
