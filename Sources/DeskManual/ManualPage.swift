/// A manual page in mdoc(7), made from tables.
public struct ManualPage: Sendable {
    /// One entry of a list: what is explained, and the explanation.
    public struct Item: Sendable {
        /// Arguments of the macro: what the page shows in bold or underlined.
        public let head: String
        public let paragraphs: [String]
        public var items: [Item]

        public init(head: String, _ paragraphs: [String], items: [Item] = []) {
            self.head = head
            self.paragraphs = paragraphs
            self.items = items
        }

        /// A flag, with what stands for its value.
        public static func flag(_ name: String, _ value: String?, _ text: String) -> Item {
            let value = value.map { " " + $0.split(separator: "|").map { Usage.mdoc(word: String($0)) }.joined(separator: " | ") } ?? ""
            return Item(head: "Fl " + MdocText.escaped(String(name.dropFirst())) + value, [text.sentence])
        }

        /// A verb with what may follow it: one head for each alternative.
        public static func verb(_ name: String, _ usage: String, _ paragraphs: [String], items: [Item]) -> Item {
            let tails = Usage(usage).mdoc
            let heads = (tails.isEmpty ? [""] : tails.map { $0.isEmpty ? "" : " " + $0 }).map { "Cm \(MdocText.escaped(name))\($0)" }
            return Item(head: heads.joined(separator: "\n"), paragraphs.prefix(1).map(\.sentence) + paragraphs.dropFirst(), items: items)
        }

        /// Names of variables, commas between them.
        public static func variable(_ names: String, _ text: String) -> Item {
            Item(head: "Ev " + names.split(separator: ",").joined(separator: " , Ev"), [text.sentence])
        }
        public static func path(_ path: String, _ text: String) -> Item {
            Item(head: "Pa " + MdocText.quoted(MdocText.escaped(path)), [text.sentence])
        }
        public static func plain(_ head: String, _ text: String) -> Item { Item(head: MdocText.escaped(head), [text.sentence]) }
        /// A line of a configuration file; a value that is only an example is said to be one.
        public static func setting(_ name: String, _ value: String, isStandard: Bool, _ paragraphs: [String]) -> Item {
            let shown = value.isEmpty ? "" : " " + MdocText.words(value)
            let examples = isStandard || value.isEmpty ? [] : ["The value shown is an example."]
            return Item(head: "Cm \(MdocText.escaped(name)) No =" + (shown.isEmpty ? "" : " Ar" + shown), paragraphs + examples)
        }

        public static func word(_ word: String, _ text: String) -> Item {
            Item(head: "Cm " + MdocText.quoted(MdocText.escaped(word)), [text.sentence])
        }
    }

    /// The day of the pages: that of the last change to what they are made of would differ from one checkout to the next.
    private static let day = "November 22, 2026"

    private var lines: [String] = []

    public init(_ name: String, section: Int, summary: String, comment: String) {
        lines = [
            ".\\\" \(comment)", ".Dd \(Self.day)", ".Dt \(name.uppercased()) \(section)", ".Os", ".Sh NAME", ".Nm \(name)",
            ".Nd \(MdocText.escaped(summary))",
        ]
    }

    public var text: String { lines.joined(separator: "\n") + "\n" }

    public mutating func section(_ title: String) { lines.append(".Sh " + MdocText.words(title)) }
    public mutating func subsection(_ title: String) { lines.append(".Ss " + MdocText.words(title)) }

    /// A way to call the program: macro arguments after its name.
    public mutating func synopsis(_ arguments: String) { lines += [".Nm"] + arguments.split(separator: "\n").map { "." + $0 } }

    /// Paragraphs, a blank line between them.
    public mutating func paragraphs(_ texts: [String]) {
        for (index, text) in texts.enumerated() {
            if index > 0 || !isFresh { lines.append(".Pp") }
            lines += MdocText.paragraph(text)
        }
    }

    /// Nothing stands between here and a heading.
    private var isFresh: Bool { lines.last.map { $0.hasPrefix(".Sh") || $0.hasPrefix(".Ss") } ?? true }

    public mutating func list(_ items: [Item]) { append(items, isCompact: false) }
    public mutating func compactList(_ items: [Item]) { append(items, isCompact: true) }

    private mutating func append(_ items: [Item], isCompact: Bool) {
        guard !items.isEmpty else { return }
        lines.append(".Bl -tag -width Ds" + (isCompact ? " -compact" : ""))
        for item in items {
            lines += item.head.split(separator: "\n").map { ".It " + $0 }
            for (index, text) in item.paragraphs.enumerated() {
                if index > 0 { lines.append(".Pp") }
                lines += MdocText.paragraph(text)
            }
            if !item.items.isEmpty { lines.append(".Pp") }
            append(item.items, isCompact: true)
        }
        lines.append(".El")
    }

    /// What is typed, as it is.
    public mutating func example(_ explanation: String, _ typed: [String]) {
        paragraphs([explanation])
        lines += [".Bd -literal -offset indent"] + typed.map { MdocText.guarded(MdocText.escaped($0)) } + [".Ed"]
    }

    public mutating func seeAlso(_ pages: [(name: String, section: Int)]) {
        section("SEE ALSO")
        for (index, page) in pages.enumerated() {
            lines.append(".Xr \(page.name) \(page.section)" + (index + 1 < pages.count ? " ," : ""))
        }
    }
}

extension String {
    /// A row of a table as a sentence: a capital first, a full stop last.
    var sentence: String {
        guard let last = unicodeScalars.last else { return self }
        let end = ".?!:".unicodeScalars.contains(last) ? "" : "."
        return capitalizedFirst + end
    }

    private var capitalizedFirst: String {
        // A name that is written small, such as desk, stays so; so does what is typed.
        guard let first = unicodeScalars.first, first != "`" else { return self }
        let word = prefix { $0 != " " && $0 != "," && $0 != ":" }
        guard !["desk", "deskd"].contains(word), !word.contains("-"), !word.contains("|") else { return self }
        return String(first).uppercased() + dropFirst()
    }
}
