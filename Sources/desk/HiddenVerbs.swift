internal import DeskKit

/// What scripts of ours call and nobody types: no help lists it.
enum HiddenVerbs {
    /// Nil where the words begin with none of these.
    static func run(_ words: [String]) -> Int32? {
        switch words.first {
        case "__manual":
            Output.standard.show([String(Manual.text.dropLast())])
            return 0
        case "__complete":
            let lines = CompletionAnswer(Array(words.dropFirst())).lines()
            if !lines.isEmpty { Output.standard.show(lines) }
            return 0
        default: return nil
        }
    }
}
