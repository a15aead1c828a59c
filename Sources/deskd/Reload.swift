internal import DeskBroker
internal import DeskSystem

/// Reading the configuration again while serving: all of it is taken, or nothing.
extension Server {
    func reload() {
        guard let file = source.file else {
            return log.write(.notice, "asked to read the configuration again, but the command line says it all: nothing changes")
        }
        do throws(BrokenConfiguration) {
            take(try source.read())
        } catch {
            for line in error.lines { log.write(.error, line) }
            log.write(.error, "\(file) was refused: what was read before goes on to hold")
        }
    }

    private func take(_ new: Configuration) {
        let changes = new.changes(since: configuration)
        for change in changes {
            log.write(change.needsRestart ? .warning : .notice, change.text + (change.needsRestart ? " (after a restart)" : ""))
        }
        if changes.isEmpty { log.write(.notice, "the configuration was read again and says what it said") }
        configuration = new.keeping(configuration)
        log.use(configuration.logFormat, configuration.logLevel)
        logins.forget()
        doors.apply(configuration.socketAccess, log)
        broker.change(to: configuration.permissions)
        supervisor?.apply(configuration.adapters)
    }
}

extension Configuration {
    /// What cannot change under a running broker stays as it was; it is reported again until the restart.
    fileprivate func keeping(_ old: Configuration) -> Configuration {
        var kept = self
        kept.data = old.data
        kept.socket = old.socket
        kept.metricsSocket = old.metricsSocket
        kept.logFormat = old.logFormat
        let later = { (name: String) in
            SettingTable.setting(name, of: .broker)?.change == .afterRestart
        }
        kept.stated =
            old.stated.filter { $0.section.isEmpty && later($0.setting) } + stated.filter { !($0.section.isEmpty && later($0.setting)) }
        return kept
    }
}
