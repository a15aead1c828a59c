internal import DeskConsole
internal import DeskKit

/// A program of the rep's own that has the terminal for a while: an editor or a pager. News waits until it has ended.
enum ForegroundProgram {
    /// - Parameter command: a program and words for it; the arguments come after them, as they are.
    static func run(
        _ command: String, _ arguments: [String], in session: LineSession, input: CInt? = nil, environment: [String: String] = [:],
        then: @escaping (ChildEnd) -> Void
    ) throws(SystemError) {
        let program = try NamedProgram(command)
        let surroundings = try Environment.all(replacing: environment)
        let console = session.console
        console.pause()
        do throws(SystemError) {
            let child = try ChildProcess(
                program.path, program.words + arguments, environment: surroundings,
                descriptors: [0: input ?? 0, 1: 1, 2: 2])
            try watch(child, session, then)
        } catch {
            try? console.resume()
            throw error
        }
    }

    private static func watch(_ child: ChildProcess, _ session: LineSession, _ then: @escaping (ChildEnd) -> Void) throws(SystemError) {
        var token: EventLoop.Token?
        session.foreground = child
        token = try session.loop.watch(child.pidDescriptor, for: .readable) { [weak session] _ in
            guard let session, let end = child.poll() else { return }
            token.map { session.loop.unwatch($0) }
            token = nil
            session.foreground = nil
            let isWell = end == .exited(0)
            try? session.console.resume(isMending: !isWell)
            then(end)
        }
    }
}
