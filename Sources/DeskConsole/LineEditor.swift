/// One line being written: what keys do to it. It draws nothing and knows no terminal.
public struct LineEditor: Sendable {
    /// A message's longest text, so that whatever fits here can be sent.
    public static let bytesMax = 262_144

    public enum Outcome: Equatable, Sendable {
        /// Nothing that could be seen.
        case unchanged
        /// The line or the cursor changed: draw it again.
        case edited
        /// One character was added at the end and nothing else changed: it may be written as itself.
        case typedAtEnd(Character)
        case submit(String)
        /// The line was cleared; this is what stood there.
        case cancelled(String)
        case endOfInput
        case complete
        case suspend
        case clearScreen
        /// The line as it stands belongs into an editor.
        case openEditor
        /// It would have been longer than ``bytesMax``, so nothing was taken.
        case full
    }

    /// What the last key did, where the next one depends on it.
    private enum LastAct {
        case other, cut, escape, recall
        /// Ctrl-X, which the next key says more of.
        case prefix
        case yank(Range<Int>)
        /// Where the last word of an earlier line was put, and which line's it is.
        case lastWord(Range<Int>, line: Int)
    }

    /// Always the text's characters, as Swift finds them in the whole of it.
    public private(set) var characters: [Character] = []
    /// 0…`characters.count`.
    public private(set) var cursor = 0
    public var history: History
    var firstShown = 0
    private var byteCount = 0
    private var kills = KillRing()
    private var lastAct = LastAct.other
    /// The search through earlier lines that is going on.
    var search: LineSearch?
    /// Something of several lines was pasted into it.
    public private(set) var holdsPaste = false

    public init(history: History = History()) { self.history = history }

    public var text: String { String(characters) }

    /// Replaces the whole line and goes to its end.
    public mutating func setText(_ text: String) { replace(0..<characters.count, with: text) }

    /// Replaces the last `count` characters before the cursor.
    public mutating func complete(replacing count: Int, with text: String) {
        replace(max(0, cursor - count)..<cursor, with: text)
    }

    /// The only switch over keys.
    public mutating func receive(_ key: Key) -> Outcome {
        let previous = lastAct
        if search != nil, let outcome = searchOn(key) { return outcome }
        lastAct = .other
        if case .prefix = previous { return key == .control("e") ? .openEditor : .unchanged }
        let key = key.withoutAlias
        if key != .up && key != .down { history.endSearch() }
        switch key {
        case .character(let character): return type(character)
        case .pasted(let text): return paste(text)
        case .pasteTooLong: return .full
        case .altEnter: return insert("\n")
        case .enter: return submit()
        case .tab: return .complete
        case .up: return recall(history.older(beginningWith: String(characters[..<cursor]), draft: text))
        case .down: return recall(history.newer())
        case .backspace: return remove(max(0, cursor - 1)..<cursor)
        case .delete: return remove(cursor..<min(cursor + 1, characters.count))
        case .left: return move(to: cursor - 1)
        case .right: return move(to: cursor + 1)
        case .home: return move(to: 0)
        case .end: return move(to: characters.count)
        case .wordLeft: return move(to: wordStart)
        case .wordRight: return move(to: wordEnd)
        case .control("w"): return cut(blankStart..<cursor, .backward, after: previous)
        case .altBackspace: return cut(wordStart..<cursor, .backward, after: previous)
        case .control("u"): return cut(0..<cursor, .backward, after: previous)
        case .control("k"): return cut(cursor..<characters.count, .forward, after: previous)
        case .alt("d"): return cut(cursor..<wordEnd, .forward, after: previous)
        case .control("y"): return yank(kills.latest(), over: cursor..<cursor)
        case .alt("y"): return yankEarlier(after: previous)
        case .alt("."): return lastWord(after: previous)
        case .control("t"): return transpose()
        case .control("r"): return beginSearch()
        case .control("x"): return prefix()
        case .control("d"): return characters.isEmpty ? .endOfInput : receive(.delete)
        case .control("c"): return cancel()
        case .escape: return escape(after: previous)
        case .control("l"): return .clearScreen
        case .control("z"): return .suspend
        case .control, .alt, .focusGained, .focusLost, .unknown: return .unchanged
        }
    }
}

extension Key {
    /// The same act under its one name.
    fileprivate var withoutAlias: Key {
        switch self {
        case .control("a"): .home
        case .control("b"): .left
        case .control("e"): .end
        case .control("f"): .right
        case .control("n"): .down
        case .control("p"): .up
        default: self
        }
    }
}

// MARK: - Adding and taking away

extension LineEditor {
    private mutating func type(_ character: Character) -> Outcome {
        let count = characters.count
        let isAtEnd = cursor == count
        guard insert(String(character)) == .edited else { return .full }
        // A mark that joined the character before it, or a control that is shown, wants the line drawn again.
        guard isAtEnd, characters.count == count + 1, characters.last == character else { return .edited }
        return SafeText.typed(character, before: nil) == String(character) ? .typedAtEnd(character) : .edited
    }

