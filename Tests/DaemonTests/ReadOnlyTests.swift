import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct ReadOnlyTests {
    @Test("a damaged journal is refused, and served with --read-only, what is lost being named and nothing written")
    func damaged() throws {
        let broker = try RealBroker(starting: false)
        try Directory.create(broker.data)
        var image: [String: [UInt8]] = [:]
        for name in try Directory.names(in: NewerJournalTests.golden) where name != "expected.jsonl" {
            let file = try File(NewerJournalTests.golden + "/" + name, .read)
            var bytes = try file.read(at: 0, count: try file.size())
            // In the middle of the third segment's first entry.
            if name == "0000000003.journal" { bytes[4_096 + 100] ^= 1 }
            image[name] = bytes
            try File(broker.data + "/" + name, .create).write(bytes.span, at: 0)
        }
        #expect(try broker.startAnother().end == .exited(65))
        broker.options = ["--read-only"]
        try broker.start()
        let rep = try broker.attach(as: "rep", "ana")
        let damage = try rep.ask(#""type":"stats""#)?["damages"]?.elements.first
        #expect(damage?["file"]?.string == "0000000003.journal" && damage?["first"]?.integer == damage?["last"]?.integer)
        #expect(try rep.ask(#""type":"tickets""#)?["items"]?.elements.count ?? 0 >= 5, "also those of which entries are lost")
        #expect(try rep.ask(#""type":"ticket","ticket":1"#)?["items"]?.elements.isEmpty == false)
        #expect(try rep.ask(#""type":"note","ticket":1,"text":"x","key":"k""#)?["code"]?.string == "read_only")
        #expect(try broker.connect().attachAdapter("web")?["code"]?.string == "read_only")
        #expect(try broker.stop() == .exited(0))
        #expect(broker.log.contains("damaged: 0000000003.journal, entry "), "\(broker.log)")
        for (name, bytes) in image {
            let file = try File(broker.data + "/" + name, .read)
            #expect(try file.read(at: 0, count: try file.size()) == bytes, "\(name)")
        }
        #expect(try Directory.names(in: broker.data).count == image.count)
    }
}
