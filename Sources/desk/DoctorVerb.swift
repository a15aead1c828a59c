internal import DeskConsole
internal import DeskKit

/// `desk doctor`: looks at everything that can be wrong with a desk, whether its broker runs or not, and changes nothing.
enum DoctorVerb {
    static let all: [Verb] = [
        Verb(
            name: "doctor", summary: "look for what is wrong with the desk, and say how to mend it",
            details: [
                "One line a check: ok, warn or fail, and with the latter two the command that mends it. Exit code 1 where something fails.",
                "It works without a broker, and without permission to look everywhere: what cannot be looked at is said to be so.",
                "What it looks at: socket, directory, permission, configuration, credentials, data, disk, journal, clock, descriptors, "
                    + "versions and adapters. An admin, or the broker's user, sees most.",
            ],
            group: .upkeep, doors: .command, need: .nothing,
            flags: [
                VerbFlag("--data", "DIR", "the data directory (else as the broker or the configuration has it)"),
                VerbFlag("--config", "FILE", "the configuration (else where deskd looks for it)"),
            ], run: run)
    ]

    private static func run(_ call: Call) {
        let patient = Patient(call)
        let findings = SocketChecks.all(patient) + SettingsChecks.all(patient) + DataChecks.all(patient) + AdapterChecks.all(patient)
        if call.format.shape == .json {
            for finding in findings { call.say(json: finding.json) }
        } else {
            call.say(findings.map { shown($0, call.format) })
        }
        let (failed, doubtful) = (findings.count { $0.grade == .fail }, findings.count { $0.grade == .warn })
        call.remark(failed + doubtful == 0 ? "Everything is well." : "\(failed) failed, \(doubtful) to look at, of \(findings.count).")
        call.end(failed == 0 ? 0 : Call.no)
    }

    private static func shown(_ finding: Finding, _ format: Format) -> String {
        let line = finding.line(format)
        return switch finding.grade {
        case .ok: line
        case .warn: format.isForPeople ? format.style.apply(.warn, to: line) : line
        case .fail: format.isForPeople ? format.style.apply(.error, to: line) : line
        }
    }
}
