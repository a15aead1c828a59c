internal import DeskKit

/// The configuration, and the secrets beside it.
enum SettingsChecks {
    static func all(_ patient: Patient) -> [Finding] { [configuration(patient.configuration), credentials(patient)] }

    private static func configuration(_ check: ConfigurationCheck) -> Finding {
        switch check.verdict {
        case .absent: return .ok("configuration", "there is none: what the command line says holds")
        case .fine(let lines): return .ok("configuration", lines.first ?? "fine")
        case .unseen(let why): return .unseen("configuration", why, "sudo desk doctor")
        case .wrong(let lines):
            let more = lines.count > 1 ? " (and \(lines.count - 1) more)" : ""
            return .fail("configuration", (lines.first ?? "it cannot be used") + more, mend(check.file ?? "FILE"))
        }
    }

    /// Whose fault is only the file's mode is mended by another one; for the rest its lines have to be read.
    private static func mend(_ file: String) -> String {
        let isOpen = PathFacts(at: file).map { $0.permissions & 0o022 != 0 } ?? false
        return isOpen ? "chmod go-w \(file)" : "deskd --check-config --config \(file)"
    }

    /// Files with secrets are for their owner only, and so is the directory: those that the configuration names, and those of accounts.
    private static func credentials(_ patient: Patient) -> Finding {
        let directories = [patient.configuration.file.flatMap(directory), "/etc/desk", patient.data].compactMap {
            $0.map { $0 + "/credentials" }
        }
        let places = directories.enumerated().filter { directories.firstIndex(of: $1) == $0 && PathFacts(at: $1) != nil }.map(\.element)
        guard !places.isEmpty else { return .ok("credentials", "there are none") }
        var paths = places
        var count = 0
        for place in places {
            guard let names = try? Directory.names(in: place) else {
                return .unseen("credentials", "\(place) is not for you to see, which is as it should be", "sudo desk doctor")
            }
            count += names.count
            paths += names.map { place + "/" + $0 }
        }
        let open = paths.filter { PathFacts(at: $0).map { $0.kind != .link && $0.permissions & 0o077 != 0 } ?? false }
        guard open.isEmpty else {
            return .fail(
                "credentials", "others than its owner may get at \(open.joined(separator: ", "))",
                "chmod go= " + open.joined(separator: " "))
        }
        return .ok("credentials", "\(places.joined(separator: ", ")): \(count) for nobody but their owner")
    }

    private static func directory(of file: String) -> String? { file.lastIndex(of: "/").map { String(file[..<$0]) } }
}
