/// Bytes from a terminal → keys, however the bytes were cut into reads.
public struct KeyDecoder: Sendable {
    public static let pasteBytesMax = 262_144
    /// Longer than any sequence a terminal sends; beyond it the sequence is dropped.
    static let sequenceBytesMax = 64
    /// An answer of a terminal that we never asked for; swallowed up to here.
    static let stringBytesMax = 4_096

    private enum State {
        case ground
        case character(needed: Int)
        case escape
        case control
        case shift
        /// `ESC [ [`: function keys of the Linux console.
        case functionKey
        case string
        case paste
    }

    private var state = State.ground
    private var held: [UInt8] = []
    private var pasteIsTooLong = false
    private var keys: [Key] = []

    public init() {}

    /// True within a sequence that a lone Escape might have begun: call ``timeOut()`` if nothing follows soon.
    public var isWaiting: Bool {
        switch state {
        case .escape, .control, .shift, .functionKey, .string: true
        case .ground, .character, .paste: false
        }
    }

    public mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
        for byte in bytes { receive(byte) }
        defer { keys = [] }
        return keys
    }

    /// Nothing followed: an Escape was an Escape.
    public mutating func timeOut() -> [Key] {
        guard isWaiting else { return [] }
        defer { rest() }
        if case .escape = state { return [.escape] }
        return [.unknown]
    }

    private mutating func receive(_ byte: UInt8) {
        switch state {
        case .ground: receiveOnGround(byte)
        case .character(let needed): receiveInCharacter(byte, needed: needed)
        case .escape: receiveAfterEscape(byte)
        case .control: receiveInControl(byte)
        case .shift: finish(byte == 0x4D ? .enter : Self.named(byte) ?? .unknown)
        case .functionKey: finish(.unknown)
        case .string: receiveInString(byte)
        case .paste: receiveInPaste(byte)
        }
    }

    private mutating func rest() {
        state = .ground
        held = []
        pasteIsTooLong = false
    }

    private mutating func finish(_ key: Key) {
        rest()
        keys.append(key)
    }

    private mutating func receiveOnGround(_ byte: UInt8) {
        switch byte {
        case 0x1B: state = .escape
        case 0x0D, 0x0A: keys.append(.enter)
        case 0x09: keys.append(.tab)
        case 0x08, 0x7F: keys.append(.backspace)
        case 0x00..<0x20: keys.append(Self.control(byte))
        case 0x20..<0x7F: keys.append(.character(Character(Unicode.Scalar(byte))))
        default: beginCharacter(byte)
        }
    }

    private static func control(_ byte: UInt8) -> Key {
        (1...26).contains(byte) ? .control(Character(Unicode.Scalar(byte + 0x60))) : .unknown
    }
}

// MARK: - UTF-8

extension KeyDecoder {
    private mutating func beginCharacter(_ byte: UInt8) {
        let needed: Int? =
            switch byte {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: nil
            }
        guard let needed else { return keys.append(.character("\u{FFFD}")) }
        held = [byte]
        state = .character(needed: needed)
    }

    private mutating func receiveInCharacter(_ byte: UInt8, needed: Int) {
        guard (0x80...0xBF).contains(byte) else {
            finish(.character("\u{FFFD}"))
            return receive(byte)
        }
        held.append(byte)
        guard held.count == needed else { return }
        let scalars = String(decoding: held, as: UTF8.self).unicodeScalars
        rest()
        for scalar in scalars {
            keys.append((0x80...0x9F).contains(scalar.value) ? .unknown : .character(Character(scalar)))
        }
    }
}

// MARK: - Escape sequences

extension KeyDecoder {
    private mutating func receiveAfterEscape(_ byte: UInt8) {
        switch byte {
        case 0x5B: state = .control
        case 0x4F: state = .shift
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string
        case 0x1B: keys.append(.escape)
        case 0x0D, 0x0A: finish(.altEnter)
        case 0x08, 0x7F: finish(.altBackspace)
        case 0x21..<0x7F: finish(Self.alt(byte))
        default:
            finish(.escape)
            receive(byte)
        }
    }

    private static func alt(_ byte: UInt8) -> Key {
        switch byte {
        case 0x62: .wordLeft
        case 0x66: .wordRight
        default: .alt(Character(Unicode.Scalar(byte)))
        }
    }

    private mutating func receiveInControl(_ byte: UInt8) {
        switch byte {
        case 0x5B where held.isEmpty: state = .functionKey
        case 0x40...0x7E: finishControl(byte)
        case 0x20...0x3F where held.count < Self.sequenceBytesMax: held.append(byte)
        case 0x00..<0x20:
            finish(.unknown)
            receive(byte)
        default: finish(.unknown)
        }
    }

    private mutating func finishControl(_ last: UInt8) {
        let numbers = held.split(separator: 0x3B, omittingEmptySubsequences: false).map { Self.number($0) }
        if last == 0x7E, numbers.first == 200 {
            rest()
            state = .paste
            return
        }
        let isModified = numbers.count > 1 && numbers[1].map { $0 > 2 } == true
        switch (last, numbers.first) {
        case (0x7E, let number?): finish(Self.numbered(number ?? 0))
        case (0x43, _) where isModified: finish(.wordRight)
        case (0x44, _) where isModified: finish(.wordLeft)
        case (0x75, 13?), (0x7E, 13?): finish(.altEnter)
        case (0x49, _) where held.isEmpty: finish(.focusGained)
        case (0x4F, _) where held.isEmpty: finish(.focusLost)
        default: finish(Self.named(last) ?? .unknown)
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 6, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func named(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x46: .end
        case 0x48: .home
        default: nil
        }
    }

    private static func numbered(_ number: Int) -> Key {
        switch number {
        case 1, 7: .home
        case 3: .delete
        case 4, 8: .end
        default: .unknown
        }
    }

    /// An operating-system command or the like, ended by BEL or `ESC \`.
    private mutating func receiveInString(_ byte: UInt8) {
        let isEnd = byte == 0x07 || (byte == 0x5C && held.last == 0x1B)
        if isEnd || held.count >= Self.stringBytesMax { return finish(.unknown) }
        held.append(byte)
    }
}

// MARK: - Bracketed paste

extension KeyDecoder {
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    private mutating func receiveInPaste(_ byte: UInt8) {
        held.append(byte)
        if byte == 0x7E, held.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
            let content = held.dropLast(Self.pasteEnd.count)
            return finish(pasteIsTooLong ? .pasteTooLong : .pasted(Self.cleaned(content)))
        }
        guard held.count > Self.pasteBytesMax + Self.pasteEnd.count else { return }
        pasteIsTooLong = true
        held = Array(held.suffix(Self.pasteEnd.count))
    }

    /// Line ends become LF; no other control but the tab survives, so no mark of ours can hide inside.
    private static func cleaned(_ bytes: ArraySlice<UInt8>) -> String {
        var kept = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in withoutMarks(bytes).unicodeScalars {
            defer { last = scalar }
            switch scalar.value {
            case 0x0A where last == "\r": continue
            case 0x0A, 0x0D: kept.append("\n")
            case 0x00..<0x09, 0x0B..<0x20, 0x7F...0x9F: continue
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// A start mark inside a paste is not text either.
    private static func withoutMarks(_ bytes: ArraySlice<UInt8>) -> String {
        let mark = Array("\u{1B}[200~".utf8)
        var kept: [UInt8] = []
        for byte in bytes {
            kept.append(byte)
            if byte == 0x7E, kept.suffix(mark.count).elementsEqual(mark) { kept.removeLast(mark.count) }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
