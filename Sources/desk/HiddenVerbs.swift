internal import DeskKit

/// What scripts of ours call and nobody types: no help lists it.
enum HiddenVerbs {
    /// Nil where the words begin with none of these.
    static func run(_ words: [String]) -> Int32? {
        switch words.first {
        case "__manual" where words.count > 1 && words[1] == "adapter":
            guard let input = try? StandardStream.input.duplicate(),
                let page = AdapterManual.text((try? input.readAll(bytesMax: AdapterManual.bytesMax)) ?? [])
            else { return ExitCode.usage.rawValue }
            Output.standard.show([String(page.dropLast())])
            return 0
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
