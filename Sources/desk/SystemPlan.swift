internal import DeskKit
internal import DeskSystem

/// A broker for the whole machine, with a user and groups of its own.
enum SystemPlan {
    static func make(root: String, hasUnits: Bool) throws(InitFailure) -> InitPlan {
        guard PeerCredentials.ownUser == 0 else {
            throw InitFailure("desk init --system wants root: sudo desk init --system, or desk init for yourself alone", .notPermitted)
        }
        guard root.isEmpty || PathFacts(at: root + "/.")?.kind == .directory else {
            throw InitFailure("--root \(root) is no directory; make it first", .usage)
        }
        let daemon = try Daemon()
        var plan = InitPlan(items: [], steps: steps(daemon.word(), hasUnits: hasUnits))
        if !isPackaged(root, "sysusers.d/desk.conf") {
            plan.items.append(.file(root + "/etc/sysusers.d/desk.conf", 0o644, UnitTexts.sysusers))
        }
        plan.items += [
            SystemAccounts.item(root),
            .directory(root + "/etc/desk", 0o755), .directory(root + "/etc/desk/adapters", 0o755),
            .directory(root + "/etc/desk/credentials", 0o700),
            .file(root + "/etc/desk/desk.conf", 0o644, try daemon.settings([]) + roles),
            SystemAccounts.stateDirectory(root),
        ]
        if hasUnits {
            plan.remarks += UnitTexts.warnings(daemon.path, isSystem: true)
            plan.items += UnitTexts.system.filter { !isPackaged(root, "systemd/system/" + $0.name) }.map {
                .file(root + "/etc/systemd/system/" + $0.name, 0o644, $0.text(deskd: daemon.path))
            }
        }
        return plan
    }

    /// What a package has brought needs no copy, which would hide its next version.
    static func isPackaged(_ root: String, _ path: String) -> Bool {
        ["/usr/lib/", "/lib/"].contains { PathFacts(at: root + $0 + path) != nil }
    }

    private static let roles = """

        # Made by desk init --system: reps are in the group desk, admins in desk-admin as well.
        [role rep]
        groups = desk

        [role admin]
        groups = desk-admin

        # Adapters that systemd starts.
        [role adapter]
        groups = desk-adapter

        """

    private static func steps(_ deskd: String, hasUnits: Bool) -> [[String]] {
        [
            [
                "Say who may use it: usermod -aG desk LOGIN for reps, usermod -aG desk,desk-admin LOGIN for admins;",
                "they log in anew. What else can be set is in /etc/desk/desk.conf.",
            ],
            hasUnits
                ? [
                    "Start it, with a page for visitors: systemctl daemon-reload && systemctl enable --now deskd.socket deskd.service;",
                    "echo DESK_ARGUMENTS=--port 8080 >/etc/desk/adapters/webchat.env && systemctl enable --now desk-adapter@webchat",
                ]
                : ["Start it as the user desk, from what starts services here: \(deskd) --config /etc/desk/desk.conf"],
            ["Open a channel, and answer: desk channel connect webchat && desk"],
        ]
    }
}

/// The broker's user, the groups, and what belongs to them.
enum SystemAccounts {
    static func item(_ root: String) -> InitItem {
        InitItem(
            path: "the user desk and the groups desk, desk-admin, desk-adapter", permissions: 0,
            content: .work(isDone: {
                number("desk", in: root + "/etc/passwd") != nil
                    && ["desk", "desk-admin", "desk-adapter"].allSatisfy { number($0, in: root + "/etc/group") != nil }
            }) {
                () throws(InitFailure) in try make(root)
            })
    }

    static func stateDirectory(_ root: String) -> InitItem {
        let path = root + "/var/lib/desk"
        return InitItem(
            path: path, permissions: 0o700,
            content: .work(isDone: { PathFacts(at: path) != nil }) { () throws(InitFailure) in
                do throws(SystemError) {
                    try InitItem.makeParents(of: path, permissions: 0o755)
                    try Directory.create(path, permissions: 0o700)
                    try Path.give(path, user: number("desk", in: root + "/etc/passwd"), group: number("desk", in: root + "/etc/group"))
                } catch {
                    throw InitFailure(error, "\(path) cannot be made")
                }
            })
    }

    private static func make(_ root: String) throws(InitFailure) {
        let program = ["/usr/bin/systemd-sysusers", "/bin/systemd-sysusers"].first(where: Path.isExecutable)
        let end = program.flatMap { Self.run($0, root.isEmpty ? [] : ["--root=" + root]) }
        guard end == .exited(0) else {
            throw InitFailure(
                "systemd-sysusers has not made the users; useradd --system --user-group desk; groupadd --system desk-admin; groupadd --system desk-adapter; and begin again",
                .inputOutput)
        }
    }

    private static func run(_ program: String, _ arguments: [String]) -> ChildEnd? {
        guard let nothing = try? File("/dev/null", .update) else { return nil }
        let descriptors: [CInt: CInt] = [0: nothing.descriptor.number, 1: nothing.descriptor.number, 2: nothing.descriptor.number]
        let process = try? ChildProcess(
            program, arguments + ["desk.conf"], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], descriptors: descriptors)
        return (try? process?.wait(milliseconds: 30_000)) ?? nil
    }

    /// The third word of the line that begins with `name`, of that root's own file.
    private static func number(_ name: String, in path: String) -> UInt32? {
        guard let file = try? File(path, .read), let bytes = try? file.descriptor.readAll(bytesMax: 16 << 20) else { return nil }
        for line in bytes.split(separator: 0x0A) {
            let words = line.split(separator: 0x3A, omittingEmptySubsequences: false)
            if words.count > 2, words[0].elementsEqual(name.utf8) { return UInt32(String(decoding: words[2], as: UTF8.self)) }
        }
        return nil
    }
}
