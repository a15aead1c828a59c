internal import DeskKit

/// What follows a verb, told apart.
struct Arguments {
    /// What a bare number before a text means where the verb is said.
    enum NumberMeaning { case ticket, text, ambiguous }

    private(set) var options: [String: [String]] = [:]
    private(set) var words: [String] = []
    /// Marks before a text.
    private(set) var ticket: Int64?
    private(set) var message: Int?
    private(set) var status: String?
    /// The text; empty where there was none.
    private(set) var text = ""

    init() {}

    func value(_ flag: String) -> String? { options[flag]?.last }
    func values(_ flag: String) -> [String] { options[flag] ?? [] }
    func has(_ flag: String) -> Bool { options[flag] != nil }

    /// - Throws: what is wrong with it, in a sentence.
    init(_ verb: Verb, _ words: Words, _ flags: inout Flags, numberMeans: (Int64) -> NumberMeaning) throws(UsageError) {
        var words = words
        while let word = words.peek {
            if word == "--" {
                _ = words.next()
                try takeRest(&words, verb)
                break
            }
            if case .raw = verb.shape {
                if word != "--help", word != "-h" {
                    text = words.rest
                    break
                }
            }
            if try flags.take(&words) { continue }
            if try takeFlag(word, &words, verb) { continue }
            if case .text(let marks) = verb.shape {
                if try takeMark(word, &words, marks, numberMeans) { continue }
                try Self.checkText(words.listed, flags, verb)
                text = words.rest
                break
            }
            self.words.append(words.next() ?? "")
        }
        try check(verb)
    }

    /// A shell's line is read by nobody again before it goes out: what looks like a flag there was most likely meant as one.
    private static func checkText(_ words: [String], _ flags: Flags, _ verb: Verb) throws(UsageError) {
        for word in words where flags.knows(word) || verb.flags.contains(where: { word == $0.name || word.hasPrefix($0.name + "=") }) {
            throw UsageError(
                "\(verb.name): \(PlainText.ascii(word, max: 60)) comes after the text has begun, so nothing was done; "
                    + "put flags before the text, or -- before a text that has such words")
        }
    }

    private mutating func takeRest(_ words: inout Words, _ verb: Verb) throws(UsageError) {
        if case .text = verb.shape {
            text = words.rest
        } else {
            while let word = words.next() { self.words.append(word) }
        }
    }

    /// Flags that are said so often that they have a letter.
    private static let long = ["-e": "--edit", "-a": "--all"]

    private mutating func takeFlag(_ word: String, _ words: inout Words, _ verb: Verb) throws(UsageError) -> Bool {
        let word = Self.long[word].flatMap { long in verb.flags.contains { $0.name == long } ? long : nil } ?? word
        guard word.hasPrefix("--") else { return false }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let flag = verb.flags.first(where: { $0.name == parts[0] }) else {
            throw UsageError("\(verb.name) has no flag \(PlainText.ascii(word, max: 60)); `desk help \(verb.name)` lists those it has")
        }
        if flag.value == nil {
            _ = words.next()
            options[flag.name, default: []].append("")
        } else {
            options[flag.name, default: []].append(try Flags.value(parts, &words))
        }
        return true
    }

    private mutating func takeMark(
        _ word: String, _ words: inout Words, _ marks: TextMarks, _ numberMeans: (Int64) -> NumberMeaning
    ) throws(UsageError) -> Bool {
        if ticket == nil, message == nil, status == nil, let number = try Self.ticket(word, numberMeans) {
            ticket = number
        } else if marks.contains(.message), message == nil, let number = Self.message(word) {
            message = number
        } else if marks.contains(.status), status == nil, let slug = Self.status(word) {
            status = slug
        } else {
            return false
        }
        _ = words.next()
        return true
    }

    private static func ticket(_ word: String, _ numberMeans: (Int64) -> NumberMeaning) throws(UsageError) -> Int64? {
        if word.hasPrefix("#") { return number(word.dropFirst()) }
        guard let number = number(word[...]) else { return nil }
        switch numberMeans(number) {
        case .ticket: return number
        case .text: return nil
        case .ambiguous:
            throw UsageError(
                "\(number) could be a ticket or the first word of the text: say #\(number) for the ticket, or -- before the text")
        }
    }

    static func number(_ word: Substring) -> Int64? {
        guard !word.isEmpty, word.utf8.count <= 15, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(word)
    }

    /// `m3` → 3.
    static func message(_ word: String) -> Int? {
        word.utf8.first == 0x6D ? number(word.dropFirst()).flatMap { Int(exactly: $0) } : nil
    }

    /// `+closed` → closed; `+1` is somebody's opinion.
    private static func status(_ word: String) -> String? {
        let bytes = Array(word.utf8)
        guard bytes.count > 1, bytes[0] == 0x2B, (0x61...0x7A).contains(bytes[1]) else { return nil }
        let isSlug = bytes.dropFirst().allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
        return isSlug ? String(word.dropFirst()) : nil
    }

    /// The same, for that ticket whatever is opened meanwhile.
    func about(_ ticket: Int64?) -> Arguments {
        var copy = self
        copy.ticket = ticket ?? self.ticket
        return copy
    }

    /// The same with one more value of a flag.
    func adding(_ flag: String, _ value: String) -> Arguments {
        var copy = self
        copy.options[flag, default: []].append(value)
        return copy
    }

    /// The same with the text that was written after them.
    func saying(_ text: String) -> Arguments {
        var copy = self
        copy.text = text
        return copy
    }

    private func check(_ verb: Verb) throws(UsageError) {
        guard case .words(let range) = verb.shape, !range.contains(words.count) else { return }
        let what =
            words.count < range.lowerBound ? "wants more than that" : "does not take \(PlainText.ascii(words[range.upperBound], max: 60))"
        let form = verb.form(begunBy: words)
        throw UsageError("\(verb.name) \(what); it is `\(verb.name)\(form.isEmpty ? "" : " " + form)`")
    }
}
