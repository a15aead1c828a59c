import DeskSystem
import DeskTesting
import DeskWire
import Glibc

/// A real broker with a configuration of its own and the adapters that it lists. When it is forgotten, all of it is gone.
final class SupervisedDesk {
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    let directory: String
    private let program: String
    private var process: ChildProcess?

    /// - Parameter sections: the configuration's `[adapter …]` sections; DOUBLE stands for the script of misbehaving adapters.
    init(_ sections: String, making directories: [String] = []) throws {
        program = try Programs.path("deskd")
        directory = try Directory.createPrivate(prefix: "/tmp/desk-supervision-")
        try Self.write(Doubles.script, to: directory + "/double", executable: true)
        try Self.write("#!/bin/sh\nexit 1\n", to: directory + "/dies-at-once", executable: true)
        for name in directories { try Directory.create(directory + "/" + name) }
        try configure(sections)
        try start()
    }

    var identifier: Int32? { process?.identifier }

    deinit {
        process?.signal(SIGKILL)
        _ = try? process?.wait(milliseconds: 5_000)
        Path.removeTree(directory)
    }

    func configure(_ sections: String) throws {
        let echo = try Programs.path("desk-echo")
        let text = """
            data = \(directory)/data
            socket = \(directory)/bus.sock
            adapters = \(echo.dropLast("/desk-echo".count))
            \(sections.replacing("DOUBLE", with: directory + "/double").replacing("DIRECTORY", with: directory))
            """
        try Self.write(text, to: directory + "/desk.conf", executable: false)
    }

    private static func write(_ text: String, to path: String, executable: Bool) throws {
        let file = try File(path, .replace, permissions: executable ? 0o700 : 0o600)
        try file.write(Array(text.utf8).span, at: 0)
    }

    func start() throws {
        let output = try File(directory + "/log", .append)
        let nothing = try File("/dev/null", .read)
        process = try ChildProcess(
            program, ["--config", directory + "/desk.conf"],
            environment: ["PATH=/usr/bin:/bin", "DESK_TEST_DIRECTORY=\(directory)", "SECRET=x", "LANG=C.UTF-8"],
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: output.descriptor.number])
        try wait(milliseconds: 20_000, "deskd listens") { (try? UnixSocket.connect(to: directory + "/bus.sock")) != nil }
    }

    func signal(_ number: Int32) { process?.signal(number) }

    func waitForEnd(milliseconds: Int) throws -> ChildEnd? { try process?.wait(milliseconds: milliseconds) }

    func admin() throws -> FrameClient {
        let client = try FrameClient(connectingTo: directory + "/bus.sock")
        guard try client.attach(as: "admin", "root")?["type"]?.string == "welcome" else { throw Trouble(description: "no welcome") }
        return client
    }

    func text(_ file: String) -> String {
        guard let file = try? File(directory + "/" + file, .read), let size = try? file.size() else { return "" }
        return String(decoding: (try? file.read(at: 0, count: size)) ?? [], as: UTF8.self)
    }

    var log: String { text("log") }

    /// The processes that a file names, one a line.
    func numbers(_ file: String) -> [Int32] { text(file).split(separator: "\n").compactMap { Int32($0) } }

    /// What `adapters` says of one.
    func adapter(_ name: String, _ admin: FrameClient) throws -> JSONValue {
        let items = try admin.ask(#""type":"adapters""#)?["items"]?.elements ?? []
        guard let item = items.first(where: { $0["name"]?.string == name }) else {
            throw Trouble(description: "no adapter \(name): \(log)")
        }
        return item
    }

    /// Waits until one is as wanted, and gives what was said of it then.
    @discardableResult
    func wait(
        for name: String, _ admin: FrameClient, milliseconds: Int = 20_000, _ isWanted: (JSONValue) -> Bool
    ) throws -> JSONValue {
        var item: JSONValue?
        try wait(milliseconds: milliseconds, "adapter \(name) is as wanted") {
            item = try? adapter(name, admin)
            return item.map(isWanted) ?? false
        }
        guard let item else { throw Trouble(description: "no adapter \(name)") }
        return item
    }

    func wait(milliseconds: Int, _ what: String, _ isSo: () throws -> Bool) throws {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while try !isSo() {
            guard MonotonicTime.now < end else {
                throw Trouble(description: "not within \(milliseconds) ms: \(what)\n\(log.suffix(3_000))")
            }
            Glibc.usleep(2_000)
        }
    }

    func waitForFile(_ name: String, milliseconds: Int = 20_000) throws {
        try wait(milliseconds: milliseconds, "\(name) is written") { !text(name).isEmpty }
    }

    /// Whether a process runs; one that has ended and waits for its parent does not.
    static func isAlive(_ process: Int32) -> Bool {
        guard let file = try? File("/proc/\(process)/stat", .read),
            let stat = try? file.descriptor.readAll(bytesMax: 4_096),
            let parenthesis = stat.lastIndex(of: UInt8(ascii: ")")), parenthesis + 2 < stat.count
        else { return false }
        return stat[parenthesis + 2] != UInt8(ascii: "Z") && stat[parenthesis + 2] != UInt8(ascii: "X")
    }
}

extension JSONValue {
    var state: String { self["state"]?.string ?? "" }
    var process: Int32? { self["process"]?.integer.flatMap { Int32(exactly: $0) } }
    var starts: Int64 { self["starts"]?.integer ?? 0 }
}
