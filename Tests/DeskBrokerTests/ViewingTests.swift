import DeskBroker
import DeskCore
import DeskJournal
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// A journal looked at with `--read-only`, in which something is broken: one entry after the other, segments, everything.
struct ViewingTests {
    /// As many as were written down with it.
    static let entries: Int = {
        let expected = (try? GoldenJournalTests.bytes(GoldenJournalTests.folder + "/1/day/expected.jsonl")) ?? []
        let first = expected.split(separator: 0x0A).first.map(Array.init) ?? []
        return Int((try? JSONDocument(parsing: first))?.root["head"]?.integer ?? 0)
    }()
    /// The first entry of its last batch, which is a message's.
    static let unproven: UInt64 = {
        let expected = (try? GoldenJournalTests.bytes(GoldenJournalTests.folder + "/1/day/expected.jsonl")) ?? []
        let roots = expected.split(separator: 0x0A).compactMap { try? JSONDocument(parsing: Array($0)).root }
        return UInt64(roots.last { $0["text"]?.isString("The last thing said.") == true }?["message"]?.integer ?? 0)
    }()
    static let golden = (try? GoldenJournalTests.image("1/day")) ?? [:]

    /// Where each entry's record lies: file, offset, sequence.
    private static func places(_ image: [String: [UInt8]]) throws -> [(file: String, offset: Int, sequence: UInt64)] {
        var places: [(String, Int, UInt64)] = []
        _ = try JournalReader.read(SimulatedDisk(image: image).storage()) { entry, _ in
            places.append((entry.file, entry.offset, entry.sequence.number))
        }
        return places
    }

    @Test("with any one entry lost the rest is served, the range is named, and not a byte is written")
    func oneLost() throws {
        for place in try Self.places(Self.golden) {
            var image = Self.golden
            image[place.file]?[place.offset + 70] ^= 0x10
            let view = try View(image)
            let isLast = place.sequence >= Self.unproven
            // The last batch was never proven: from one that is lost on, it looks like a torn tail.
            let served = (isLast ? Int(place.sequence) : Self.entries) - 1
            #expect(view.entries == served && view.damages.count == (isLast ? 0 : 1), "entry \(place.sequence): \(view.damages)")
            if !isLast { #expect(view.damages.first?.first == place.sequence && view.damages.first?.last == place.sequence) }
            try view.lookAround()
            #expect(view.disk.image == image)
        }
    }

    @Test("with any segments lost, swapped or cut the rest is served", arguments: 0..<40)
    func segments(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var image = Self.golden
        for name in image.keys.sorted() {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: image[name] = nil
            case 1: image[name]?.removeLast(Int.random(in: 0...4_000, using: &random))
            case 2: image[name] = image.values.sorted { $0.count < $1.count }.randomElement(using: &random)
            case 3:
                let end = min(6_000, image[name]?.count ?? 0)
                for _ in 0..<20 where end > 4_096 {
                    image[name]?[Int.random(in: 4_096..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            default: break
            }
        }
        do {
            let view = try View(image)
            #expect(!view.damages.isEmpty)
            try view.lookAround()
            #expect(view.disk.image == image)
        } catch JournalError.corrupt {
            // Nothing at all is left.
        } catch JournalError.io(let error) {
            #expect(error.kind == .missing)
        }
    }

    @Test("sound, it is what the broker would serve, and every change is refused")
    func sound() throws {
        let view = try View(Self.golden)
        #expect(view.damages.isEmpty && view.entries == Self.entries)
        try view.lookAround()
        for change in [
            #""type":"note","ticket":1,"text":"x","key":"k""#, #""type":"account.set","account":"shop","active":false"#,
            #""type":"send","ticket":1,"text":"x","force":true,"key":"k2""#,
        ] {
            #expect(try view.ask(change)?["code"]?.string == "read_only")
        }
    }
}

/// A broker that looks at a journal, with an admin attached.
private final class View {
    let disk: SimulatedDisk
    let damages: [Damage]
    private(set) var entries = 0
    private var broker: Broker
    private let session: SessionID
    private var decoder = FrameDecoder(frameBytesMax: 4 << 20)
    private var requests = 0
    private var frames: [JSONValue] = []

    init(_ image: [String: [UInt8]]) throws {
        disk = SimulatedDisk(image: image)
        var replay = Replay(digestKey: [UInt8](repeating: 0, count: 16))
        var count = 0
        let (journal, damages) = try Journal.view(disk.storage(), prepare: { replay = Replay(digestKey: $0) }) { sequence, bytes in
            count += 1
            try replay.applyAcrossGaps(bytes, sequence: sequence.number)
        }
        entries = count
        self.damages = damages
        let now = Moment(wall: Timestamp(milliseconds: 1_800_000_000_000), monotonicMilliseconds: 1)
        broker = Broker(journal, replay, permissions: Permissions(brokerUser: 1_000), at: now)
        broker.view(damages: damages)
        session = broker.open(PeerIdentity(user: 1_000, process: 1))
        #expect(try ask(#""type":"hello","protocol":[1,1],"role":"admin","name":"root""#)?["readOnly"]?.bool == true)
    }

    func ask(_ fields: String) throws -> JSONValue? {
        requests += 1
        let frame = Framing.frame(Array("{\"id\":\(requests),\(fields)}".utf8))
        broker.receive(frame.span, from: session)
        repeat {
            try broker.endTurn()
            _ = broker.takeTouched()
            broker.send(to: session) { bytes in
                decoder.append(bytes)
                return bytes.count
            }
        } while broker.hasWork
        while let object = try decoder.next() { frames.append(try JSONDocument(parsing: object).root) }
        return frames.first { $0["re"]?.integer == Int64(requests) }
    }

    /// Everything that can be asked, which must be answered.
    func lookAround() throws {
        let stats = try ask(#""type":"stats""#)
        #expect(stats?["damages"]?.elements.count == damages.count)
        #expect(try ask(#""type":"channels""#)?["code"] == nil)
        #expect(try ask(#""type":"metrics""#)?["code"] == nil)
        #expect(try ask(#""type":"tickets","query":"is:open""#)?["code"] == nil)
        for kind in ["tickets", "messages", "contacts"] {
            #expect(try ask(#""type":"export","of":"\#(kind)","limit":200"#)?["items"] != nil)
        }
        for ticket in 1...max(1, stats?["tickets"]?.integer ?? 1) { _ = try ask(#""type":"ticket","ticket":\#(ticket)"#) }
        #expect(try ask(#""type":"watch","from":0"#)?["type"]?.string == "ok")
    }
}
