import Foundation

/// A Swift file of the repository, as text.
struct SourceFile {
    /// From the repository's root.
    let path: String
    let text: String

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Read once: many tests look at all of them.
    private static let everything: Result<[SourceFile], any Error> = Result { try read(["Sources", "adapters", "Tests"]) }

    static func all(under folders: String...) throws -> [SourceFile] {
        try everything.get().filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    private static func read(_ folders: [String]) throws -> [SourceFile] {
        var files: [SourceFile] = []
        for folder in folders {
            let base = root.appending(path: folder)
            let found = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
            for name in found.sorted() where name.hasSuffix(".swift") {
                files.append(
                    SourceFile(path: "\(folder)/\(name)", text: try String(contentsOf: base.appending(path: name), encoding: .utf8)))
            }
        }
        return files
    }

    /// `Sources/DeskCore/Desk.swift` belongs to `DeskCore`, `adapters/echo/main.swift` to `echo`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The modules that it imports.
    var imports: Set<String> {
        Set(
            code.map(\.line).compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy({ Self.modifiers.contains(String($0)) }) else {
                    return nil
                }
                return words.dropFirst(index + 1).last.map { String($0.prefix { $0 != "." }) }
            })
    }

    private static let modifiers = ["public", "internal", "private", "package", "fileprivate", "@testable", "@_exported"]

    /// Lines of code with their numbers: comments and what stands in multi-line strings left out.
    let code: [(number: Int, line: Substring)]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = Self.code(in: text.split(separator: "\n", omittingEmptySubsequences: false))
    }

    private static func code(in lines: [Substring]) -> [(number: Int, line: Substring)] {
        var isInString = false
        return lines.enumerated().compactMap { index, line in
            let toggles = line.components(separatedBy: "\"\"\"").count - 1
            defer { if toggles % 2 == 1 { isInString.toggle() } }
            let trimmed = line.drop { $0 == " " }
            return isInString || trimmed.hasPrefix("//") ? nil : (index + 1, line)
        }
    }
}
