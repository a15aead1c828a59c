// The one client: verbs for reps and admins, one set of them behind three doors. What they are is in VerbTable.
internal import DeskSystem

ProcessEnd.exit(Program(Array(CommandLine.arguments.dropFirst())).run())
