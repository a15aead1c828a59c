internal import DeskConsole
internal import DeskKit

/// What people are called who gave no name, where the service knows them by something that nobody reads: `visitor 83a1b2c3`.
enum ContactName {
    /// What is shorter can be read and remembered.
    private static let readableMax = 20
    private static let shownBytes = 8

    /// Nil where the identifier may stand for itself.
    static func short(_ identifier: JSONValue?) -> String? {
        guard let identifier, identifier["kind"]?.isString("opaque") == true, let value = identifier["value"]?.utf8,
            value.count > readableMax, value.allSatisfy(isPlain)
        else { return nil }
        return "visitor " + String(decoding: value.prefix(shownBytes), as: UTF8.self)
    }

    /// A party in a row: by name, or by as much of the identifier as tells one from the next.
    static func line(_ party: JSONValue) -> String {
        if party["name"]?.utf8?.isEmpty ?? true, let short = short(party) { return short }
        return SafeText.line(Item.name(party))
    }

    /// What a machine has made: an address or a telephone number has more in it, and says something.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
}
