import DeskSystem
import DeskTesting

/// What is said to `desk`, in order, so that each verb answers once where it can and once where it cannot.
struct OutputStory {
    enum Step {
        case visitor(name: String, text: String)
        /// One `ofTheMoment` says numbers that are others each time.
        case command(words: [String], input: String?, ofTheMoment: Bool)
    }

    private(set) var steps: [Step] = []
    /// Verbs whose answers are no golden ones.
    private(set) var excused: Set<String> = []

    static let folder =
        "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/GoldenOutputs"

    init() throws { for line in try Self.text("story.txt").split(separator: "\n") { take(line) } }

    static func text(_ name: String) throws -> String {
        let file = try File(folder + "/" + name, .read)
        return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }

    private mutating func take(_ line: Substring) {
        switch line.first {
        case "#": break
        case "!": excused.insert(Self.words(line.dropFirst())[0])
        case ":":
            let parts = line.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
            steps.append(.visitor(name: parts[0], text: parts[1]))
        case "|":
            guard case .command(let words, let input, let ofTheMoment) = steps.removeLast() else { return }
            steps.append(.command(words: words, input: (input ?? "") + line.dropFirst(2) + "\n", ofTheMoment: ofTheMoment))
        default:
            let words = Self.words(line).filter { $0 != "~" }
            steps.append(.command(words: words == ["desk"] ? [] : words, input: nil, ofTheMoment: line.first == "~"))
        }
    }

    /// Blanks part words, but not between quotation marks. One that nothing closes is itself.
    static func words(_ line: Substring) -> [String] {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return line.split(separator: " ").map(String.init) }
        return parts.enumerated().flatMap { place, part in
            place % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
