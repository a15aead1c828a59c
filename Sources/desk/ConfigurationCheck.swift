internal import DeskKit

/// What deskd itself says of its configuration.
struct ConfigurationCheck {
    enum Verdict {
        /// There is none, and none is needed.
        case absent
        case fine([String])
        /// What is wrong with it.
        case wrong([String])
        case unseen(String)
    }

    let file: String?
    let verdict: Verdict

    /// - Parameter named: a file that somebody has named; else it is looked for as deskd does.
    init(named: String?, _ broker: BrokerProcess?) {
        let isToldAll = named == nil && broker?.value("--data") != nil && broker?.value("--socket") != nil
        file = isToldAll ? nil : named ?? Self.places.first { PathFacts(at: $0) != nil }
        verdict = file.map(Self.judge) ?? .absent
    }

    /// Where the configuration has the data.
    var data: String? {
        guard case .fine(let lines) = verdict else { return nil }
        return lines.first { $0.hasPrefix("data ") }.map { String($0.dropFirst(5)) }
    }

    /// Where it has the socket.
    var socket: String? {
        guard case .fine(let lines) = verdict, let line = lines.first(where: { $0.hasPrefix("socket ") }) else { return nil }
        return line.firstRange(of: " (mode").map { String(line[..<$0.lowerBound].dropFirst(7)) }
    }

    static var places: [String] {
        let home = Environment.value("XDG_CONFIG_HOME") ?? Environment.value("HOME").map { $0 + "/.config" }
        return [Environment.value("CONFIGURATION_DIRECTORY"), home.map { $0 + "/desk" }, "/etc/desk"].compactMap {
            $0.map { $0 + "/desk.conf" }
        }
    }

    private static func judge(_ file: String) -> Verdict {
        if let trouble = trouble(opening: file) { return .unseen(trouble) }
        guard let program = program else { return .unseen("there is no deskd beside desk or in PATH to check \(file) with") }
        do throws(SystemError) {
            let run = try Run(program, ["--check-config", "--config", file])
            return run.code == 0 ? .fine(run.lines) : .wrong(run.lines)
        } catch {
            return .unseen("\(program) cannot be run (\(error))")
        }
    }

    /// What keeps us, and not the broker, from reading it.
    private static func trouble(opening file: String) -> String? {
        do throws(SystemError) {
            _ = try File(file, .read)
            return nil
        } catch {
            return error.kind == .forbidden ? "you may not read \(file)" : nil
        }
    }

    private static var program: String? {
        let own = (try? Path.ownExecutable()).map { $0[..<($0.lastIndex(of: "/") ?? $0.endIndex)] + "/deskd" }
        let others = ((Environment.value("PATH") ?? "") + ":/usr/sbin").split(separator: ":").map { $0 + "/deskd" }
        return ([own] + others).compactMap { $0.map { String($0) } }.first { PathFacts(at: $0)?.kind == .file }
    }
}

/// A program run to its end, with what it said on either stream.
struct Run {
    private static let bytesMax = 1 << 20
    let code: Int32?
    let lines: [String]

    init(_ program: String, _ words: [String]) throws(SystemError) {
        let nothing = try File("/dev/null", .read)
        let surroundings = try Environment.all()
        let (process, bytes) = try Pipe.open { (reading, writing) throws(SystemError) in
            let process = try ChildProcess(
                program, words, environment: surroundings,
                descriptors: [0: nothing.descriptor.number, 1: writing.number, 2: writing.number])
            try writing.close()
            return (process, try reading.readAll(bytesMax: Self.bytesMax))
        }
        code = if case .exited(let code)? = try process.wait(milliseconds: 5_000) { code } else { nil }
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
