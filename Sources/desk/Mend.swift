internal import DeskKit

/// What to type for something that is wrong, so that it fits how this desk was set up.
enum Mend {
    /// What starts the broker that was looked for, and no other.
    static func start(_ patient: Patient) -> String {
        guard let path = patient.location?.path else { return "desk init" }
        if let unit = Units.systemctl("start", path) { return unit }
        if let file = patient.configuration.file, patient.configuration.socket == nil || patient.configuration.socket == path {
            return ConfigurationCheck.places.contains(file) ? "deskd" : "deskd --config \(file)"
        }
        if let data = patient.namedData { return "deskd --data \(data) --socket \(path)" }
        return patient.location?.isNamed == true ? "deskd --data DIR --socket \(path)" : "desk init"
    }

    static func restart(_ patient: Patient) -> String {
        if let unit = patient.location.flatMap({ Units.systemctl("restart", $0.path) }) { return unit }
        return patient.broker.map { "kill \($0.identifier); \(start(patient))" } ?? "end that process, then \(start(patient))"
    }

    /// What lets the broker read its configuration anew.
    static func reload(_ patient: Patient) -> String {
        if let unit = patient.location.flatMap({ Units.systemctl("reload", $0.path) }) { return unit }
        return patient.broker.map { "kill -HUP \($0.identifier)" } ?? start(patient)
    }

    static func adapter(_ channel: String, _ patient: Patient) -> String {
        if Units.adapter { return "systemctl enable --now desk-adapter@\(channel)" }
        guard let file = patient.configuration.file else { return "desk-\(channel) --socket \(patient.location?.path ?? "PATH")" }
        return "add [adapter \(channel)] to \(file), then \(reload(patient))"
    }

    static func users(_ adapter: String) -> String {
        Units.adapter ? "systemctl enable --now desk-adapter@\(adapter)" : "start \(adapter) as a user of its own"
    }
}

/// What systemd has been told of this desk.
enum Units {
    /// Where systemd runs, has the unit, and the socket is where the unit has it.
    static func systemctl(_ verb: String, _ path: String) -> String? {
        guard isRunning else { return nil }
        if path == "/run/desk/bus.sock", isThere("deskd.service", system) { return "systemctl \(verb) deskd" }
        guard path == Environment.value("XDG_RUNTIME_DIR").map({ $0 + "/desk/bus.sock" }), isThere("deskd.service", users) else {
            return nil
        }
        return "systemctl --user \(verb) deskd"
    }

    static var adapter: Bool { isRunning && isThere("desk-adapter@.service", system) }
    static var isRunning: Bool { PathFacts(at: "/run/systemd/system") != nil }

    private static let system = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"]

    private static var users: [String] {
        let home = Environment.value("XDG_CONFIG_HOME") ?? Environment.value("HOME").map { $0 + "/.config" }
        return [home.map { $0 + "/systemd/user" }, "/etc/systemd/user", "/usr/lib/systemd/user"].compactMap(\.self)
    }

    private static func isThere(_ unit: String, _ places: [String]) -> Bool { places.contains { PathFacts(at: $0 + "/" + unit) != nil } }
}
