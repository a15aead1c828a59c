// A console with nothing behind it, for tests to run under a terminal of their own.
// usage: ConsoleProbe RECORD-FILE [--plain | --accessible]
try Probe(CommandLine.arguments).run()
