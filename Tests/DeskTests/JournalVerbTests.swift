import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct JournalVerbTests {
    /// Where each thing to try lies: data directory in, segment out.
    private func segment(_ directory: String) throws -> String {
        let names = try Directory.names(in: directory)
        guard
            let name = names.last(where: {
                PathFacts(at: directory + "/" + $0)?.kind == .file && (PathFacts(at: directory + "/" + $0)?.size ?? 0) > 4_096
            })
        else { throw SystemError("no segment", code: 2, directory) }
        return directory + "/" + name
    }

    @Test("cat prints each entry with its sequence, under a broker at work and after it")
    func cat() throws {
        let office = try Office()
        for number in 1...20 { try office.say("maria", "message \(number)") }
        for _ in 1...2 {
            let result = try office.desk(["journal", "cat", office.broker.data])
            #expect(result.code == 0)
            #expect(result.objects.count == result.lines.count)
            #expect(result.objects.map { $0["seq"]?.integer } == (1...22).map { Int64($0) })
            #expect(result.objects.last?["events"]?.elements.last?["text"]?.string == "message 20")
            try office.broker.stop()
        }
        let check = try office.desk(["journal", "check", office.broker.data])
        #expect(check.code == 0 && check.output.contains("22 entries") && check.output.contains("sound"))
        #expect(try office.desk(["journal", "check", office.broker.data, "--json"]).objects[0]["head"]?.integer == 22)
    }

    @Test("a flipped byte in what was durable is named with its range, and the rest is shown")
    func damage() throws {
        let office = try Office()
        for number in 1...20 { try office.say("maria", "message \(number)") }
        try office.broker.stop()
        let file = try File(try segment(office.broker.data), .update)
        let bytes = try file.read(at: 0, count: min(try file.size(), 1 << 16))
        let needle = Array("message 7\"".utf8)
        guard let place = (0..<bytes.count - needle.count).first(where: { Array(bytes[$0..<$0 + needle.count]) == needle }) else {
            Issue.record("the journal does not hold the message")
            return
        }
        try file.write([UInt8(ascii: "M")].span, at: place)
        let check = try office.desk(["journal", "check", office.broker.data])
        #expect(check.code == 65 && check.output.contains("DAMAGED: ") && check.output.contains("entry 9"), "\(check.output)")
        let cat = try office.desk(["journal", "cat", office.broker.data])
        #expect(cat.code == 65 && cat.errors.contains("entry 9"))
        #expect(cat.objects.compactMap { $0["seq"]?.integer } == (1...22).filter { $0 != 9 }.map { Int64($0) })
    }

    @Test("what was being written when the broker ended is a torn tail, and no damage")
    func tornTail() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        try office.broker.stop()
        let file = try File(try segment(office.broker.data), .update)
        let bytes = try file.read(at: 0, count: min(try file.size(), 1 << 16))
        let end = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
        try file.write([0xDE, 0x5C].span, at: (end + 63) / 64 * 64)
        let check = try office.desk(["journal", "check", office.broker.data])
        #expect(check.code == 0 && check.output.contains("torn tail: "), "\(check.output)")
        #expect(try office.desk(["journal", "cat", office.broker.data]).objects.count == 3)
    }

    @Test("what is no journal is said to be none")
    func nothing() throws {
        let office = try Office()
        #expect(try office.desk(["journal", "check", office.broker.directory + "/nothing"]).code == 64)
        try Directory.create(office.broker.directory + "/empty")
        #expect(try office.desk(["journal", "cat", office.broker.directory + "/empty"]).code == 64)
        #expect(try office.desk(["journal", "peel", "."]).code == 64)
    }
}
