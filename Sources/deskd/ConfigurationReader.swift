internal import DeskBroker
internal import DeskCore
internal import DeskSystem
internal import DeskWire

/// Makes a configuration out of its text and what the command line says. It finds everything that is wrong before it refuses.
struct ConfigurationReader {
    /// A section whose lines are known to be possible, each by its setting's name.
    struct Values {
        struct Given {
            let line: Int
            let text: String
            let value: SettingValue
        }

        let section: ConfigurationText.Section
        var given: [String: Given] = [:]
        /// Every line of it means something; else nothing is concluded from the rest.
        var isWhole = true

        func line(_ name: String) -> Int { given[name]?.line ?? section.number }
    }

    let overrides: Overrides
    private let text: ConfigurationText
    private var problems: [ConfigurationProblem]
    private var sections: [Values] = []

    init(_ text: ConfigurationText, _ overrides: Overrides) {
        self.text = text
        self.overrides = overrides
        problems = text.problems
    }

    mutating func read() throws(BrokenConfiguration) -> Configuration {
        sections = []
        for section in text.sections { sections.append(values(of: section)) }
        var configuration = broker()
        configuration.adapters = adapters(configuration.adapterDirectory)
        configuration.permissions = permissions()
        configuration.labels = labels()
        configuration.socketAccess = socketAccess(configuration.permissions)
        configuration.stated = stated()
        configuration.warnings = warnings()
        requireSocketsApart(configuration)
        guard problems.isEmpty else { throw BrokenConfiguration(problems) }
        return configuration
    }

    /// What holds as it is written, and may have been meant otherwise.
    private func warnings() -> [String] {
        sections.flatMap { values in
            values.given.values.sorted { $0.line < $1.line }.flatMap { given in
                given.value.principals.compactMap(\.warning).map { "\(text.file):\(given.line): \($0)" }
            }
        }
    }

    private mutating func requireSocketsApart(_ configuration: Configuration) {
        guard let metrics = configuration.metricsSocket,
            Path.place(of: metrics).utf8.elementsEqual(Path.place(of: configuration.socket).utf8)
        else { return }
        refuse(sections[0].line("metrics-socket"), "metrics-socket is the socket that the desk itself listens at", "give it another path")
    }

    private mutating func refuse(_ line: Int, _ what: String, _ fix: String) {
        problems.append(ConfigurationProblem(file: text.file, line: line, what: what, fix: fix))
    }

    private func sections(_ kind: Setting.Section) -> [Values] { sections.filter { $0.section.kind == kind } }
}

// Lines.
extension ConfigurationReader {
    private mutating func values(of section: ConfigurationText.Section) -> Values {
        var values = Values(section: section)
        for line in section.lines {
            guard let setting = SettingTable.setting(line.name, of: section.kind) else {
                refuseUnknown(line, section.kind)
                values.isWhole = false
                continue
            }
            if let first = values.given[setting.name] {
                refuse(line.number, "\(setting.name) stands in line \(first.line) already", "keep one of the two")
                continue
            }
            do throws(ValueFault) {
                values.given[setting.name] = .init(
                    line: line.number, text: line.value, value: try SettingValue(line.value, setting.kind))
            } catch {
                values.isWhole = false
                refuse(line.number, "\(setting.name): \(error.what)", error.fix)
            }
        }
        return values
    }

    private mutating func refuseUnknown(_ line: ConfigurationText.Line, _ section: Setting.Section) {
        let here = SettingTable.settings(of: section).map(\.name)
        let fix: String
        if let other = SettingTable.all.first(where: { $0.name.utf8.elementsEqual(line.name.utf8) })?.section {
            fix = other == .broker ? "it belongs above the first [...]" : "it belongs under [\(other.rawValue) NAME]"
        } else if let near = NearestWord.name(like: line.name, among: here) {
            fix = "did you mean \(near)?"
        } else {
            fix = "here there are " + here.joined(separator: ", ")
        }
        let place = section == .broker ? "" : " in [\(section.rawValue) ...]"
        refuse(line.number, "there is no setting \(line.name)\(place)", fix)
    }
}

// The broker's own settings.
extension ConfigurationReader {
    private func broker() -> Configuration {
        let values = sections[0]
        var configuration = Configuration(permissions: Permissions(brokerUser: PeerCredentials.ownUser))
        configuration.file = text.file
        configuration.data = string("data", values) ?? ""
        if overrides.values["data"] == nil { configuration.dataOrigin = values.given["data"].map { "\(text.file):\($0.line)" } }
        configuration.socket = string("socket", values) ?? ""
        // The command line may name it from where it was typed.
        configuration.adapterDirectory =
            string("adapters", values).map { (try? Path.absolute($0)) ?? $0 } ?? AdapterDirectory.standard()
        configuration.logFormat = string("log-format", values).flatMap(LogFormat.init) ?? .auto
        configuration.logLevel = string("log-level", values).flatMap(LogLevel.named) ?? .info
        configuration.metricsSocket = string("metrics-socket", values)
        return configuration
    }

