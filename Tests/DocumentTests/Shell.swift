import DeskSystem
import DeskTesting

/// A program run to its end, with what it wrote.
struct Shell {
    let code: Int32?
    let output: String
    let errors: String

    static let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

    /// - Parameter program: a path, or the name of a program of this package.
    init(_ program: String, _ words: [String], environment: [String] = [], milliseconds: Int = 60_000) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-document-")
        defer { Path.removeTree(directory) }
        let (output, errors) = (try File(directory + "/out", .create), try File(directory + "/err", .create))
        let nothing = try File("/dev/null", .read)
        let process = try ChildProcess(
            program.hasPrefix("/") ? program : try Programs.path(program), words,
            environment: ["PATH=/usr/bin:/bin", "HOME=\(directory)", "LANG=C.UTF-8"] + environment,
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: errors.descriptor.number])
        let end = try process.wait(milliseconds: milliseconds)
        if end == nil { process.signal(9) }
        code = if case .exited(let code) = end { code } else { nil }
        (self.output, self.errors) = (try Self.text(output), try Self.text(errors))
        withExtendedLifetime(nothing) {}
    }

    private static func text(_ file: File) throws -> String {
        String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }

    static func read(_ path: String) throws -> String { try text(try File(path, .read)) }
    static func committed(_ path: String) throws -> String { try read(root + "/" + path) }

    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
