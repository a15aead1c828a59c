internal import DeskBroker
internal import DeskCore
internal import DeskSystem

/// What a setting is set to, once it is known to be possible.
enum SettingValue: Equatable {
    case text(String)
    case number(Int)
    case yesNo(Bool)
    case words([String])
    /// Users or groups by their numbers, with what they were called.
    case principals([Principal])
}

struct Principal: Equatable {
    let number: UInt32
    let name: String
    /// The number of whoever else is called by these digits.
    var namesake: UInt32?

    var warning: String? {
        namesake.map { "\(name) is taken as a number here, and somebody else is called so: write \($0) for that one" }
    }
}

/// Why a value cannot be: what is wrong with it, and what to write instead.
struct ValueFault: Error {
    let what: String
    let fix: String

    init(_ what: String, _ fix: String) {
        self.what = what
        self.fix = fix
    }
}

extension SettingValue {
    var principals: [Principal] { if case .principals(let all) = self { all } else { [] } }

    static let namesMax = 1_000

    /// The only switch over kinds.
    init(_ text: String, _ kind: Setting.Kind) throws(ValueFault) {
        self =
            switch kind {
            case .path: .text(try Self.path(text))
            case .socketPath: .text(try Self.socketPath(text))
            case .word(let words): .text(try Self.word(text, words))
            case .yesNo: .yesNo(try Self.word(text, ["yes", "no"]) == "yes")
            case .seconds(let range): .number(try Self.number(text, range))
            case .mode: .number(try Self.mode(text))
            case .slug: .text(try Self.slug(text))
            case .text: .text(try Self.label(text))
            case .program: .text(try Self.program(text))
            case .arguments: .words(try Self.arguments(text))
            case .user: .principals([try Self.user(text)])
            case .group: .principals([try Self.group(text)])
            case .users: .principals(try Self.list(text, "users", Self.user))
            case .groups: .principals(try Self.list(text, "groups", Self.group))
            }
    }

    private static func path(_ text: String) throws(ValueFault) -> String {
        guard text.utf8.first == UInt8(ascii: "/") else { throw ValueFault("'\(text)' does not begin with /", "write the whole path") }
        // Asked of the bytes: a String would take what follows the sign into account.
        guard !Array(text.utf8).contains([0x20, 0x23]) else {
            throw ValueFault("the path has a # in it", "a comment stands in a line of its own")
        }
        return text
    }

    private static func socketPath(_ text: String) throws(ValueFault) -> String {
        guard text.utf8.count <= UnixSocket.pathBytesMax else {
            throw ValueFault("the path has \(text.utf8.count) bytes", "a socket's path has at most \(UnixSocket.pathBytesMax)")
        }
        return try path(text)
    }

    private static func word(_ text: String, _ words: [String]) throws(ValueFault) -> String {
        if let word = words.first(where: { $0.utf8.elementsEqual(text.utf8) }) { return word }
        let all = words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
        let near = NearestWord.name(like: text, among: words).map { " (did you mean \($0)?)" } ?? ""
        throw ValueFault("'\(text)' is not \(all)", "write one of them\(near)")
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>) throws(ValueFault) -> Int {
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let number = Int(text), range.contains(number) else {
            throw ValueFault("'\(text)' is no number of seconds from \(range.lowerBound) to \(range.upperBound)", "write the number alone")
        }
        return number
    }

    private static func mode(_ text: String) throws(ValueFault) -> Int {
        guard (3...4).contains(text.utf8.count), let mode = Int(text, radix: 8), mode >= 0, mode <= 0o777 else {
            throw ValueFault("'\(text)' are no permissions", "write them in octal, such as 0660")
        }
        guard mode & 0o600 == 0o600 else { throw ValueFault("\(text) shuts the broker's own user out", "begin with 06, such as 0660") }
        return mode
    }

    private static func slug(_ text: String) throws(ValueFault) -> String {
        guard Slug(text) != nil else {
            throw ValueFault(
                "'\(text)' cannot name anything on the desk", "names have up to 64 of a-z, 0-9, '.', '_', '-' and begin with the first two")
        }
        return text
    }

