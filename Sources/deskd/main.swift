// The daemon: reads its settings, opens the journal, serves until it is told to stop. Everything it does is in Server.
internal import DeskSystem
internal import Glibc

SignalReader.ignoreBrokenPipes()
SignalReader.ignoreFileSizeLimits()
do {
    switch try Settings.wish(CommandLine.arguments.dropFirst()) {
    case .help: try StandardStream.output.write(Settings.help)
    case .version: try StandardStream.output.write("deskd 0.1\n")
    case .serve(let settings): try Server(settings).run()
    }
} catch {
    exit(Failure(error).report())
}
