internal import DeskConsole
internal import DeskKit

/// `open a1`: a ticket's file in the program that the desktop has for it.
enum OpenFile {
    /// Whether the words name a file rather than a ticket.
    static func isMeant(_ call: Call) -> Bool { call.arguments.words.last.map { TicketFile.number($0) != nil } ?? false }

    static func run(_ call: Call) {
        guard let (ticket, word, _) = FileVerbs.subject(call) else { return }
        TicketFiles.find(word, of: ticket, call) { file in
            guard !file.isDangerous || call.isForced || call.arguments.has("--force") else {
                let again = call.seat.isLineDoor ? file.saying("open!", call) : file.saying("open", call) + " --force"
                return call.fail(
                    "\(file.words): opening it may run something that its sender wrote. `\(again)` opens it all the same; "
                        + "`\(file.saying("save", call))` only keeps it")
            }
            open(file, call)
        }
    }

    private static func open(_ file: TicketFile, _ call: Call) {
        do throws(SystemError) {
            // Found before anything is fetched.
            let program = try NamedProgram(Environment.value("DESK_OPENER") ?? "xdg-open")
            let directory = try Directory.createPrivate(prefix: (Environment.value("XDG_RUNTIME_DIR") ?? "/tmp") + "/desk-")
            let target = directory + "/" + file.fileName
            SaveVerb.save(file, to: target, call) { start(program, target, file, call) }
        } catch {
            call.fail("\(error); set DESK_OPENER to a program that opens files, or `\(file.saying("save", call))` it")
        }
    }

    private static func start(_ program: NamedProgram, _ target: String, _ file: TicketFile, _ call: Call) {
        do throws(SystemError) {
            let none = try File("/dev/null", .update)
            let number = none.descriptor.number
            let child = try ChildProcess(
                program.path, program.words + [target], environment: try Environment.all(replacing: [:]),
                descriptors: [0: number, 1: number, 2: number], newSession: true)
            var token: EventLoop.Token?
            token = try call.seat.loop.watch(child.pidDescriptor, for: .readable) { _ in
                guard child.poll() != nil else { return }
                token.map { call.seat.loop.unwatch($0) }
            }
            call.say("opened \(file.words)")
            call.done()
        } catch {
            call.fail("\(file.reference) cannot be opened: \(error)")
        }
    }
}
