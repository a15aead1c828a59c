internal import DeskKit
internal import DeskSystem

/// The deskd that belongs to this desk.
struct Daemon {
    private static let answerBytesMax = 1 << 20

    let path: String

    /// Beside it, or where packages put it.
    init() throws(InitFailure) {
        let own = (try? Path.ownExecutable()) ?? "/usr/bin/desk"
        let directory = Self.directory(of: own)
        let candidates = [directory + "/deskd", directory + "/../sbin/deskd", "/usr/sbin/deskd", "/usr/bin/deskd"]
        guard let path = candidates.first(where: Path.isExecutable) else {
            throw InitFailure("there is no deskd beside \(own), nor in /usr/sbin or /usr/bin; install it first", .configuration)
        }
        self.path = path
    }

    private static func directory(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    /// What to type for it: who was found by its name has a deskd that is found by its name.
    func word(own: String = CommandLine.arguments.first ?? "") -> String {
        own.utf8.contains(UInt8(ascii: "/")) ? path : "deskd"
    }

    /// A configuration with every setting explained, in deskd's own words.
    func settings(_ arguments: [String]) throws(InitFailure) -> String {
        let answer: [UInt8]?
        do throws(SystemError) {
            answer = try Self.ask(path, ["--print-settings"] + arguments)
        } catch {
            throw InitFailure("\(path) cannot be asked for its settings (\(error))", .configuration)
        }
        guard let answer else { throw InitFailure("\(path) --print-settings failed; does it belong to this desk?", .configuration) }
        return String(decoding: answer, as: UTF8.self)
    }

    /// What it says to its standard output; nil where it failed.
    private static func ask(_ deskd: String, _ arguments: [String]) throws(SystemError) -> [UInt8]? {
        let nothing = try File("/dev/null", .update)
        let (reading, process) = try Pipe.open { (reading, writing) throws(SystemError) in
            let descriptors: [CInt: CInt] = [0: nothing.descriptor.number, 1: writing.number, 2: nothing.descriptor.number]
            return (File(owning: reading), try ChildProcess(deskd, arguments, environment: [], descriptors: descriptors))
        }
        let bytes = try reading.descriptor.readAll(bytesMax: answerBytesMax)
        return try process.wait(milliseconds: 10_000) == .exited(0) && !bytes.isEmpty ? bytes : nil
    }
}
