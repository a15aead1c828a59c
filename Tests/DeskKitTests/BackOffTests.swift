import Testing

@testable import DeskKit

struct BackOffTests {
    @Test("attempts wait 100 ms doubling to 10 s, the upper half of it by chance", arguments: [0, UInt64.max, 1, 0x5555_5555_5555_5555])
    func bounds(_ random: UInt64) {
        var backOff = BackOff()
        for ceiling in [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000] + [Int](repeating: 10_000, count: 60) {
            let milliseconds = backOff.next { random }
            #expect((ceiling / 2...ceiling).contains(milliseconds), "\(milliseconds) of \(ceiling)")
        }
        backOff.reset()
        #expect(backOff.next { 0 } == 50)
    }

    @Test("chance reaches both ends")
    func ends() {
        var seen: Set<Int> = []
        for number in 0..<51 as Range<UInt64> {
            var backOff = BackOff()
            seen.insert(backOff.next { number })
        }
        #expect(seen.min() == 50 && seen.max() == 100 && seen.count == 51)
    }
}