    private static func label(_ text: String) throws(ValueFault) -> String {
        guard text.utf8.count <= 256 else { throw ValueFault("it has \(text.utf8.count) bytes", "256 are the most that people can read") }
        return text
    }

    private static func program(_ text: String) throws(ValueFault) -> String {
        let path = try text.utf8.first == UInt8(ascii: "/") ? path(text) : text
        guard path == text, text.utf8.first == UInt8(ascii: "/") || !text.utf8.contains(UInt8(ascii: "/")) else {
            throw ValueFault("'\(text)' is neither a name nor a whole path", "write a name inside the adapters directory, or begin with /")
        }
        guard text.utf8.first == UInt8(ascii: "/") || !text.utf8.contains(0x20) else {
            throw ValueFault("'\(text)' is more than a program's name", "put what follows it into arguments = ...")
        }
        return text
    }
}

extension Array where Element == UInt8 {
    /// Whether the two stand side by side somewhere.
    fileprivate func contains(_ pair: [UInt8]) -> Bool { zip(self, dropFirst()).contains { $0 == pair[0] && $1 == pair[1] } }
}

// Lists.
extension SettingValue {
    private static func arguments(_ text: String) throws(ValueFault) -> [String] {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var isQuoted = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                word = word ?? []
            case 0x20 where !isQuoted, 0x09 where !isQuoted:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(word) }
        guard !isQuoted else { throw ValueFault("a \" has no other one", "write one at each end of what belongs together") }
        guard words.count <= namesMax else { throw ValueFault("there are \(words.count) arguments", "\(namesMax) are the most") }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func list(
        _ text: String, _ what: String, _ one: (String) throws(ValueFault) -> Principal
    ) throws(ValueFault) -> [Principal] {
        let names = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard names.count <= namesMax else { throw ValueFault("there are \(names.count) \(what)", "\(namesMax) are the most") }
        var principals: [Principal] = []
        for bytes in names {
            let name = String(
                decoding: bytes.drop { $0 == 0x20 || $0 == 0x09 }.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed(), as: UTF8.self)
            guard !name.isEmpty else { throw ValueFault("there is nothing between two commas, or at an end", "write NAME, NAME") }
            guard !name.utf8.contains(0x20) else { throw ValueFault("'\(name)' is more than one name", "put commas between names") }
            let principal = try one(name)
            guard !principals.contains(where: { $0.number == principal.number }) else {
                throw ValueFault("\(name) stands there twice", "once is enough")
            }
            principals.append(principal)
        }
        return principals
    }

    private static func user(_ name: String) throws(ValueFault) -> Principal {
        try principal(name, "user") { (name) throws(SystemError) in try UserDatabase.user(named: name) }
    }

    private static func group(_ name: String) throws(ValueFault) -> Principal {
        try principal(name, "group") { (name) throws(SystemError) in try UserDatabase.group(named: name) }
    }

    /// Digits alone are always a number: it means the same while the directory of logins is away, and whoever may name a new
    /// login takes nobody's place with it.
    static func principal(
        _ name: String, _ what: String, _ find: (String) throws(SystemError) -> UInt32?
    ) throws(ValueFault) -> Principal {
        let isNumber = name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let found: UInt32?
        do throws(SystemError) {
            found = isNumber ? UInt32(name) : try find(name)
        } catch {
            throw ValueFault("the \(what) \(name) cannot be looked up now (\(error))", "try again, or write its number")
        }
        guard let number = found, number != .max else {
            throw ValueFault("there is no \(what) \(name) on this machine", "mind the spelling, add it to the machine, or write a number")
        }
        guard number != Permissions.unmappedUser else {
            throw ValueFault("\(name) (\(number)) stands for whom the machine does not know", "name somebody in particular")
        }
        let namesake = isNumber ? (try? find(name)).flatMap { $0 == number ? nil : $0 } : nil
        return Principal(number: number, name: name, namesake: namesake)
    }
}
