import DeskJournal
import DeskSystem
import DeskTesting
import Testing

/// A journal of a newer version: an older broker refuses it and does not touch it.
@Suite(.serialized)
struct NewerJournalTests {
    static let golden =
        "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/GoldenJournals/1/day"

    /// One change to the files, as a later version could make it.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What the refusal must name besides the version that is known.
        let named: String
        let make: @Sendable (inout [String: [UInt8]]) throws -> Void
    }

    static let headers: [Change] = [8, 9, 10, 11].map { offset in
        Change(testDescription: "byte \(offset) of each header", named: "format version ") { image in
            for name in image.keys {
                image[name]?[offset] &+= 1
                seal(header: &image[name, default: []])
            }
        }
    }
    static let lastHeader = Change(testDescription: "the last header alone", named: "0000000007.journal has format version 2") { image in
        image["0000000007.journal"]?[8] = 2
        seal(header: &image["0000000007.journal", default: []])
    }
    static let records: [Change] = (1...7).flatMap { segment in
        [(8, UInt8(2), "a record of version 2"), (9, 3, "a record of type 3")].map { offset, value, named in
            Change(testDescription: "\(named) in segment \(segment)", named: named) { image in
                image["000000000\(segment).journal"]?[4_096 + offset] = value
                seal(record: &image["000000000\(segment).journal", default: []])
            }
        }
    }
    private static let head = #"{"at":"2026-12-01T00:00:00.000Z","by":{"role":"desk"},"events":["#
    static let entries: [Change] = [
        (head + #"{"event":"ticket_weighed","ticket":1}]}"#, "an event of an unknown kind"),
        (head + #"{"event":"assigned","ticket":1,"from":null,"to":null,"until":"2027"}]}"#, "assigned: the member until"),
        (head + #"{"event":"delivery_changed","ticket":1,"message":12,"state":"recalled","attempt":1}]}"#, "a delivery's state"),
        (head + #"]"# + #","secret":true}"#, "the member secret"), (#"{"version":2,"# + head.dropFirst() + "]}", "it is of version 2"),
        (#"{"at":"2026-12-01T00:00:00.000Z","by":{"role":"robot"},"events":[]}"#, "an author of an unknown role"),
        (#"{"at":"2026-12-01T00:00:00.000Z","by":{"role":"desk","why":1},"events":[]}"#, "the member why"),
        ("not JSON", "malformed"),
    ].map { text, named in
        Change(testDescription: named, named: named) { image in
            let disk = SimulatedDisk(image: image)
            var random = SeededRandom(seed: 5)
            let journal = try Journal.open(disk.storage(), settings: .cramped, randomness: { random.next() }) { _, _ in }
            let bytes = Array(text.utf8)
            _ = try journal.append(bytes.span)
            try journal.commit()
            image = disk.image
        }
    }

    @Test("it is refused with both versions named, and no byte of it is changed", arguments: headers + [lastHeader] + records + entries)
    func refused(_ change: Change) throws {
        let broker = try RealBroker(starting: false)
        var image = try Self.image(Self.golden)
        try change.make(&image)
        try Directory.create(broker.data)
        for (name, bytes) in image { try File(broker.data + "/" + name, .create).write(bytes.span, at: 0) }
        let (end, log) = try broker.startAnother()
        #expect(end == .exited(65), "\(log)")
        #expect(log.contains(change.named) && log.contains("version 1"), "\(log)")
        #expect(try Self.image(broker.data) == image)
    }

    private static func image(_ directory: String) throws -> [String: [UInt8]] {
        var image: [String: [UInt8]] = [:]
        for name in try Directory.names(in: directory) where name != "expected.jsonl" {
            let file = try File(directory + "/" + name, .read)
            image[name] = try file.read(at: 0, count: try file.size())
        }
        return image
    }

    private static func masked(_ checksum: UInt32) -> UInt32 { (checksum >> 15 | checksum << 17) &+ 0xa282_ead8 }

    private static func seal(header bytes: inout [UInt8]) {
        let copy = bytes
        let sum = CRC32C.checksum(copy.span.extracting(16..<128), continuing: CRC32C.checksum(copy.span.extracting(0..<12)))
        Bytes.store(masked(sum), in: &bytes, at: 12)
    }

    /// The first record of a segment.
    private static func seal(record bytes: inout [UInt8]) {
        let copy = bytes
        let start = 4_096
        let end = start + 64 + Int(Bytes.uint32(copy.span, at: start + 12)) + Int(Bytes.uint32(copy.span, at: start + 56))
        let salt = UInt32(truncatingIfNeeded: Bytes.uint64(copy.span, at: start + 32))
        Bytes.store(masked(CRC32C.checksum(copy.span.extracting(start + 4..<end), continuing: salt)), in: &bytes, at: start)
    }
}
