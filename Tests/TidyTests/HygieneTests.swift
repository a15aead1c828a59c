import Foundation
import Testing

/// What is not written in this house, and what to write instead.
@Suite("hygiene")
struct HygieneTests {
    /// A word, where it is banned, and why.
    struct Ban: CustomTestStringConvertible {
        let word: String
        let folders: [String]
        let instead: String
        var testDescription: String { word }
    }

    static let everywhere = ["Sources", "adapters"]
    static let bans: [Ban] = [
        Ban(word: "FileHandle", folders: everywhere, instead: "File or Descriptor: it traps on ENOSPC and EPIPE"),
        Ban(word: "Process(", folders: everywhere, instead: "ChildProcess: Foundation's leaks descriptors"),
        Ban(word: "JSONSerialization", folders: everywhere, instead: "JSONDocument: there is one parser"),
        Ban(word: "JSONDecoder", folders: everywhere, instead: "JSONDocument: there is one parser"),
        Ban(word: "JSONEncoder", folders: everywhere, instead: "JSONWriter"),
        Ban(word: "try!", folders: everywhere, instead: "a typed error"),
        Ban(word: "as!", folders: everywhere, instead: "a switch"),
        Ban(word: "@unchecked", folders: everywhere, instead: "a type that is Sendable by construction"),
        Ban(word: "nonisolated(unsafe)", folders: everywhere, instead: "a value with one owner"),
        Ban(word: "DispatchQueue", folders: everywhere, instead: "the EventLoop: there is one thread"),
        Ban(word: "Task {", folders: everywhere, instead: "the EventLoop: there is one thread"),
        Ban(word: "Task.detached", folders: everywhere, instead: "the EventLoop: there is one thread"),
        Ban(word: "/bin/sh", folders: everywhere, instead: "ChildProcess with its arguments as a list"),
        Ban(word: "popen(", folders: everywhere, instead: "ChildProcess with its arguments as a list"),
        Ban(word: " print(", folders: everywhere, instead: "StandardStream: print says nothing about a full disk"),
        Ban(
            word: "Date()", folders: ["Sources/DeskCore", "Sources/DeskWire", "Sources/DeskJournal", "Sources/DeskBroker"],
            instead: "a time that is passed in"),
        Ban(
            word: "UUID()", folders: ["Sources/DeskCore", "Sources/DeskWire", "Sources/DeskJournal", "Sources/DeskBroker"],
            instead: "randomness that is passed in"),
        Ban(
            word: "SystemRandom", folders: ["Sources/DeskCore", "Sources/DeskWire", "Sources/DeskJournal", "Sources/DeskBroker"],
            instead: "randomness that is passed in"),
        Ban(word: "TODO", folders: everywhere + ["Tests"], instead: "an issue"),
        Ban(word: "FIXME", folders: everywhere + ["Tests"], instead: "an issue"),
    ]

    /// A signal handler reaches nothing but globals.
    static let excused: Set<String> = ["Sources/DeskSystem/TerminalMode.swift nonisolated(unsafe)"]

    /// `ChildProcess(` is not `Process(`.
    private static func contains(_ line: Substring, _ word: String) -> Bool {
        line.ranges(of: word).contains { found in
            found.lowerBound == line.startIndex || !line[line.index(before: found.lowerBound)].isLetter
        }
    }

    @Test("nobody writes", arguments: bans)
    func banned(_ ban: Ban) throws {
        for folder in ban.folders {
            for file in try SourceFile.all(under: folder) where file.target != "TidyTests" {
                for (number, line) in file.code where Self.contains(line, ban.word) && !Self.excused.contains("\(file.path) \(ban.word)") {
                    Issue.record("\(file.path):\(number) has \(ban.word); write \(ban.instead)")
                }
            }
        }
    }

    /// Files outside of DeskSystem that need it, each with its reason written in it.
    static let unsafeFiles = ["Sources/DeskWire/ByteCopy.swift"]

    @Test("the word unsafe stands in DeskSystem, and in the few files that are named here")
    func unsafety() throws {
        for file in try SourceFile.all(under: "Sources", "adapters")
        where file.target != "DeskSystem" && !Self.unsafeFiles.contains(file.path) {
            for (number, line) in file.code where line.contains("unsafe ") { Issue.record("\(file.path):\(number): \(line)") }
        }
    }

    @Test("no file is committed that a machine makes, and no path of a machine")
    func machines() throws {
        for file in try SourceFile.all(under: "Sources", "adapters", "Tests") where file.target != "TidyTests" {
            for (number, line) in file.code where line.contains("/work/") || line.contains("/root/") {
                Issue.record("\(file.path):\(number) names a machine's path")
            }
        }
    }

    @Test("CLinux holds declarations and one-line wrappers")
    func wrappers() throws {
        let header = try String(contentsOf: SourceFile.root.appending(path: "Sources/CLinux/include/CLinux.h"), encoding: .utf8)
        #expect(!header.contains("#define _GNU_SOURCE"), "in a header it clashes with Glibc over fd_set")
    }
}
