internal import DeskKit
internal import DeskSystem

/// The deskd that belongs to this desk.
enum Daemon {
    private static let answerBytesMax = 1 << 20

    /// Beside it, or where packages put it.
    static func path() throws(InitFailure) -> String {
        let own = (try? Path.ownExecutable()) ?? "/usr/bin/desk"
        let directory = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let candidates = [directory + "/deskd", directory + "/../sbin/deskd", "/usr/sbin/deskd", "/usr/bin/deskd"]
        guard let path = candidates.first(where: Path.isExecutable) else {
            throw InitFailure("there is no deskd beside \(own), nor in /usr/sbin or /usr/bin; install it first", .configuration)
        }
        return path
    }

    /// What to type for it.
    static func word(_ path: String, environment: (String) -> String? = Environment.value) -> String {
        let directories = (environment("PATH") ?? "").split(separator: ":").map(String.init)
        return directories.contains { $0 + "/deskd" == path } ? "deskd" : path
    }

    /// A configuration with every setting explained, in deskd's own words.
    static func settings(_ deskd: String, _ arguments: [String]) throws(InitFailure) -> String {
        let answer: [UInt8]?
        do throws(SystemError) {
            answer = try ask(deskd, ["--print-settings"] + arguments)
        } catch {
            throw InitFailure("\(deskd) cannot be asked for its settings (\(error))", .configuration)
        }
        guard let answer else { throw InitFailure("\(deskd) --print-settings failed; does it belong to this desk?", .configuration) }
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
