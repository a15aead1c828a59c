internal import DeskConsole
internal import DeskKit

/// A form at the terminal: one step after the other, back at any of them, and a last question before anything happens.
final class FormInterview {
    private enum Step: Equatable { case account, label, field(Int), confirmation }
    private enum Move { case forth, back, again, leave }

    private let questions: Questions
    private let form: [FormField]
    private let name: String
    private let proposal: String
    private let isConfirmed: Bool
    private let steps: [Step]
    private var answers = FormAnswers()

    init(_ questions: Questions, _ form: [FormField], name: String, isRenewal: Bool, proposal: String, isConfirmed: Bool) {
        self.questions = questions
        self.form = form
        self.name = name
        self.proposal = proposal
        self.isConfirmed = isConfirmed
        let fields = form.indices.map(Step.field)
        steps = (isRenewal ? [] : [.account, .label]) + fields + (isConfirmed ? [] : [.confirmation])
    }

    /// What was answered; nil where somebody left.
    func fill(_ answers: FormAnswers) -> FormAnswers? {
        self.answers = answers
        var index = 0
        while index < steps.count {
            switch ask(steps[index]) {
            case .forth: index += 1
            case .back: index = max(0, index - 1)
            case .again: break
            case .leave: return nil
            }
        }
        return self.answers
    }

    private func ask(_ step: Step) -> Move {
        switch step {
        case .account: askAccount()
        case .label: askLabel()
        case .field(let index): ask(form[index])
        case .confirmation: confirm()
        }
    }

    private func move(_ answer: Questions.Answer, help: String, _ take: (String) -> Move) -> Move {
        switch answer {
        case .leave: return .leave
        case .back: return .back
        case .line(let line) where line.utf8.elementsEqual("?".utf8):
            questions.tell("  " + (help.isEmpty ? "There is nothing more to say about it." : help))
            return .again
        case .line(let line): return take(line)
        }
    }

    private func askAccount() -> Move {
        let standard = answers.account ?? proposal
        let help = "small letters, digits and hyphens; it can never be given to another account, and the label is what people read"
        return move(questions.ask("Name of this account [\(standard)]: "), help: help) { line in
            let slug = line.isEmpty ? standard : line
            guard (1...64).contains(slug.utf8.count), slug.utf8.allSatisfy(Self.isSlugByte) else {
                questions.tell("  A name has small letters, digits and hyphens, 64 at most.")
                return .again
            }
            answers.account = slug
            return .forth
        }
    }

    private static func isSlugByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    private func askLabel() -> Move {
        let standard = answers.label ?? "as the service calls it"
        return move(questions.ask("What people call it [\(SafeText.line(standard))]: "), help: "reps and admins read it; it can be changed")
        { line in
            if !line.isEmpty { answers.label = line }
            return .forth
        }
    }

    private func ask(_ field: FormField) -> Move {
        let known = answers.value(of: field)
        let answer = questions.ask(prompt(field, known), isSecret: field.kind == "secret")
        return move(answer, help: [field.help, "wanted: " + field.kindWords].filter { !$0.isEmpty }.joined(separator: "; ")) { line in
            if line.isEmpty { return takeNothing(field, known) }
            do throws(UsageError) {
                let isFile = field.kind == "file"
                let value: FormField.Value =
                    isFile
                    ? .text(try FormFlags.secret(field, path: line) { [questions] in questions.tell("  " + $0) }) : try field.read(line)
                answers.set(value, of: field)
                return .forth
            } catch {
                questions.tell("  " + SafeText.line(error.description))
                return .again
            }
        }
    }

    private func takeNothing(_ field: FormField, _ known: FormField.Value?) -> Move {
        if known != nil || field.standard != nil || !field.isRequired { return .forth }
        questions.tell("  \(field.label) is needed.")
        return .again
    }

    private func prompt(_ field: FormField, _ known: FormField.Value?) -> String {
        var prompt = field.label
        if !field.choices.isEmpty {
            prompt += ", " + field.choices.enumerated().map { "[\($0 + 1)] \(SafeText.line($1))" }.joined(separator: "  ")
        }
        switch field.kind {
        case "secret":
            return prompt + " (not shown\(known != nil ? "; Enter keeps what you typed" : field.isRequired ? "" : "; Enter for none")): "
        case "file": return prompt + " (the file's path\(known != nil ? "; Enter keeps it" : "")): "
        default:
            let standard = (known ?? field.standard).map { SafeText.line($0.typed) } ?? (field.isRequired ? "" : "none")
            return prompt + (standard.isEmpty ? ": " : " [\(standard)]: ")
        }
    }

    private func confirm() -> Move {
        questions.tell("")
        if let account = answers.account { questions.tell("  account  \(account)\(answers.label.map { ", " + SafeText.line($0) } ?? "")") }
        for field in form { questions.tell("  \(field.name)  \(shown(field))") }
        return move(questions.ask("Continue with \(name)? [y/N/<]: "), help: "yes has \(name) try it; nothing is stored where it fails") {
            line in
            guard FormField.flag(line) == true else { return .leave }
            return .forth
        }
    }

    private func shown(_ field: FormField) -> String {
        let value = answers.value(of: field)
        guard field.isSecret else { return (value ?? field.standard).map { SafeText.line($0.typed) } ?? "-" }
        guard let value else { return "-" }
        return "(\(value.typed.unicodeScalars.count) characters, not shown)"
    }
}
