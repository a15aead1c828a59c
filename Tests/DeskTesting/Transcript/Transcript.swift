internal import DeskSystem

/// A story told as lines, to be played on a desk. The language is told in Tests/Transcripts/README.md.
public struct Transcript: Sendable, CustomStringConvertible {
    public let path: String
    public let name: String
    /// Why it can only be played in memory; nil where it can be played anywhere.
    public let onlyInMemory: String?
    let text: String

    public init(_ path: String) throws {
        self.path = path
        name = path.split(separator: "/").last.map(String.init) ?? path
        let file = try File(path, .read)
        text = String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
        let mark = "! only in memory"
        onlyInMemory = text.split(separator: "\n").first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }

    /// The transcripts in a directory, by name.
    public static func all(in directory: String) -> [Transcript] {
        let names = (try? Directory.names(in: directory)) ?? []
        return names.filter { $0.hasSuffix(".transcript") }.compactMap { try? Transcript(directory + "/" + $0) }
    }

    public var description: String { name }

    var directory: String { String(path.dropLast(name.count)) }

    func lines() throws -> [TranscriptLine] {
        var lines: [TranscriptLine] = []
        for (index, source) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do {
                if let line = try TranscriptLine(String(source), number: index + 1) { lines.append(line) }
            } catch {
                throw TranscriptFailure(path: path, line: index + 1, message: "\(error)")
            }
        }
        return lines
    }
}

/// The line at which a transcript and the desk part.
public struct TranscriptFailure: Error, CustomStringConvertible {
    public let path: String
    public let line: Int
    public let message: String

    public var description: String { "\(path):\(line): \(message)" }
}
