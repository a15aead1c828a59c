internal import DeskBroker
internal import DeskWire

/// What a configuration amounts to, in a few lines.
enum ConfigurationReport {
    static func lines(_ configuration: Configuration) -> [String] {
        let access = configuration.socketAccess
        let group = access.group.map { ", group \($0)" } ?? ""
        return [
            "\(configuration.file ?? "command line"): fine",
            "data \(configuration.data)",
            "socket \(configuration.socket) (mode 0\(String(access.permissions, radix: 8))\(group))",
        ] + roles(configuration) + adapters(configuration) + configuration.warnings.map { "warning: " + $0 }
    }

    private static func roles(_ configuration: Configuration) -> [String] {
        Hello.Role.allCases.map { role in
            guard let grant = configuration.permissions.grants[role] else { return "role \(role.rawValue): the broker's own user, root" }
            let users = grant.users.sorted().map { "user \($0)" }
            let groups = grant.groups.sorted { $0.key < $1.key }.map { "group \($0.value) (\($0.key))" }
            return "role \(role.rawValue): " + (users + groups + (grant.users.contains(0) ? [] : ["root"])).joined(separator: ", ")
        }
    }

    private static func adapters(_ configuration: Configuration) -> [String] {
        configuration.adapters.isEmpty
            ? ["no adapters to start"]
            : configuration.adapters.map { plan in
                "adapter \(plan.name): \(([plan.executable] + plan.arguments).joined(separator: " ")) (channel \(plan.channel), instance \(plan.instance))"
            }
    }
}
