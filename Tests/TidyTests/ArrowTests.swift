import Foundation
import Testing

/// Which target may import what: the design's table, checked because the compiler lets transitive imports through.
@Suite("arrows")
struct ArrowTests {
    static let system: Set<String> = ["Glibc", "FoundationEssentials", "Synchronization"]
    static let allowed: [String: Set<String>] = [
        "DeskCore": [],
        "DeskWire": ["DeskCore"],
        "DeskSystem": ["Glibc", "CLinux"],
        "DeskJournal": ["DeskSystem", "FoundationEssentials"],
        "DeskBroker": ["DeskCore", "DeskWire", "DeskJournal", "FoundationEssentials"],
        "DeskKit": ["DeskCore", "DeskWire", "DeskSystem", "FoundationEssentials", "Glibc"],
        "DeskConsole": ["DeskSystem", "FoundationEssentials", "Glibc"],
        "DeskManual": [],
        "deskd": [
            "DeskBroker", "DeskJournal", "DeskManual", "DeskSystem", "DeskWire", "DeskCore", "Glibc", "FoundationEssentials", "Foundation",
        ],
        "desk": [
            "DeskKit", "DeskConsole", "DeskJournal", "DeskManual", "DeskSystem", "DeskCore", "DeskWire", "Glibc", "FoundationEssentials",
            "Foundation",
        ],
        "echo": ["DeskKit", "Glibc", "FoundationEssentials", "Foundation"],
        "webchat": ["DeskKit", "HTTPServer", "DeskSystem", "DeskWire", "Glibc", "FoundationEssentials", "Foundation"],
        "HTTPServer": ["DeskSystem", "Glibc", "FoundationEssentials"],
    ]

    @Test("no file imports more than its target's arrows")
    func arrows() throws {
        let files = try SourceFile.all(under: "Sources", "adapters")
        #expect(files.count > 50, "the test looks into the wrong folder")
        for file in files {
            guard let allowed = Self.allowed[file.target] else {
                Issue.record("\(file.path) is in no target of the house")
                continue
            }
            let excess = file.imports.subtracting(allowed)
            #expect(excess.isEmpty, "\(file.path) imports \(excess.sorted().joined(separator: ", "))")
        }
    }

    @Test("the manifest gives no target more than its arrows")
    func manifest() throws {
        let manifest = try String(contentsOf: SourceFile.root.appending(path: "Package.swift"), encoding: .utf8)
        for target in ["DeskCore", "DeskWire", "DeskSystem", "DeskJournal", "DeskBroker", "DeskKit", "DeskConsole", "DeskManual"] {
            let line = try #require(
                manifest.split(separator: "\n").first { $0.contains("part(\"\(target)\"") }, "\(target) has a line of its own")
            let named = line.split(separator: "\"").filter { $0.hasPrefix("Desk") || $0 == "CLinux" }.map(String.init)
            let excess = Set(named).subtracting([target]).subtracting(Self.allowed[target] ?? [])
            #expect(excess.isEmpty, "\(target) may not depend on \(excess)")
        }
        #expect(!manifest.contains(".package("), "the house has no package dependencies")
    }

    @Test("the top level holds what it may and nothing else")
    func topLevel() throws {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "adapters", "contrib", "README.md", ".ci", ".gitignore", ".swift-format", "LICENSE",
            ".git",
        ]
        let found = try FileManager.default.contentsOfDirectory(atPath: SourceFile.root.path)
        let excess = found.filter { !allowed.contains($0) && !$0.hasPrefix(".build") && $0 != "Package.resolved" && $0 != ".swiftpm" }
        #expect(excess.isEmpty, "\(excess)")
    }
}
