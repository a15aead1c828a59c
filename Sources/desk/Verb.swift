internal import DeskKit

/// Where a verb can be said.
struct Doors: OptionSet, Sendable {
    let rawValue: Int
    /// `desk VERB …`
    static let command = Doors(rawValue: 1)
    /// At the prompt, and in a script's lines.
    static let line = Doors(rawValue: 2)
    static let both: Doors = [.command, .line]
}

/// A flag of one verb.
struct VerbFlag: Sendable {
    let name: String
    /// What stands for its value in the help; nil where it takes none.
    let value: String?
    let help: String

    init(_ name: String, _ value: String? = nil, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
    }
}

/// What may follow a verb.
enum VerbShape: Sendable {
    /// So many words, flags anywhere among them.
    case words(ClosedRange<Int>)
    /// Marks that say where it goes, then words of one's own, which stay as they are.
    case text(TextMarks)
    /// Everything up to the line's end as it stands, whatever it looks like.
    case raw
}

/// Which marks may stand before a text.
struct TextMarks: OptionSet, Sendable {
    let rawValue: Int
    /// `m3`
    static let message = TextMarks(rawValue: 1)
    /// `+closed`
    static let status = TextMarks(rawValue: 2)
}

/// One verb: what it is called, what it takes, what it does. Help, completion and dispatch all read this.
struct Verb: Sendable {
    enum Group: String, Sendable, CaseIterable {
        case tickets = "Tickets"
        case answers = "Answers"
        case channels = "Channels"
        case people = "People and routing"
        case upkeep = "Setting up and looking after"
        case tools = "Tools"
        case session = "At the prompt"
    }

    /// What must be there before it runs.
    enum Need: Sendable {
        case nothing
        case broker(Introduction.Role)
    }

    let name: String
    var aliases: [String] = []
    /// What follows the name.
    var usage = ""
    let summary: String
    var details: [String] = []
    let group: Group
    var doors = Doors.both
    var need = Need.broker(.rep)
    /// First words with which a verb for admins is for reps too.
    var wordsForReps: Set<String> = []
    /// A verb for admins that without flags changes nothing, and is for reps then.
    var isForRepsWithoutFlags = false
    /// First words that are of use without a broker, too.
    var wordsForNobody: Set<String> = []
    var flags: [VerbFlag] = []
    var shape = VerbShape.words(0...0)
    /// `reply!` does it in spite of what has happened since.
    var canBeForced = false
    let run: @Sendable (Call) -> Void
}

extension Verb {
    /// What it needs with these arguments.
    func need(for arguments: Arguments) -> Need {
        if let word = arguments.words.first, wordsForNobody.contains(word) { return .nothing }
        if isForRepsWithoutFlags, arguments.options.isEmpty { return .broker(.rep) }
        if case .broker(.admin) = need, let word = arguments.words.first, wordsForReps.contains(word) { return .broker(.rep) }
        return need
    }
}

extension Verb {
    /// How it is said; where it has several forms, the one that `words` begin, and all of them where they begin none.
    func form(begunBy words: [String]) -> String {
        let forms = usage.split(separator: " ").split(separator: "|").map { $0.map(String.init) }
        for length in [2, 1] where words.count >= length {
            let begun = forms.filter { $0.prefix(length).elementsEqual(words.prefix(length)) }
            if begun.count == 1 { return begun[0].joined(separator: " ") }
        }
        return usage
    }
}
