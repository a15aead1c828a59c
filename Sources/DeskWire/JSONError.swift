/// Why bytes are not a JSON object of the desk protocol, and at which byte that shows.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The broken rule, in words.
    public enum Reason: String, Sendable, CaseIterable {
        case notAnObject = "a frame is one JSON object, so it must begin with '{'"
        case byteOrderMark = "it begins with a byte order mark, which must be left out"
        case unexpectedEnd = "it ends in the middle of a value"
        case expectedName = "a member's name in double quotes was expected"
        case expectedColon = "a ':' was expected after a member's name"
        case expectedValue = "a value was expected"
        case expectedCommaOrEnd = "a ',' or the closing bracket was expected"
        case badNumber = "a number is not written as RFC 8259 demands"
        case controlCharacter = "a control character in a string must be escaped"
        case badEscape = "a '\\' in a string begins none of the escapes of RFC 8259"
        case loneSurrogate = "a \\u escape is half of a surrogate pair without its other half"
        case nul = "a string holds U+0000, which the desk protocol does not carry"
        case invalidUTF8 = "the bytes are not UTF-8"
        case duplicateName = "a name appears twice in the same object"
        case tooManyNames = "an object has more than 64 members"
        case tooDeep = "objects and arrays are nested more than 32 deep"
        case trailingBytes = "something follows the object"
        case tooLong = "it is longer than 2 GiB"
    }

    /// The first byte that breaks the rule, counted from 0.
    public let offset: Int
    public let reason: Reason

    public var description: String { "malformed JSON at byte \(offset): \(reason.rawValue)" }
}
