import DeskJournal
import DeskTesting
import Testing

/// Somebody does anything at all to the files.
struct VandalTests {
    @Test("whatever is done to the files, what is replayed is a beginning of what was written", arguments: 1...12)
    func anything(_ seed: UInt64) throws {
        let image = try Workshop.image(DamageTests.batches)
        let older = try Workshop.image(Array(DamageTests.batches.dropLast(3)))
        var random = SeededRandom(seed: seed)
        for round in 0..<40 {
            var changed = image
            for _ in 0...Int.random(in: 0..<3, using: &random) { Self.vandalise(&changed, older, &random) }
            if case .opened(let entries) = Workshop.recover(changed) {
                #expect(DamageTests.entries.starts(with: entries), "seed \(seed), round \(round)")
            }
            _ = try? JournalReader.read(SimulatedDisk(image: changed).storage())
        }
    }

    private static func vandalise(_ image: inout [String: [UInt8]], _ older: [String: [UInt8]], _ random: inout SeededRandom) {
        let names = image.keys.sorted()
        guard let name = names.randomElement(using: &random), let bytes = image[name], !bytes.isEmpty else { return }
        let unit = [1, 8, 512].randomElement(using: &random) ?? 1
        let start = Int.random(in: 0..<bytes.count, using: &random) / unit * unit
        let range = start..<min(bytes.count, start + Int.random(in: 1...3_000, using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0: image[name]?.replaceSubrange(range, with: random.bytes(range.count))
        case 1: image[name]?.replaceSubrange(range, with: repeatElement(0, count: range.count))
        case 2: image[name]?.removeSubrange(range)
        case 3: image[name]?.insert(contentsOf: bytes[range], at: Int.random(in: 0...bytes.count, using: &random) / unit * unit)
        case 4: image[name]?.removeLast(bytes.count - start)
        case 5: image[name] = nil
        case 6: image[names.randomElement(using: &random) ?? name] = bytes
        default: image[name] = older[name]
        }
    }
}
