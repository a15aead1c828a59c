internal import DeskKit
internal import DeskSystem

/// A broker of one's own, without root.
enum UserPlan {
    static func make(_ environment: (String) -> String?, hasUnits: Bool) throws(InitFailure) -> InitPlan {
        let places = try UserPlaces(environment)
        let daemon = try Daemon()
        let page = try daemon.settings(["--data", places.data, "--socket", places.socket])
        var plan = InitPlan(
            items: [places.configuration, places.data, places.state, places.socketDirectory].map { .directory($0) } + [
                .file(places.configuration + "/desk.conf", 0o600, page)
            ], steps: steps(places, daemon.word(), hasUnits: hasUnits))
        if hasUnits {
            plan.items += UnitTexts.user.filter { !SystemPlan.isPackaged("", "systemd/user/" + $0.name) }.map {
                .file(places.units + "/" + $0.name, 0o644, $0.text(deskd: daemon.path))
            }
        }
        if hasUnits { plan.remarks += UnitTexts.warnings(daemon.path, isSystem: false) }
        if !places.isSocketFound { plan.remarks.append("desk finds this broker when it is told: export DESK_SOCKET=\(places.socket)") }
        return plan
    }

    private static func steps(_ places: UserPlaces, _ deskd: String, hasUnits: Bool) -> [[String]] {
        let file = places.configuration + "/desk.conf"
        return [
            (hasAdapter(file)
                ? ["Say what people write on: \(file) has an adapter already."]
                : [
                    "Say what people write on, here a page:",
                    "printf '\\n[adapter webchat]\\narguments = --port 8080\\n' >>\(file)",
                ]) + ["What else can be set is in that file; \(deskd) --check-config says what it thinks of it."],
            hasUnits
                ? [
                    "Start it: systemctl --user daemon-reload && systemctl --user enable --now deskd.service",
                    "Later, systemctl --user reload deskd reads that file again, and systemctl --user stop deskd.service deskd.socket ends it.",
                ]
                : [
                    "Start it: \(deskd) 2>>\(places.state)/deskd.log &",
                    "Later, desk status shows its process: kill -HUP PROCESS has it read that file again, and kill PROCESS ends it.",
                ],
            ["Open it, and answer: desk channel connect webchat && desk"],
        ]
    }

    private static func hasAdapter(_ path: String) -> Bool {
        guard let file = try? File(path, .read), let bytes = try? file.descriptor.readAll(bytesMax: 1 << 20) else { return false }
        return bytes.split(separator: 0x0A).contains { line in
            line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "[adapter ".utf8)
        }
    }
}

/// Where a user's files belong (the XDG base directories).
struct UserPlaces {
    let configuration: String
    let data: String
    let state: String
    let socketDirectory: String
    let units: String
    /// Where `desk` looks by itself.
    let isSocketFound: Bool

    var socket: String { socketDirectory + "/bus.sock" }

    init(_ environment: (String) -> String?) throws(InitFailure) {
        // A relative path means nothing, and an empty one that there is none.
        func place(_ name: String) -> String? { environment(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil } }
        func base(_ name: String, _ inHome: String) throws(InitFailure) -> String {
            if let named = place(name) { return named }
            guard let home = place("HOME") else {
                throw InitFailure("HOME is not set, so there is no place for a user's files; set it, or see desk init --system", .usage)
            }
            return home + "/" + inHome
        }
        let configuration = try base("XDG_CONFIG_HOME", ".config")
        self.configuration = configuration + "/desk"
        units = configuration + "/systemd/user"
        data = try base("XDG_DATA_HOME", ".local/share") + "/desk"
        state = try base("XDG_STATE_HOME", ".local/state") + "/desk"
        let runtime = place("XDG_RUNTIME_DIR")
        isSocketFound = runtime != nil
        socketDirectory = runtime.map { $0 + "/desk" } ?? state + "/run"
        guard socket.utf8.count <= UnixSocket.pathBytesMax else {
            throw InitFailure(
                "\(socket) has \(socket.utf8.count) bytes, and a socket's path at most \(UnixSocket.pathBytesMax); set XDG_RUNTIME_DIR",
                .usage)
        }
    }
}
