import DeskTesting
import Testing

@testable import DeskCore

struct DigestTableTests {
    @Test("it holds what a dictionary would, also where digests crowd together and are taken out again", arguments: [1, 2, 3] as [UInt64])
    func sameAsDictionary(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = DigestTable<Int>()
        var known: [Digest: Int] = [:]
        for step in 0..<20_000 {
            // Few different low halves, so that most have another's place for a home.
            let digest = Digest(high: UInt64.random(in: 0..<40, using: &random), low: UInt64.random(in: 0..<24, using: &random) * 7)
            if Int.random(in: 0..<5, using: &random) < 2 {
                table[digest] = nil
                known[digest] = nil
            } else {
                table[digest] = step
                known[digest] = step
            }
            #expect(table[digest] == known[digest])
            guard step % 500 == 0 else { continue }
            #expect(table.count == known.count && table.isEmpty == known.isEmpty)
            for (digest, value) in known { #expect(table[digest] == value) }
            #expect(table.inOrder.map(\.value) == known.sorted { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }.map(\.value))
        }
    }

    @Test("nothing is in an empty one, and taking out what is not there changes nothing")
    func empty() {
        var table = DigestTable<Int>()
        let (one, other) = (Digest(high: 0, low: 0), Digest(high: 1, low: 16))
        #expect(table[one] == nil && table.inOrder.isEmpty)
        table[one] = nil
        table[one] = 1
        table[other] = nil
        #expect(table[one] == 1 && table[other] == nil && table.count == 1)
    }
}