    /// What the command line says, else the file, else the table.
    private func string(_ name: String, _ values: Values) -> String? {
        overrides.values[name] ?? values.string(name) ?? SettingTable.setting(name, of: .broker)?.standard
    }

    private func socketAccess(_ permissions: Permissions) -> SocketAccess {
        let values = sections[0]
        var access = SocketAccess(for: permissions, group: values.principals("socket-group").first?.number)
        if let mode = values.number("socket-mode") { access.permissions = UInt32(mode) }
        return access
    }

    private func stated() -> [StatedSetting] {
        let own = SettingTable.settings(of: .broker).compactMap { setting in
            (overrides.values[setting.name] ?? sections[0].given[setting.name]?.text).map {
                StatedSetting(section: "", setting: setting.name, value: $0)
            }
        }
        return own + sections.dropFirst().flatMap(\.stated)
    }
}

// Adapters.
extension ConfigurationReader {
    private mutating func adapters(_ directory: String) -> [AdapterPlan] {
        var plans: [AdapterPlan] = []
        for values in sections(.adapter) where values.isWhole && values.section.name != "" {
            guard let plan = plan(values, directory) else { continue }
            if let first = plans.first(where: { $0.channel == plan.channel && $0.instance == plan.instance }) {
                refuse(
                    values.section.number, "[adapter \(first.name)] is instance \(plan.instance) of the channel \(plan.channel) already",
                    "give this one another instance = NAME")
            }
            plans.append(plan)
        }
        return plans
    }

    /// Nil where it is not enabled.
    private mutating func plan(_ values: Values, _ directory: String) -> AdapterPlan? {
        guard values.isYes("enabled") ?? true else { return nil }
        let channel = values.string("channel") ?? values.section.name
        let command = values.string("command") ?? "desk-" + channel
        let plan = AdapterPlan(
            name: values.section.name, channel: channel, instance: values.string("instance") ?? "main",
            executable: command.hasPrefix("/") ? command : directory + "/" + command, arguments: values.words("arguments"),
            drainMilliseconds: (values.number("drain-seconds") ?? 10) * 1_000,
            silenceMilliseconds: (values.number("silence-seconds") ?? 20) * 1_000)
        if !Path.isExecutable(plan.executable) {
            refuse(
                values.line("command"), "\(plan.executable) is no program that the broker's user may execute",
                "mind command = and adapters =, or switch it off with enabled = no")
        }
        return plan
    }
}

// Who may do what.
extension ConfigurationReader {
    private mutating func permissions() -> Permissions {
        var permissions = Permissions(brokerUser: PeerCredentials.ownUser)
        for values in sections(.role) {
            guard let role = Hello.Role(rawValue: values.section.name) else { continue }
            let groups = values.principals("groups").map { ($0.number, $0.name) }
            permissions.grants[role] = Permissions.Grant(
                users: Set(values.principals("users").map(\.number)), groups: Dictionary(groups) { first, _ in first })
            if values.section.lines.isEmpty {
                refuse(values.section.number, "[role \(role.rawValue)] gives the role to nobody", "add users = ... or groups = ...")
            }
        }
        for values in sections(.rep) {
            guard let slug = Slug(values.section.name), let user = values.principals("user").first else { continue }
            permissions.owners[RepName(slug)] = user.number
        }
        return permissions
    }

    private func labels() -> [RepName: String] {
        var labels: [RepName: String] = [:]
        for values in sections(.rep) {
            if let slug = Slug(values.section.name), let label = values.string("label") { labels[RepName(slug)] = label }
        }
        return labels
    }
}

extension ConfigurationReader.Values {
    func string(_ name: String) -> String? { if case .text(let text) = given[name]?.value { text } else { nil } }
    func number(_ name: String) -> Int? { if case .number(let number) = given[name]?.value { number } else { nil } }
    func isYes(_ name: String) -> Bool? { if case .yesNo(let yes) = given[name]?.value { yes } else { nil } }
    func words(_ name: String) -> [String] { if case .words(let words) = given[name]?.value { words } else { [] } }
    func principals(_ name: String) -> [Principal] { given[name]?.value.principals ?? [] }

    /// In the order of the table; a section without any line is there all the same.
    fileprivate var stated: [StatedSetting] {
        let heading = "[\(section.kind.rawValue) \(section.name)]"
        let all = SettingTable.settings(of: section.kind).compactMap { setting in
            given[setting.name].map { StatedSetting(section: heading, setting: setting.name, value: $0.text) }
        }
        return all.isEmpty ? [StatedSetting(section: heading, setting: "", value: "")] : all
    }
}

extension SocketAccess {
    /// What lets everybody connect who has a role, and nobody else where the file system can tell them apart.
    init(for permissions: Permissions, group: UInt32?) {
        let groups = Set(permissions.grants.values.flatMap(\.groups.keys))
        let users = Set(permissions.grants.values.flatMap(\.users)).subtracting([0, permissions.brokerUser])
        if let group {
            self.init(permissions: 0o660, group: group)
        } else if users.isEmpty, groups.count <= 1 {
            self.init(permissions: groups.isEmpty ? 0o600 : 0o660, group: groups.first)
        } else {
            self.init(permissions: 0o666)
        }
    }
}
