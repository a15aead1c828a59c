internal import DeskManual

/// A word that may come next, and what it is about.
struct Candidate: Equatable, Sendable {
    let word: String
    var about = ""
}

/// Words that only the desk knows.
enum DeskWord: Hashable, Sendable, CaseIterable { case ticket, rep, account, channel, adapter, pipeline, property }

/// What may come next on a line: what is known without the desk, and what it is to be asked for. The prompt and the shells
/// complete by this.
struct CompletionPlan {
    static let statuses = ["new", "waiting-contact", "waiting-us", "closed"]

    /// In the order in which they are offered.
    private(set) var candidates: [Candidate] = []
    /// What to ask for, and what stands before it in the same word: `owner:`.
    private(set) var asks: [(what: DeskWord, prefix: String)] = []
    private(set) var wantsFiles = false
    private(set) var verb: Verb?
    /// What was said of the socket and of who one is.
    private(set) var flags = Flags()

    private let door: Doors
    /// Words after the verb that are no flags.
    private var positions: [String] = []
    private var isPastFlags = false

    /// - Parameter last: the word that is being typed, of which the beginning is there.
    init(_ words: [String], last: String, door: Doors) {
        self.door = door
        var rest = words[...]
        while let word = rest.popFirst() {
            if word.hasPrefix("-"), word != "-", !isPastFlags {
                guard let value = take(flag: word, &rest) else { continue }
                // The flag was the last word, so that its value is what is being typed.
                offer(value: value, prefix: "")
                return
            }
            guard verb != nil else {
                verb = VerbTable.find(word.hasPrefix("/") ? String(word.dropFirst()) : word)?.verb
                if verb == nil { return }
                continue
            }
            positions.append(word)
        }
        offer(last)
    }

    /// - Returns: what the flag's value is called, where it is still to come.
    private mutating func take(flag word: String, _ rest: inout ArraySlice<String>) -> String? {
        if word == "--" {
            isPastFlags = true
            return nil
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = known.first(where: { $0.name == parts[0] })?.value else { return nil }
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { return name }
        if parts[0] == "--socket" { flags.socket = value }
        if parts[0] == "--as" { flags.name = value }
        return nil
    }

    private var known: [VerbFlag] { (verb?.flags ?? []) + Flags.help }

    private mutating func offer(_ last: String) {
        if last.hasPrefix("-"), !isPastFlags { return offer(flag: last) }
        guard let verb else {
            candidates = verbs
            return
        }
        for name in Usage(verb.usage).next(after: positions) { offer(position: name, last) }
    }

    private var verbs: [Candidate] {
        VerbTable.all.filter { !$0.doors.isDisjoint(with: door) }.map { Candidate(word: $0.name, about: $0.summary) }
    }

    private mutating func offer(flag last: String) {
        guard let equals = last.firstIndex(of: "=") else {
            candidates = known.map { Candidate(word: $0.name, about: $0.help) }
            return
        }
        guard let value = known.first(where: { $0.name == last[..<equals] })?.value else { return }
        offer(value: value, prefix: String(last[...equals]))
    }

    /// What a usage line has at this place.
    private mutating func offer(position name: String, _ last: String) {
        switch name {
        case "N": asks.append((.ticket, ""))
        case "+STATUS": candidates += Self.statuses.map { Candidate(word: "+" + $0, about: "and set the status") }
        case "VERB": candidates += verbs
        case "TOPIC": candidates += Topic.all.map { Candidate(word: $0.name, about: $0.title) }
        case "QUERY": offerQuery(last)
        default: offer(value: name, prefix: "")
        }
    }

    /// What is called `name` there or as a flag's value.
    private mutating func offer(value name: String, prefix: String) {
        switch name {
        case "NAME": asks.append((.rep, prefix))
        case "ACCOUNT": asks.append((.account, prefix))
        case "ADAPTER": asks.append((.adapter, prefix))
        case "CHANNEL": asks.append((.channel, prefix))
        case "PIPELINE": asks.append((.pipeline, prefix))
        case "PROPERTY": asks.append((.property, prefix))
        case "STATUS": candidates += Self.statuses.map { Candidate(word: prefix + $0) }
        case "FRAME": candidates += FrameTypes.all.map { Candidate(word: prefix + $0) }
        case "FILE", "DIR", "PATH", "DATA", "BACKUP": wantsFiles = true
        default:
            candidates += name.split(separator: "|").map(String.init).filter { !Usage.isValue($0) }.map { Candidate(word: prefix + $0) }
        }
    }

    private mutating func offerQuery(_ last: String) {
        let asked: [(prefix: String, what: DeskWord)] = [("owner:", .rep), ("channel:", .channel), ("account:", .account)]
        if let (prefix, what) = asked.first(where: { last.hasPrefix($0.prefix) }) { asks.append((what, prefix)) }
        if last.hasPrefix("status:") { candidates += Self.statuses.map { Candidate(word: "status:" + $0) } }
        for row in Topic.searchSyntax.rows {
            // A name may stand for several words; what stands for a value is the reader's.
            for word in row.name.split(separator: " ").map({ $0.split(separator: ",")[0] }) where word.contains(":") {
                let colon = word.firstIndex(of: ":").map { word[...$0] } ?? word
                let isWhole = !Usage.isValue(String(word))
                candidates.append(Candidate(word: String(isWhole ? word : colon), about: row.text))
            }
        }
        candidates += ["owner:me", "owner:none"].map { Candidate(word: $0) }
    }
}
