import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct WatchTests {
    @Test("a watch goes on where it was when the broker comes back: no gap, nothing twice")
    func resuming() throws {
        let office = try Office()
        try office.say("maria", "before")
        let output = try File(office.broker.directory + "/watch", .create)
        let process = try ChildProcess(
            try Programs.path("desk"), ["--socket", office.broker.socket, "--as", "ana", "watch", "--from", "1"], environment: [],
            descriptors: [1: output.descriptor.number])
        defer { process.signal(9) }
        #expect(try wait(output, for: 2) == [2, 3])
        try office.broker.kill()
        try office.broker.start()
        let visitors = try office.broker.connect()
        _ = try visitors.attachAdapter("web")
        for number in 4...6 {
            _ = try visitors.ask(
                #""type":"publish","account":"shop","key":"w\#(number)","thread":"maria","from":{"kind":"opaque","value":"maria"},"#
                    + #""text":"message \#(number)","at":"2026-11-22T14:48:00Z""#)
        }
        #expect(try wait(output, for: 5) == [2, 3, 4, 5, 6])
    }

    private func wait(_ output: File, for count: Int) throws -> [Int64] {
        let end = MonotonicTime.now.advanced(milliseconds: 15_000)
        var sequences: [Int64] = []
        while sequences.count < count, MonotonicTime.now < end {
            let bytes = try output.read(at: 0, count: try output.size())
            sequences = bytes.split(separator: 0x0A).compactMap { (try? JSONDocument(parsing: Array($0)))?.root["seq"]?.integer }
            _ = try output.descriptor.waitReadable(milliseconds: 0)
            if sequences.count < count { pause() }
        }
        return sequences
    }

    /// A little of nothing.
    private func pause() { _ = try? PseudoTerminal().terminal.waitReadable(milliseconds: 10) }

    @Test("frames come out of a pack as they went in, and a bad line or a cut frame is named")
    func frames() throws {
        let office = try Office()
        let lines = #"{"type":"hello","id":1}"# + "\n" + #"{"type":"ping","é":"\u001b"}"# + "\n"
        let packed = try office.desk(["frame", "pack"], input: lines).output
        #expect(try office.desk(["frame", "unpack"], input: packed).output == lines)
        let cut = try office.desk(["frame", "unpack"], input: String(packed.dropLast()))
        #expect(cut.code == 65 && cut.errors.contains("cut short"))
        let bad = try office.desk(["frame", "pack"], input: lines + "{\n")
        #expect(bad.code == 65 && bad.errors.contains("line 3"))
    }

    @Test("for people who listen every value has its name, and nothing is drawn")
    func accessible() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office, environment: ["TERM=xterm", "ACCESSIBLE=1"])
        #expect(try terminal.wait(for: "ana [1]> "))
        try terminal.type("inbox\n")
        #expect(try terminal.wait(for: "mark: waiting, unread, ticket: 1, channel: web, contact: maria, subject:"))
        try terminal.type("quit\n")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)
        #expect(!terminal.bytes.contains(0x1B))
    }
}