    private mutating func insert(_ text: String) -> Outcome {
        guard !text.isEmpty else { return .unchanged }
        guard byteCount + text.utf8.count <= Self.bytesMax else { return .full }
        replace(cursor..<cursor, with: text)
        return .edited
    }

    private mutating func paste(_ text: String) -> Outcome {
        let outcome = insert(text)
        if outcome == .edited, text.utf8.contains(0x0A) { holdsPaste = true }
        return outcome
    }

    private mutating func remove(_ range: Range<Int>) -> Outcome {
        guard !range.isEmpty else { return .unchanged }
        replace(range, with: "")
        return .edited
    }

    /// Puts `text` where `range` was and the cursor behind it. Neighbours may become one character or cease to be one,
    /// so the whole line is looked at again unless one ASCII follows another at its end.
    private mutating func replace(_ range: Range<Int>, with text: String) {
        if range.isEmpty, range.lowerBound == characters.count, characters.last?.isASCII != false, text.utf8.count == 1 {
            characters += Array(text)
            (cursor, byteCount) = (characters.count, byteCount + 1)
            return
        }
        let before = String(characters[..<range.lowerBound]) + text
        let after = characters[range.upperBound...]
        characters = Array(before + String(after))
        cursor = place(ofScalar: before.unicodeScalars.count)
        byteCount = characters.reduce(0) { $0 + $1.utf8.count }
        firstShown = min(firstShown, cursor)
    }

    /// How many characters begin before the scalar of that number.
    private func place(ofScalar number: Int) -> Int {
        var scalars = 0
        for (index, character) in characters.enumerated() {
            if scalars >= number { return index }
            scalars += character.unicodeScalars.count
        }
        return characters.count
    }

    private mutating func transpose() -> Outcome {
        let second = min(cursor, characters.count - 1)
        guard second >= 1 else { return .unchanged }
        let swapped = String([characters[second], characters[second - 1]])
        replace(second - 1..<second + 1, with: swapped)
        return .edited
    }

    private mutating func clear() {
        characters = []
        (cursor, firstShown, byteCount) = (0, 0, 0)
        (holdsPaste, search) = (false, nil)
        history.endSearch()
    }

    private mutating func prefix() -> Outcome {
        lastAct = .prefix
        return .unchanged
    }

    /// The last word of the line before; said again, of the one before that in its place.
    private mutating func lastWord(after previous: LastAct) -> Outcome {
        var place = history.entries.count
        var range = cursor..<cursor
        if case .lastWord(let put, let line) = previous { (range, place) = (put, line) }
        guard place > 0 else { return .unchanged }
        let word = history.entries[place - 1].split(separator: " ").last.map(String.init) ?? ""
        guard byteCount + word.utf8.count <= Self.bytesMax else { return .full }
        replace(range, with: word)
        lastAct = .lastWord(min(range.lowerBound, cursor)..<cursor, line: place - 1)
        return .edited
    }

    private mutating func submit() -> Outcome {
        defer { clear() }
        return .submit(text)
    }

    private mutating func cancel() -> Outcome {
        defer { clear() }
        return .cancelled(text)
    }

    private mutating func escape(after previous: LastAct) -> Outcome {
        if case .escape = previous { return characters.isEmpty ? .unchanged : cancel() }
        lastAct = .escape
        return .unchanged
    }

    private mutating func recall(_ line: String?) -> Outcome {
        guard let line else { return .unchanged }
        setText(line)
        return .edited
    }
}

// MARK: - Cutting and putting back

extension LineEditor {
    private mutating func cut(_ range: Range<Int>, _ direction: KillRing.Direction, after previous: LastAct) -> Outcome {
        var isJoining = false
        if case .cut = previous { isJoining = true }
        lastAct = .cut
        kills.push(String(characters[range]), direction, joining: isJoining)
        return remove(range)
    }

    private mutating func yank(_ text: String?, over range: Range<Int>) -> Outcome {
        guard let text else { return .unchanged }
        guard byteCount + text.utf8.count <= Self.bytesMax else { return .full }
        replace(range, with: text)
        lastAct = .yank(min(range.lowerBound, cursor)..<cursor)
        return .edited
    }

    private mutating func yankEarlier(after previous: LastAct) -> Outcome {
        guard case .yank(let range) = previous else { return .unchanged }
        return yank(kills.earlier(), over: range)
    }
}

// MARK: - Moving

extension LineEditor {
    private mutating func move(to place: Int) -> Outcome {
        let target = max(0, min(place, characters.count))
        guard target != cursor else { return .unchanged }
        cursor = target
        return .edited
    }

    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    private var wordStart: Int {
        var place = cursor
        while place > 0, !Self.isWord(characters[place - 1]) { place -= 1 }
        while place > 0, Self.isWord(characters[place - 1]) { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, !Self.isWord(characters[place]) { place += 1 }
        while place < characters.count, Self.isWord(characters[place]) { place += 1 }
        return place
    }

    private var blankStart: Int {
        var place = cursor
        while place > 0, characters[place - 1].isWhitespace { place -= 1 }
        while place > 0, !characters[place - 1].isWhitespace { place -= 1 }
        return place
    }
}
