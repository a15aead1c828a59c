internal import DeskBroker
internal import DeskCore

/// Everything that the daemon was told, by its command line and by its configuration file, checked and looked up.
struct Configuration: Equatable {
    /// Nil where the command line says it all.
    var file: String?
    var data = ""
    /// Where that is said, as `FILE:LINE`; nil where the command line or nobody does.
    var dataOrigin: String?
    var socket = ""
    var socketAccess = SocketAccess()
    /// Where the desk-* programs lie.
    var adapterDirectory = ""
    /// In the order of their sections.
    var adapters: [AdapterPlan] = []
    var logFormat = LogFormat.auto
    var logLevel = LogLine.Level.info
    var metricsSocket: String?
    var permissions: Permissions
    /// What people read in place of a rep's name on the desk.
    var labels: [RepName: String] = [:]
    /// What was taken as it stands, and perhaps meant otherwise.
    var warnings: [String] = []
    /// What was set, as it was written, in the order of the sections.
    var stated: [StatedSetting] = []
}

/// Who may connect, as far as the file system decides it.
struct SocketAccess: Equatable {
    var permissions: UInt32 = 0o600
    /// Nil: whatever group the broker's process has.
    var group: UInt32?
}

/// A setting as somebody wrote it.
struct StatedSetting: Equatable {
    /// `[adapter webchat]`; empty above every section.
    let section: String
    let setting: String
    let value: String
}

/// What a newer configuration says differently.
struct ConfigurationChange: Equatable {
    let text: String
    let needsRestart: Bool
}

extension Configuration {
    /// A line for each setting that differs, and one for each section that came or went.
    func changes(since old: Configuration) -> [ConfigurationChange] {
        let sections = Self.sections(old.stated + stated)
        let before = Self.sections(old.stated)
        let after = Self.sections(stated)
        return sections.flatMap { section in
            // The broker's own settings have no section to come or go.
            guard section.isEmpty || (before.contains(section) && after.contains(section)) else {
                let word = after.contains(section) ? "new" : "gone"
                return [ConfigurationChange(text: "\(section): \(word)", needsRestart: false)]
            }
            return Self.changes(in: section, from: old.stated, to: stated)
        }
    }

    private static func sections(_ stated: [StatedSetting]) -> [String] {
        var sections: [String] = []
        for one in stated where !sections.contains(one.section) { sections.append(one.section) }
        return sections
    }

    private static func changes(in section: String, from old: [StatedSetting], to new: [StatedSetting]) -> [ConfigurationChange] {
        SettingTable.all.compactMap { setting in
            guard setting.section == Setting.Section(heading: section) else { return nil }
            let before = value(of: setting, in: section, old)
            let after = value(of: setting, in: section, new)
            guard before != after else { return nil }
            let name = section.isEmpty ? setting.name : "\(section) \(setting.name)"
            return ConfigurationChange(
                text: "\(name): \(before ?? "unset") -> \(after ?? "unset")", needsRestart: setting.change == .afterRestart)
        }
    }

    private static func value(of setting: Setting, in section: String, _ stated: [StatedSetting]) -> String? {
        stated.first { $0.section == section && $0.setting == setting.name }?.value ?? setting.standard
    }
}

extension Setting.Section {
    /// From `[adapter webchat]`.
    fileprivate init(heading: String) {
        self = Self.allCases.first { heading.hasPrefix("[\($0.rawValue) ") } ?? .broker
    }
}
