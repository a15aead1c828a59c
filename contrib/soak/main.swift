// Kills a real deskd thousands of times while writers, adapters and a rep are at work, and audits what is left. See README.md.
internal import DeskSystem
internal import DeskTesting
internal import Glibc

var settings = KillLoop.Settings()
settings.kills = 10_000
settings.seed = SystemRandom.integer()
var rounds = 1
var rest = CommandLine.arguments.dropFirst()
while let argument = rest.popFirst() {
    switch (argument, rest.popFirst().flatMap(UInt64.init)) {
    case ("--kills", let number?): settings.kills = Int(clamping: number)
    case ("--seed", let number?): settings.seed = number
    case ("--writers", let number?): settings.writers = Int(clamping: number)
    case ("--rounds", let number?): rounds = Int(clamping: number)
    default:
        try? StandardStream.error.write("Usage: soak [--kills N] [--rounds N] [--writers N] [--seed N]\n")
        exit(64)
    }
}

/// One life of a journal: so many kills, and the audit.
func soak(_ settings: KillLoop.Settings) throws -> Bool {
    try StandardStream.output.write("seed \(settings.seed)\n")
    var loop = try KillLoop(settings, on: RealBroker())
    loop.onKill = { report in
        if report.kills % 100 == 0 { try? StandardStream.output.write("  \(report.kills) kills\n") }
    }
    let report = try loop.run()
    try StandardStream.output.write(
        "\(report.kills) kills, \(report.messages) messages, \(report.replies) replies, \(report.secondAttempts) second attempts, "
            + "\(report.unknown) unknown, \(report.complaints.count) complaints\n")
    for complaint in report.complaints { try StandardStream.output.write("  \(complaint)\n") }
    return report.complaints.isEmpty
}

do {
    for _ in 0..<rounds {
        guard try soak(settings) else { exit(1) }
        settings.seed &+= 1
    }
} catch {
    try? StandardStream.error.write("soak: \(error)\n")
    exit(70)
}
