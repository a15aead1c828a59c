// The daemon: reads its configuration, opens the journal, serves until it is told to stop. Everything it does is in Server.
internal import DeskSystem
internal import Glibc

// Before anything of the broker's: an adapter is to find signals as they are at login.
AdapterLaunch.runIfAsked(CommandLine.arguments)
SignalReader.ignoreBrokenPipes()
SignalReader.ignoreFileSizeLimits()
let log = Log()
do {
    // Before anything is opened: a number that means nothing any more would soon be one of ours.
    let lifeline = try Lifeline.inherited()
    let inherited = try Listener.takeInherited()
    switch try Wish(CommandLine.arguments.dropFirst(), needsSocket: inherited.isEmpty) {
    case .help: try StandardStream.output.write(SettingsPage.help)
    case .version: try StandardStream.output.write("deskd 0.1\n")
    case .manual(let page): try StandardStream.output.write(DaemonManual.text(page) ?? "")
    case .settings(let overrides): try StandardStream.output.write(SettingsPage.file(overrides))
    case .check(let source):
        try StandardStream.output.write(ConfigurationReport.lines(try source.read()).map { Escaped.ascii($0) + "\n" }.joined())
    case .serve(let source): try Server(source, inherited, log).run(lifeline)
    }
} catch let broken as BrokenConfiguration {
    exit(log.report(Failure.Code.configuration, broken.lines))
} catch is StoppedEarly {
    log.finish()
} catch {
    let failure = Failure(error)
    exit(log.report(failure.code, ["deskd: " + failure.message]))
}
