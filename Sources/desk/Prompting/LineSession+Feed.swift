internal import DeskConsole
internal import DeskKit

/// Lines that come from a file and not from whoever types.
struct LineFeed {
    static let depthMax = 8
    static let bytesMax = 1_048_576

    let name: String
    var lines: ArraySlice<String>
    var number = 0
}

// Files of verbs: `source`, and the rc file.
extension LineSession {
    /// Where what is to hold at each start is written.
    static func rcPath(environment: (String) -> String? = Environment.value) -> String? {
        if let place = environment("XDG_CONFIG_HOME"), place.utf8.first == 0x2F { return place + "/desk/rc" }
        guard let home = environment("HOME"), home.utf8.first == 0x2F, home.utf8.count > 1 else { return nil }
        return home + "/.config/desk/rc"
    }

    func feed(file path: String) throws(UsageError) {
        let path = path.hasPrefix("~/") ? (Environment.value("HOME") ?? "~") + path.dropFirst() : path
        guard feeds.count < LineFeed.depthMax else { throw UsageError("source: files name each other more than \(LineFeed.depthMax) deep") }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File(path, .read).descriptor.readAll(bytesMax: LineFeed.bytesMax)
        } catch { throw UsageError("source: \(SafeText.line(path)) cannot be read (\(error))") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError("source: \(SafeText.line(path)) is no UTF-8 text")
        }
        feed(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), as: Path.name(of: path))
    }

    func feed(_ lines: [String], as name: String) {
        feeds.append(LineFeed(name: name, lines: lines[...]))
        if outstanding.isEmpty { feedOn() }
    }

    func feedRC() {
        guard isInteractive, let path = Self.rcPath(), PathFacts(at: path) != nil else { return }
        do throws(UsageError) { try feed(file: path) } catch { tell([SafeText.line(error.description)]) }
    }

    var isFeeding: Bool { !feeds.isEmpty }

    /// Says the next lines of a file until one has to be waited for.
    func feedOn() {
        guard !isInFeed else { return }
        isInFeed = true
        while isFeeding, outstanding.isEmpty, question == nil, !isEnding {
            let last = feeds.count - 1
            guard let line = feeds[last].lines.popFirst() else {
                feeds.removeLast()
                continue
            }
            feeds[last].number += 1
            console.isAnswering = true
            obey(line)
        }
        isInFeed = false
        if !isFeeding, outstanding.isEmpty, !isEnding { console.isAnswering = false }
        if question != nil { console.isAnswering = false }
    }

    /// A line of a file has failed: the rest is most likely not meant any more.
    func feedFailed() {
        guard let feed = feeds.last, settings.value(of: "onerror") == "stop" else { return }
        feeds = []
        tell([SafeText.line("\(feed.name): line \(feed.number) failed, and the rest was not run")])
    }
}

extension Path {
    fileprivate static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
