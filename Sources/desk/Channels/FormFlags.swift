internal import DeskCore
internal import DeskKit

/// What the command line says of a form: `--set NAME=VALUE`, `--secret-file NAME=PATH`, `--secret-fd NAME=N`.
struct FormFlags {
    static let secretBytesMax = 64 << 10

    static let flags = [
        VerbFlag("--set", "NAME=VALUE", "connect, edit: a field of the channel's form, see info; nothing after = is its standard"),
        VerbFlag("--secret-file", "NAME=PATH", "connect, reauthorize: a secret field, from a file; - is the standard input"),
        VerbFlag("--secret-fd", "NAME=N", "connect, reauthorize: a secret field, from an open descriptor"),
    ]

    /// Nil is a field's standard.
    private(set) var values: [String: FormField.Value?] = [:]

    /// - Throws: the first thing that is wrong, without what may be a secret.
    init(_ arguments: Arguments, _ form: [FormField], warn: (String) -> Void) throws(UsageError) {
        for pair in arguments.values("--set") {
            let (field, text) = try Self.split("--set", pair, form)
            guard !field.isSecret else {
                throw UsageError(
                    "\(field.name) is a secret, and a command line is there for everybody to read: say \(field.flag), or let yourself be asked"
                )
            }
            values[field.name] = text.isEmpty ? .some(nil) : .some(try field.read(text))
        }
        for pair in arguments.values("--secret-file") {
            let (field, path) = try Self.split("--secret-file", pair, form)
            values[field.name] = .text(path == "-" ? try Self.secret(field, descriptor: 0) : try Self.secret(field, path: path, warn))
        }
        for pair in arguments.values("--secret-fd") {
            let (field, number) = try Self.split("--secret-fd", pair, form)
            guard let descriptor = Int32(number), descriptor >= 0 else {
                throw UsageError("--secret-fd is NAME=N, N being an open descriptor such as 3")
            }
            values[field.name] = .text(try Self.secret(field, descriptor: descriptor))
        }
    }

    private static func split(_ flag: String, _ pair: String, _ form: [FormField]) throws(UsageError) -> (FormField, String) {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw UsageError("\(flag) is NAME=\(flag == "--set" ? "VALUE" : "PATH or N"), and there is no = in it")
        }
        if let field = form.first(where: { $0.name.utf8.elementsEqual(parts[0].utf8) }) { return (field, parts[1]) }
        let names = form.map(\.name)
        let near = NearestWord.name(like: parts[0], among: names).map { "; did you mean \($0)?" } ?? ""
        let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
        throw UsageError("the channel's form has no field '\(PlainText.ascii(parts[0], max: 40))'; \(known)\(near)")
    }

    /// A file's content as a value. What keeps secrets for others often shows them as links.
    static func secret(_ field: FormField, path: String, _ warn: (String) -> Void) throws(UsageError) -> String {
        do throws(SystemError) {
            let path = try Path.resolved(path)
            if let facts = PathFacts(at: path), facts.kind == .file, facts.permissions & 0o044 != 0 {
                warn("\(path) can be read by others; chmod go= \(path)")
            }
            return try text(of: field, File(path, .read).descriptor.readAll(bytesMax: secretBytesMax))
        } catch {
            throw UsageError("\(field.name) cannot be read: \(error)")
        }
    }

    private static func secret(_ field: FormField, descriptor number: Int32) throws(UsageError) -> String {
        let given = Descriptor(adopting: number)
        do throws(SystemError) {
            let bytes = try given.readAll(bytesMax: secretBytesMax)
            _ = given.release()
            return text(of: field, bytes)
        } catch {
            // It may be one of our own by mistake, which must stay open.
            _ = given.release()
            throw UsageError("\(field.name) cannot be read from descriptor \(number): \(error)")
        }
    }

    /// Of a secret without the line's end that editors leave there. An empty one is found where it is needed.
    private static func text(of field: FormField, _ bytes: [UInt8]) -> String {
        guard field.kind == "secret" else { return String(decoding: bytes, as: UTF8.self) }
        var text = bytes[...]
        if text.last == 0x0A { text.removeLast() }
        if text.last == 0x0D { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}
