internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// `NAME=VALUE`, as people type what a property is to be; the desk says of which kind it is.
enum PropertyWords {
    /// For what sets a status, which may ask for properties.
    static let flag = VerbFlag("--set", "NAME=VALUE", "a property of the ticket, set in the same step; may be said again")

    /// A value as the wire has it: null clears.
    typealias Change = (name: String, json: [UInt8])

    /// Nothing is asked where there is nothing to read. What is wrong has been said, and `then` is not called.
    static func read(_ words: [String], _ call: Call, then: @escaping ([Change]) -> Void) {
        guard !words.isEmpty else { return then([]) }
        if let word = words.first(where: { !$0.dropFirst().contains("=") }) {
            return call.fail(usage: "\(call.verb.name): '\(PlainText.ascii(word, max: 60))' is no NAME=VALUE, such as priority=high")
        }
        call.ask(
            "properties",
            then: { body in
                let known = body["items"]?.elements ?? []
                var changes: [Change] = []
                do throws(UsageError) {
                    for word in words { changes.append(try change(word, known)) }
                } catch {
                    return call.fail(usage: "\(call.verb.name): \(error.description)")
                }
                then(changes)
            })
    }

    /// - Throws: what is wrong with the value, in a sentence.
    static func check(_ word: String, _ known: [JSONValue]) throws(UsageError) { _ = try change(word, known) }

    private static func change(_ word: String, _ known: [JSONValue]) throws(UsageError) -> Change {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = known.compactMap { $0["property"]?.string }
        guard let property = known.first(where: { $0["property"]?.isString(parts[0]) == true }) else {
            let all = names.isEmpty ? "there are none" : "there are " + names.joined(separator: ", ")
            let hint = NearestWord.name(like: parts[0], among: names).map { "did you mean \($0)?" } ?? all
            throw UsageError("no property is called \(PlainText.ascii(parts[0], max: 60)); \(hint)")
        }
        return (parts[0], try json(parts[1], property, parts[0]))
    }

    private static func json(_ value: String, _ property: JSONValue, _ name: String) throws(UsageError) -> [UInt8] {
        if value.isEmpty { return Array("null".utf8) }
        switch property["kind"]?.string {
        case "number":
            // A document is an object; one with more in it than the number was made of something else.
            guard let root = try? JSONDocument(parsing: Array("{\"is\":\(value)}".utf8)).root, root.members.count == 1,
                root["is"]?.kind == .number
            else {
                throw UsageError("\(name) is a number, and \(PlainText.ascii(value, max: 40)) is none")
            }
            return Array(value.utf8)
        case "bool":
            guard let flag = ["yes": "true", "true": "true", "no": "false", "false": "false"][value] else {
                throw UsageError("\(name) is yes or no, and not \(PlainText.ascii(value, max: 40))")
            }
            return Array(flag.utf8)
        case "enum":
            return try option(value, property, name)
        case "multi_enum":
            var writer = JSONWriter()
            writer.beginArray()
            for value in value.split(separator: ",") { writer.raw(try option(String(value), property, name)) }
            writer.endArray()
            return writer.bytes
        default: return string(value)
        }
    }

    /// One of those that the property has.
    private static func option(_ value: String, _ property: JSONValue, _ name: String) throws(UsageError) -> [UInt8] {
        let options = (property["options"]?.elements ?? []).compactMap(\.string)
        guard options.contains(where: { $0.utf8.elementsEqual(value.utf8) }) else {
            let hint = NearestWord.name(like: value, among: options).map { "did you mean \($0)?" }
            throw UsageError(
                "\(name) cannot be \(PlainText.ascii(value, max: 40)); \(hint ?? "it is one of " + options.joined(separator: ", "))")
        }
        return string(value)
    }

    private static func string(_ value: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(value)
        return writer.bytes
    }

    static func write(_ field: String, _ changes: [Change], _ writer: inout JSONWriter) {
        guard !changes.isEmpty else { return }
        writer.name(field)
        writer.beginObject()
        for (name, json) in changes { writer.fieldRaw(name, json) }
        writer.endObject()
    }

    /// Names and values as people read them.
    static func pairs(_ properties: JSONValue?) -> [(String, String)] {
        (properties?.members ?? []).map { (SafeText.line($0), words(of: $1)) }
    }

    static func words(of value: JSONValue?) -> String {
        guard let value else { return "" }
        return switch value.kind {
        case .true: "yes"
        case .false: "no"
        case .array: RepList.slugs(value)
        case .string: RepList.text(value)
        default: SafeText.line(value.raw)
        }
    }
}
