internal import DeskKit

/// The adapters that are here: which versions they are, and whose.
enum AdapterChecks {
    static func all(_ patient: Patient) -> [Finding] {
        guard let welcome = patient.interview?.welcome else {
            return ["versions", "adapters"].map { .unseen($0, "there is no broker to ask", "desk doctor") }
        }
        guard let items = patient.admin?.ask("adapters")?["items"]?.elements else {
            return ["versions", "adapters"].map { .unseen($0, "only admins may ask for them", "sudo desk doctor") }
        }
        let adapters = items.map(Visitor.init)
        return [versions(welcome.software, adapters), users(adapters)]
    }

    private struct Visitor {
        let name: String
        let software: String
        let user: Int64?
        let isSupervised: Bool

        init(_ item: JSONValue) {
            name = item["name"]?.string ?? ""
            software = item["software"]?.string ?? ""
            user = item["user"]?.integer
            isSupervised = item["supervised"]?.bool ?? false
        }
    }

    /// `desk-webchat/0.1` → 0.1; of programs that are not ours nothing can be said.
    private static func version(_ software: String) -> Substring? {
        let parts = software.split(separator: "/", maxSplits: 1)
        return parts.count == 2 && (parts[0].hasPrefix("desk-") || parts[0] == "deskd" || parts[0] == "desk") ? parts[1] : nil
    }

    private static func versions(_ broker: String, _ adapters: [Visitor]) -> Finding {
        let wanted = version(broker)
        if let own = version(Program.software), own != wanted {
            return .warn("versions", "this is \(Program.software), and the broker is \(broker)", "systemctl restart deskd")
        }
        if let other = adapters.first(where: { version($0.software).map { $0 != wanted } ?? false }) {
            let mend = other.isSupervised ? "desk adapter restart \(other.name)" : "systemctl restart desk-adapter@\(other.name)"
            return .warn("versions", "the adapter \(other.name) is \(other.software), and the broker is \(broker)", mend)
        }
        return .ok("versions", "\(broker), and so is what is attached")
    }

    /// Tidiness, and no wall: adapters of one user can read each other's secrets.
    private static func users(_ adapters: [Visitor]) -> Finding {
        let known = adapters.filter { $0.user != nil }
        guard !known.isEmpty else { return .ok("adapters", "none is here") }
        for adapter in known {
            let same = known.filter { $0.user == adapter.user }.map(\.name)
            guard same.count > 1, let user = adapter.user.flatMap({ UInt32(exactly: $0) }) else { continue }
            return .warn(
                "adapters", "\(same.joined(separator: " and ")) all run as \(Names.user(user)), so each can read what the others may",
                "systemctl enable --now desk-adapter@\(same[0]), instead of its section in desk.conf")
        }
        return .ok("adapters", known.count == 1 ? "one is here" : "\(known.count) are here, each with a user of its own")
    }
}
