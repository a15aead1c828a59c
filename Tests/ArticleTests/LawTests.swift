import DeskTesting
import Testing

/// A short slice of what contrib/laws does for as long as one likes.
@Suite("Laws")
struct LawTests {
    @Test("whatever is asked of the desk, the laws hold", .timeLimit(.minutes(2)), arguments: 1...8 as ClosedRange<UInt64>)
    func hold(_ seed: UInt64) throws {
        let machine = try DeskMachine(seed: seed)
        machine.run(steps: 250)
        #expect(machine.complaints.isEmpty)
    }

    @Test("each kind of command is tried, and works at times", .timeLimit(.minutes(2)))
    func covered() throws {
        var good: [String: Int] = [:]
        var all: Set<String> = []
        for seed in 101...104 as ClosedRange<UInt64> {
            let machine = try DeskMachine(seed: seed)
            machine.run(steps: 300)
            all.formUnion(machine.answers.filter { Set($0.value.keys) != ["unknown_type"] }.keys)
            for (type, codes) in machine.answers { good[type, default: 0] += codes["ok"] ?? 0 }
        }
        let never = all.filter { good[$0] == 0 }
        #expect(never.isEmpty, "nothing is proved of what is always refused")
        #expect(all.count >= 20)
    }
}
