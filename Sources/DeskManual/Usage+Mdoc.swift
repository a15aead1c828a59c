// A usage line as arguments of an mdoc macro.
extension Usage {
    /// What stands for each alternative.
    public var mdoc: [String] { alternatives.map(Self.mdoc) }

    private static func mdoc(_ elements: [Element]) -> String { elements.map(mdoc).joined(separator: " ") }

    private static func mdoc(_ element: Element) -> String {
        let content: String =
            switch element.content {
            case .group(let group): "Oo " + mdoc(group) + " Oc"
            case .choice(let words): words.map(mdoc(word:)).joined(separator: " | ")
            }
        return content + (element.isRepeated ? " Ns No ..." : "")
    }

    static func mdoc(word: String) -> String {
        if word.hasPrefix("-") { return "Fl " + MdocText.escaped(String(word.dropFirst())) }
        return (isValue(word) ? "Ar " : "Cm ") + MdocText.macroArgument(MdocText.escaped(word))
    }
}
