internal import DeskSystem
internal import Glibc

/// The moment between the broker and an adapter: this program, started once more, ties the process to the broker's life and
/// becomes the adapter. What a parent can ask of the kernel for its child is asked by the parent; this only the child can.
enum AdapterLaunch {
    /// Not for people, and so in no help: `--launch-adapter BROKER PROGRAM ARGUMENT…`
    static let flag = "--launch-adapter"
    /// As shells say it: found and not run, and not found.
    private static let cannotRun: Int32 = 126
    private static let notFound: Int32 = 127
    /// Its own are these: nothing, log twice, its connection, its lifeline.
    private static let descriptorCount: Int32 = 5

    /// The command line of an adapter's process, without the program's name.
    static func arguments(_ plan: AdapterPlan) -> [String] {
        [flag, String(OwnProcess.identifier), plan.executable] + plan.arguments
    }

    /// Never returns where the arguments ask for this.
    static func runIfAsked(_ arguments: [String]) {
        guard arguments.count >= 4, arguments[1] == flag, let broker = Int32(arguments[2]) else { return }
        do throws(SystemError) {
            // No adapter outlives its broker, whatever either of them does: it could only hold the port that the next one needs.
            Environment.dieWithParent(signal: OwnProcess.kill)
            guard OwnProcess.parent == broker else { ProcessEnd.exit(cannotRun) }
            try OwnProcess.enter("/")
            try OwnProcess.closeDescriptors(from: descriptorCount)
            throw OwnProcess.become(arguments[3], Array(arguments.dropFirst(4)))
        } catch {
            try? StandardStream.error.write("deskd: cannot start \(Escaped.ascii(arguments[3])): \(Escaped.ascii(error.description))\n")
            ProcessEnd.exit(error.isMissing ? notFound : cannotRun)
        }
    }
}
