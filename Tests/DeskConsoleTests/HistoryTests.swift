import DeskConsole
import DeskSystem
import Testing

struct HistoryTests {
    /// A private directory for as long as `body` needs it.
    private func withPath(_ body: (String) throws -> Void) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskbus-history-")
        defer { Path.removeTree(directory) }
        try body(directory + "/history")
    }

    @Test("lines come back as they were, whatever is in them")
    func roundTrip() throws {
        try withPath { path in
            let file = HistoryFile(path)
            #expect(try file.load().entries == [])
            let lines = ["one", "two\nlines", "back\\slash \\n", "日本 👩‍👩‍👧"]
            for line in lines { try file.append(line) }
            #expect(try file.load().entries == lines)
            #expect(PathFacts(at: path)?.permissions == 0o600)
        }
    }

    @Test("a thousand are kept, and a file that grew beyond is cut and closed to others")
    func bounded() throws {
        try withPath { path in
            let file = try File(path, .create, permissions: 0o644)
            let bytes = Array((1...2_500).map { "line \($0)\n" }.joined().utf8)
            try file.descriptor.writeAll(bytes.span)
            let history = try HistoryFile(path).load()
            #expect(history.entries.count == 1_000 && history.entries.first == "line 1501" && history.entries.last == "line 2500")
            #expect(try HistoryFile(path).load().entries.count == 1_000)
            #expect(PathFacts(at: path)?.permissions == 0o600)
        }
    }

    static let unwanted = ["", " private", String(repeating: "x", count: History.entryBytesMax + 1), "last"]

    @Test("what is empty, private, a text or a repetition is not kept", arguments: unwanted.indices)
    func refused(_ row: Int) {
        var history = History(["last"])
        let isKept = history.add(Self.unwanted[row])
        #expect(!isKept)
        #expect(history.entries == ["last"])
    }

    @Test("memory is bounded like the file")
    func memory() {
        var history = History()
        for number in 1...1_200 { history.add("line \(number)") }
        #expect(history.entries.count == History.entriesMax && history.entries.first == "line 201")
    }
}
