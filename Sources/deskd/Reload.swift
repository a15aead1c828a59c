internal import DeskBroker
internal import DeskSystem

/// Reading the configuration again while serving: all of it is taken, or nothing.
extension Server {
    func reload() {
        reloads += 1
        guard let file = source.file else {
            return tell(.notice, "asked to read the configuration again, but the command line says it all: nothing changes")
        }
        do throws(BrokenConfiguration) {
            let new = try source.read()
            try open(to: new.socketAccess)
            take(new)
            for warning in new.warnings { tell(.warning, warning) }
            broker.configurationTrouble = nil
        } catch {
            broker.configurationTrouble = error.lines.first.map { Escaped.ascii($0) } ?? "\(file) cannot be used"
            for line in error.lines { tell(.error, line) }
            tell(.error, "\(file) was refused: what was read before goes on to hold")
        }
    }

    /// Somebody asked, and waits to hear all of it: each time has a share of the log to itself.
    private func tell(_ level: LogLine.Level, _ text: String) { log.write(level, text, from: "reload \(reloads)") }

    /// The only step of taking a configuration that can fail, so it comes first.
    private func open(to access: SocketAccess) throws(BrokenConfiguration) {
        do throws(BrokenConfiguration) {
            try doors.apply(access)
            for door in metrics { try door.apply(access) }
        } catch {
            try? doors.apply(configuration.socketAccess)
            for door in metrics { try? door.apply(configuration.socketAccess) }
            throw error
        }
    }

    private func take(_ new: Configuration) {
        let old = configuration
        configuration = new.keeping(old)
        // Whichever level lets more through: the line that says it falls silent is still worth reading.
        log.use(new.logFormat, LogLine.Level(rawValue: max(old.logLevel.rawValue, new.logLevel.rawValue)) ?? new.logLevel)
        report(new.changes(since: old))
        log.use(new.logFormat, new.logLevel)
        logins.forget()
        broker.labels = configuration.labels
        broker.change(to: configuration.permissions)
        supervisor?.apply(adapters)
    }

    private func report(_ changes: [ConfigurationChange]) {
        for change in changes {
            tell(change.needsRestart ? .warning : .notice, change.text + (change.needsRestart ? " (after a restart)" : ""))
        }
        if changes.isEmpty { tell(.notice, "the configuration was read again and says what it said") }
    }
}

extension Configuration {
    /// What cannot change under a running broker stays as it was; it is reported again until the restart.
    fileprivate func keeping(_ old: Configuration) -> Configuration {
        var kept = self
        kept.data = old.data
        kept.socket = old.socket
        kept.metricsSocket = old.metricsSocket
        let later = { (name: String) in
            SettingTable.setting(name, of: .broker)?.change == .afterRestart
        }
        kept.stated =
            old.stated.filter { $0.section.isEmpty && later($0.setting) } + stated.filter { !($0.section.isEmpty && later($0.setting)) }
        return kept
    }
}
