internal import DeskConsole
internal import DeskKit

/// The adapters: how they fare, which versions they are, and whose; and the accounts that nobody serves.
enum AdapterChecks {
    static func all(_ patient: Patient) -> [Finding] {
        guard let welcome = patient.interview?.welcome else {
            return ["versions", "adapters"].map { .unseen($0, "there is no broker to ask", Mend.start(patient)) }
        }
        guard let items = patient.admin?.ask("adapters")?["items"]?.elements else {
            return ["versions", "adapters"].map { .unseen($0, "only admins may ask for them", "sudo desk doctor") }
        }
        let adapters = items.map(Visitor.init)
        let channels = patient.admin?.ask("channels")?["items"]?.elements ?? []
        let health = ill(adapters) ?? unserved(channels, adapters, patient) ?? restless(adapters) ?? users(adapters, patient)
        return [versions(welcome.software, adapters, patient), health]
    }

    private struct Visitor {
        let name: String
        let channel: String
        let software: String
        let user: Int64?
        let isSupervised: Bool
        let state: String
        let reason: String

        init(_ item: JSONValue) {
            name = SafeText.line(item["name"]?.utf8 ?? [])
            channel = SafeText.line(item["channel"]?.utf8 ?? [])
            software = SafeText.line(item["software"]?.utf8 ?? [])
            user = item["user"]?.integer
            isSupervised = item["supervised"]?.bool ?? false
            state = item["state"]?.string ?? ""
            let words = AdapterWords(item).reason.withoutFullStop
            reason = words.isEmpty ? "" : ": " + words
        }

        /// Where its last words are; of one that the broker did not start nobody here has them.
        var logs: String { isSupervised ? "desk adapter logs \(name)" : "desk adapter list, and look at what \(name) writes" }
    }

    /// What does not go away by waiting.
    private static func ill(_ adapters: [Visitor]) -> Finding? {
        let ill = adapters.filter { $0.state == "broken" || $0.state == "bad_credentials" }
        guard let first = ill.first else { return nil }
        let more = ill.count > 1 ? " (and \(ill.count - 1) more)" : ""
        let what = first.state == "broken" ? "is broken" : "is refused by its service, which does not take its credentials"
        return .fail("adapters", "\(first.name) \(what)\(first.reason)\(more)", first.logs)
    }

    /// An account that is on is one that people write to.
    private static func unserved(_ channels: [JSONValue], _ adapters: [Visitor], _ patient: Patient) -> Finding? {
        for channel in channels {
            let lost = (channel["accounts"]?.elements ?? []).filter { $0["active"]?.bool != false && $0["connected"]?.bool != true }
            guard let first = lost.first else { continue }
            let key = SafeText.line(channel["channel"]?.utf8 ?? [])
            let account = SafeText.line(first["account"]?.utf8 ?? []) + (lost.count > 1 ? " (and \(lost.count - 1) more)" : "")
            // One that is only just starting, or waits for its next attempt, will serve it.
            guard let own = adapters.first(where: { $0.channel == key && $0.isSupervised }) else {
                return .fail("adapters", "\(account) of \(key) is on, and no adapter is here that serves it", Mend.adapter(key, patient))
            }
            return .warn("adapters", "\(account) of \(key) is on, and its adapter \(own.name) does not serve it\(own.reason)", own.logs)
        }
        return nil
    }

    private static func restless(_ adapters: [Visitor]) -> Finding? {
        adapters.first { $0.state == "retrying" }.map { .warn("adapters", "\($0.name) tries again and again\($0.reason)", $0.logs) }
    }

    /// `desk-webchat/0.1` → 0.1; of programs that are not ours nothing can be said.
    private static func version(_ software: String) -> Substring? {
        let parts = software.split(separator: "/", maxSplits: 1)
        return parts.count == 2 && (parts[0].hasPrefix("desk-") || parts[0] == "deskd" || parts[0] == "desk") ? parts[1] : nil
    }

    private static func versions(_ broker: String, _ adapters: [Visitor], _ patient: Patient) -> Finding {
        let wanted = version(broker)
        if let own = version(Program.software), own != wanted {
            return .warn("versions", "this is \(Program.software), and the broker is \(broker)", Mend.restart(patient))
        }
        if let other = adapters.first(where: { version($0.software).map { $0 != wanted } ?? false }) {
            let mend =
                other.isSupervised
                ? "desk adapter restart \(other.name)"
                : Units.adapter ? "systemctl restart desk-adapter@\(other.name)" : "end \(other.name), and start the new one"
            return .warn("versions", "the adapter \(other.name) is \(other.software), and the broker is \(broker)", mend)
        }
        return .ok("versions", "\(broker), and so is what is attached")
    }

    /// Tidiness, and no wall: adapters of one user can read each other's secrets. Those that the broker starts are its user's always.
    private static func users(_ adapters: [Visitor], _ patient: Patient) -> Finding {
        let known = adapters.filter { $0.user != nil }
        guard !known.isEmpty else { return .ok("adapters", "none is here, and none is missed") }
        var note = known.count == 1 ? "one is here" : "\(known.count) are here"
        for adapter in known {
            let same = known.filter { $0.user == adapter.user }
            guard same.count > 1, let user = adapter.user.flatMap({ UInt32(exactly: $0) }) else { continue }
            let sentence =
                "\(same.map(\.name).joined(separator: " and ")) all run as \(Names.user(user)), so each can read what the others may"
            guard same.allSatisfy(\.isSupervised) else { return .warn("adapters", sentence, Mend.users(same[0].name)) }
            note += "; " + sentence
        }
        return .ok("adapters", note)
    }
}
