// The laws of the desk under random commands, for as long as one likes. See README.md.
internal import DeskSystem
internal import DeskTesting
internal import Glibc

var seed = SystemRandom.integer() >> 16
var rounds = 1_000
var steps = 2_000
var rest = CommandLine.arguments.dropFirst()
while let argument = rest.popFirst() {
    switch (argument, rest.popFirst().flatMap(UInt64.init)) {
    case ("--seed", let number?): seed = number
    case ("--rounds", let number?): rounds = Int(clamping: number)
    case ("--steps", let number?): steps = max(1, Int(clamping: number))
    default:
        try? StandardStream.error.write("Usage: laws [--seed N] [--rounds N] [--steps N]\n")
        exit(64)
    }
}

do {
    for round in 0..<rounds {
        try StandardStream.output.write("seed \(seed), \(steps) commands\n")
        let machine = try DeskMachine(seed: seed)
        machine.run(steps: steps)
        for complaint in machine.complaints { try StandardStream.output.write("  \(complaint)\n") }
        guard machine.complaints.isEmpty else { exit(1) }
        if round == rounds - 1 {
            for (type, codes) in machine.answers.sorted(by: { $0.key < $1.key }) {
                let shown = codes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                try StandardStream.output.write("  \(type): \(shown.joined(separator: ", "))\n")
            }
        }
        seed += 1
    }
} catch {
    try? StandardStream.error.write("laws: \(error)\n")
    exit(70)
}
