import DeskSystem
import DeskTesting
import Foundation
import Testing

/// The README's console blocks, typed into a shell as a reader would, in a home directory of their own. What differs from one
/// day to the next (times, ids, counts of bytes) is masked on both sides; everything else must read as it does there.
@Suite(.serialized)
struct ReadmeTests {
    struct Step {
        let command: String
        let output: [String]
    }

    @Test("the README's commands do what it says", .timeLimit(.minutes(2)))
    func consoleBlocks() throws {
        let steps = try Self.steps()
        #expect(steps.count > 10, "the README has lost its console blocks")
        let home = try Directory.createPrivate(prefix: "/tmp/desk-readme-")
        defer { Path.removeTree(home) }
        let outputs = try Self.run(steps, in: home)
        try #require(outputs.count == steps.count, "the shell ended early: \(outputs)")
        for (step, output) in zip(steps, outputs) {
            #expect(output.map(Self.masked) == step.output.map(Self.masked), "$ \(step.command)")
        }
    }

    @Test("what the README links to is there")
    func links() throws {
        for link in try Self.text().matches(of: #/\]\(([^)#]+)\)/#).map({ String($0.output.1) }) where !link.hasPrefix("http") {
            #expect(FileManager.default.fileExists(atPath: Self.root + "/" + link), "\(link)")
        }
        for path in try Self.text().matches(of: #/`((?:Sources|Tests|adapters|contrib|\.ci)/[^` ]+)`/#).map({ String($0.output.1) }) {
            #expect(FileManager.default.fileExists(atPath: Self.root + "/" + path), "\(path)")
        }
    }

    private static let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

    private static func text() throws -> String { try String(contentsOfFile: root + "/README.md", encoding: .utf8) }

    /// Commands after `$ ` with the lines that follow each, of all blocks in order.
    private static func steps() throws -> [Step] {
        var steps: [Step] = []
        var isInBlock = false
        for line in try text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                isInBlock = line == "```console"
            } else if isInBlock, line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), output: []))
            } else if isInBlock, let last = steps.popLast() {
                steps.append(Step(command: last.command, output: last.output + [line]))
            }
        }
        return steps
    }

    /// Digits become 0, whatever their number; an epoch's letters, too.
    private static func masked(_ line: String) -> String {
        // A reply is on its way or sent already: whichever was first.
        if line.hasPrefix("epoch ") { return "epoch" }
        // An epoch has letters too, a home is somewhere, and columns are as wide as what stands in them.
        let fixed = line.replacing(#/epoch [0-9a-f]+/#, with: "epoch").replacing(#/at \/\S*bus\.sock/#, with: "at bus.sock")
        return fixed.replacing(#/[0-9]+/#, with: "0").replacing("on its way", with: "sent").replacing(#/ {2,}/#, with: "  ")
    }

    private static let mark = "@@ step"

    /// What each step printed. Each runs as at a terminal of 100 columns; after what happens in the background a person would
    /// have taken a moment, too.
    private static func run(_ steps: [Step], in home: String) throws -> [[String]] {
        var script = "export NO_COLOR=1 TERM=xterm-256color\n"
        for step in steps {
            script += "echo '\(mark)'\n"
            let isPlain = step.output.isEmpty || !step.command.hasPrefix("desk ")
            script += isPlain ? step.command + "\n" : "script -qec 'stty cols 100; '\(quoted(step.command)) /dev/null\n"
            if isPlain { script += "sleep 1\n" }
        }
        script += "kill $(jobs -p)\nwait\n"
        let output = try shell(script, in: home)
        return withoutReturns(output).components(separatedBy: mark + "\n").dropFirst().map { part in
            part.split(separator: "\n").map(String.init)
        }
    }

    /// A return and a line feed are one Character, so that only bytes tell them apart.
    private static func withoutReturns(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }

    private static func shell(_ script: String, in home: String) throws -> String {
        let source = try File(home + "/script", .create)
        try source.write(Array(script.utf8).span, at: 0)
        let output = try File(home + "/output", .create)
        let nothing = try File("/dev/null", .read)
        defer { withExtendedLifetime((nothing, output)) {} }
        let programs = try Programs.path("desk").split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let shell = try ChildProcess(
            "/bin/bash", ["--norc", home + "/script"],
            environment: ["HOME=\(home)", "PATH=\(programs):/usr/bin:/bin", "LANG=C.UTF-8", "LOGNAME=ana", "USER=ana", "SHELL=/bin/bash"],
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: output.descriptor.number])
        let end = try shell.wait(milliseconds: 90_000)
        if end == nil { shell.signal(9) }
        return String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self)
    }
}
