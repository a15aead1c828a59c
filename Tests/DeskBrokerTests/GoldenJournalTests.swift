import DeskJournal
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Journals that earlier versions have written, committed as they were. A broker reads all of them for ever.
///
/// `DESK_GOLDEN=write swift test --filter GoldenJournalTests` writes those of today's version anew: only before it is released,
/// and when an entry has got a new kind of event.
struct GoldenJournalTests {
    static let folder =
        "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/GoldenJournals"
    static let names: [String] = ((try? Directory.names(in: folder)) ?? []).flatMap { version in
        ((try? Directory.names(in: folder + "/" + version)) ?? []).map { version + "/" + $0 }
    }

    static func image(_ name: String) throws -> [String: [UInt8]] {
        var image: [String: [UInt8]] = [:]
        for file in try Directory.names(in: folder + "/" + name) where file != "expected.jsonl" {
            image[file] = try bytes(folder + "/" + name + "/" + file)
        }
        return image
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try File(path, .read)
        return try file.read(at: 0, count: try file.size())
    }

    @Test("today's version is written down when asked", .enabled(if: Environment.value("DESK_GOLDEN") == "write"))
    func write() throws {
        let day = try MemoryDesk(seed: 2_026)
        GoldenDay(on: day).play()
        let expected = GoldenState.lines(of: day)
        try Self.write(day.disk.image, expected, as: "1/day")
        try Self.write(day.disk.image, expected, as: "1/torn", torn: true)
        let accounts = try MemoryDesk(seed: 2_027)
        GoldenDay(on: accounts).playAccounts()
        try Self.write(accounts.disk.image, GoldenState.lines(of: accounts), as: "1/accounts")
        let orders = try MemoryDesk(seed: 2_028)
        GoldenDay(on: orders).playOrders()
        try Self.write(orders.disk.image, GoldenState.lines(of: orders), as: "1/orders")
        let contents = try MemoryDesk(seed: 2_029)
        GoldenDay(on: contents).playContents()
        try Self.write(contents.disk.image, GoldenState.lines(of: contents), as: "1/contents")
        let sending = try MemoryDesk(seed: 2_030)
        GoldenDay(on: sending).playSending()
        try Self.write(sending.disk.image, GoldenState.lines(of: sending), as: "1/sending")
        try Self.write(try MemoryDesk(seed: 7).disk.image, GoldenState.lines(of: try MemoryDesk(seed: 7)), as: "1/empty")
    }

    private static func write(_ image: [String: [UInt8]], _ expected: [String], as name: String, torn: Bool = false) throws {
        let path = folder + "/" + name
        Path.removeTree(path)
        try Directory.create(path)
        var image = image
        if torn, let last = image.keys.sorted().last, let end = image[last]?.lastIndex(where: { $0 != 0 }) {
            // A batch of which only a beginning came to the disk, and a segment that was being made.
            let start = (end / 512 + 1) * 512
            for index in start..<min(start + 300, image[last]?.count ?? 0) { image[last]?[index] = UInt8(truncatingIfNeeded: index) }
            image["0000000099.new"] = [1, 2, 3]
        }
        for (file, bytes) in image { try File(path + "/" + file, .create).write(bytes.span, at: 0) }
        let text = Array(expected.map { $0 + "\n" }.joined().utf8)
        try File(path + "/expected.jsonl", .create).write(text.span, at: 0)
    }

    @Test("a golden journal is read as it was meant", arguments: names)
    func golden(_ name: String) throws {
        let expected = String(decoding: try Self.bytes(Self.folder + "/" + name + "/expected.jsonl"), as: UTF8.self)
        let lines = GoldenState.lines(of: try MemoryDesk(disk: SimulatedDisk(image: try Self.image(name))))
        let old = expected.split(separator: "\n").map(String.init)
        #expect(lines.count == old.count)
        for (expected, line) in zip(old, lines) { #expect(GoldenState.difference(expected, line) == nil) }
    }

    @Test("there are golden journals, and every kind of event is in one of them with every member that it can have")
    func coverage() throws {
        #expect(Self.names.contains("1/day"))
        let known = try Self.members(in: [
            "EntryMembers.swift", "Channels/AccountEntries.swift", "ServiceLevels/ServiceEntries.swift", "People/PeopleEntries.swift",
            "Routing/RoutingEntries.swift", "Contacts/ContactEntries.swift", "Pipelines/PipelineEntries.swift",
            "Strangers/StrangerEntries.swift", "Sending/SendingEntries.swift", "Views/ViewEntries.swift",
            "Snippets/SnippetEntries.swift", "Merging/MergeEntries.swift",
        ])
        #expect(known.count > 60)
        var found: Set<String> = []
        for name in Self.names {
            _ = try JournalReader.read(SimulatedDisk(image: try Self.image(name)).storage()) { _, payload in
                for event in try JSONDocument(parsing: [UInt8](copying: payload)).root["events"]?.elements ?? [] {
                    found.formUnion(event.members.map { "\(event["event"]?.string ?? "").\(String(decoding: $0.name, as: UTF8.self))" })
                }
            }
        }
        #expect(known.subtracting(found).sorted() == [], "make a golden journal with these")
        #expect(found.subtracting(known).sorted() == [])
    }

    /// `event.member`, as tables of the journal's coding have them.
    private static func members(in files: [String]) throws -> Set<String> {
        var members: Set<String> = []
        for file in files {
            let text = String(decoding: try bytes(folder + "/../../Sources/DeskBroker/" + file), as: UTF8.self)
            // A long table of names is written in two parts.
            let source = text.replacing(/"\s*\+ "/, with: "")
            for match in source.matches(of: /"([a-z_]+)": names\(\s*"([^"]+)"\)/) {
                members.formUnion(match.output.2.split(separator: " ").map { "\(match.output.1).\($0)" })
            }
        }
        return members
    }
}
