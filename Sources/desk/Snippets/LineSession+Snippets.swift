internal import DeskConsole
internal import DeskKit

// Snippets, and what is in one's library, put into what is being written.
extension LineSession {
    /// `~i NAME`.
    func insertSnippet(_ name: String) {
        guard !name.isEmpty else {
            return tell(["~i wants the name of a snippet, or of something in your library; `insert` lists it"])
        }
        guard let ticket = composing?.arguments.ticket ?? seat.open?.facts.number else { return tell(["~i: open a ticket first"]) }
        Insertion.find(name, for: ticket, settings, link) { [weak self] found in
            guard let self else { return }
            switch found {
            case .failure(let error): tell([SafeText.line(error.description)])
            case .success(.file(let path)): VerbTable.verb(named: "attach").map { self.aside($0, "\"\(path)\"") }
            case .success(.text(let text, let missing)):
                guard composing != nil else { return }
                add(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
                console.show(SafeText.body(Array(text.utf8), columns: seat.format.columns() - 1, margin: TextWrap.margin))
                tellMissing(missing)
            }
        }
    }

    /// Tab behind `;refund` in a text: the snippet takes its place once the desk has filled it, unless the line has changed meanwhile.
    /// - Returns: false where what stands before the cursor is no such name.
    func completesSnippet(_ before: String) -> Bool {
        guard link.isAttached, let ticket = writtenTo(before) else { return false }
        let word = before.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        guard word.utf8.count > 1, word.first == ";" || word.first == "#" else { return false }
        let name = String(word.dropFirst())
        snippetNames { [weak self] names in
            guard let self else { return }
            complete(word, name, among: names + Library(settings).entries.filter { $0.kind != .document }.map(\.words), before, ticket)
        }
        return true
    }

    /// Names and shortcuts of all that the rep may use, page by page.
    private func snippetNames(after: String? = nil, _ found: [String] = [], then: @escaping ([String]) -> Void) {
        link.request("snippets", { if let after { $0.field("after", after) } }) { [weak self] answer in
            guard case .ok(let body) = answer else { return }
            let found = (body["items"]?.elements ?? []).reduce(into: found) { names, item in
                names += [item["snippet"]?.string, item["shortcut"]?.string].compactMap(\.self)
            }
            guard let next = body["after"]?.string else { return then(found) }
            self?.snippetNames(after: next, found, then: then)
        }
    }

    private func complete(_ word: String, _ name: String, among names: [String], _ before: String, _ ticket: Int64) {
        let found = names.filter { $0.hasPrefix(name) }.sorted()
        let exact = names.first { $0.utf8.elementsEqual(name.utf8) }
        guard let chosen = exact ?? (found.count == 1 ? found[0] : nil) else {
            return tell([
                found.isEmpty
                    ? SafeText.line("no snippet begins with \(name); `snippets` lists them")
                    : found.prefix(20).map { SafeText.line($0) }.joined(separator: "  ")
            ])
        }
        Insertion.find(chosen, for: ticket, settings, link) { [weak self] found in
            guard let self else { return }
            switch found {
            case .failure(let error): tell([SafeText.line(error.description)])
            case .success(.file): return
            case .success(.text(let text, let missing)):
                guard console.text.hasPrefix(before) else { return }
                console.replaceText(before.dropLast(word.count) + text + console.text.dropFirst(before.count))
                tellMissing(missing)
            }
        }
    }

    /// The ticket that the line goes to, where it is a text.
    private func writtenTo(_ line: String) -> Int64? {
        if let composing { return composing.arguments.ticket ?? seat.open?.facts.number }
        if let chat, line.first != "/" { return chat }
        var words = Words(line: line)
        guard let (verb, _) = words.next().flatMap(VerbTable.find), case .text = verb.shape else { return nil }
        var flags = Flags()
        let arguments = try? Arguments(verb, words, &flags, numberMeans: { numberMeaning($0) })
        return arguments?.ticket ?? seat.open?.facts.number
    }

    private func tellMissing(_ missing: [String]) {
        guard !missing.isEmpty else { return }
        tell(["Still to be written before it goes out: \(missing.joined(separator: ", "))."])
    }
}
