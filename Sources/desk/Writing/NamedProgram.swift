internal import DeskKit

/// A program as a rep names it, `less -R`: words between blanks, found where programs are. No shell reads it.
struct NamedProgram {
    let path: String
    let words: [String]

    init(_ command: String, environment: (String) -> String? = Environment.value) throws(SystemError) {
        var rest = Words(line: command)
        var words: [String] = []
        while let word = rest.next() { words.append(word) }
        guard let name = words.first else { throw SystemError("exec", code: Self.notThere, command) }
        path = try Self.find(name, in: environment("PATH") ?? "/usr/bin:/bin")
        self.words = Array(words.dropFirst())
    }

    /// ENOENT
    private static let notThere: Int32 = 2

    private static func find(_ name: String, in places: String) throws(SystemError) -> String {
        let name = name.hasPrefix("~/") ? (Environment.value("HOME") ?? "") + name.dropFirst() : name
        if name.utf8.contains(0x2F) { return name }
        for place in places.split(separator: ":") where place.hasPrefix("/") {
            if Path.isExecutable("\(place)/\(name)") { return "\(place)/\(name)" }
        }
        throw SystemError("exec", code: notThere, name)
    }
}
