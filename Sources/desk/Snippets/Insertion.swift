internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// What a name stands for that is put into a reply: a snippet of the desk's, or something of one's library.
enum Insertion {
    case text(String, missing: [String])
    /// Attached rather than put in.
    case file(String)

    /// Finds it; a snippet by its name or shortcut comes first.
    /// - Parameter refused: with a sentence where there is none.
    static func find(
        _ name: String, for ticket: Int64, _ settings: Settings?, _ link: BrokerLink,
        then: @escaping (Result<Insertion, UsageError>) -> Void
    ) {
        let bare = name.first == "#" || name.first == ";" ? String(name.dropFirst()) : name
        guard Slug(Array(bare.utf8)) != nil else { return then(fromLibrary(bare, settings, or: noSuch(bare))) }
        link.requestDurably(
            "snippet.fill",
            {
                $0.field("snippet", bare)
                $0.field("ticket", ticket)
            },
            then: { answer in
                switch answer {
                case .ok(let body):
                    let missing = (body["missing"]?.elements ?? []).compactMap { $0.utf8.map { SafeText.line($0) } }
                    then(.success(.text(String(decoding: body["text"]?.utf8 ?? [], as: UTF8.self), missing: missing)))
                case .refused(let refusal) where refusal.code == "not_found":
                    then(fromLibrary(bare, settings, or: SafeText.line(refusal.message)))
                case .refused(let refusal): then(.failure(UsageError(SafeText.line(refusal.message))))
                case .lost: then(.failure(UsageError("the desk went away before it answered; say it again")))
                }
            })
    }

    private static func fromLibrary(_ name: String, _ settings: Settings?, or otherwise: String) -> Result<Insertion, UsageError> {
        do throws(UsageError) {
            let library = Library(settings)
            guard let entry = try library.entry(named: name) else { return .failure(UsageError(otherwise)) }
            return .success(entry.kind == .document ? .file(entry.path) : .text(try library.words(of: entry).text, missing: []))
        } catch { return .failure(error) }
    }

    private static func noSuch(_ name: String) -> String {
        "there is no snippet \(SafeText.line(name)), and nothing of that name in your library; `snippets` and `insert` list what there is"
    }
}

/// Texts with marks of values that are missing do not go out, nor do fields that nobody has filled in.
enum MissingValues {
    /// A sentence; nil where nothing is missing.
    /// - Parameter isForced: the rep has said that fields are meant as they stand.
    static func complaint(about text: [UInt8], isForced: Bool, _ seat: Seat) -> String? {
        if !isForced, let field = FilledSnippet.fields(in: text).first {
            let anyway = seat.isLineDoor ? "`reply! …`" : "--force"
            return "nothing was sent: {{\(field)}} would go out as it stands; only snippets are filled in (`help snippet`), and "
                + "\(anyway) sends it so"
        }
        let missing = FilledSnippet.missing(in: text)
        guard let first = missing.first else { return nil }
        let all = missing.map { "{{?\($0)}}" }.joined(separator: ", ")
        return "nothing was sent: \(all) stands where the desk knows no \(first); write it yourself, or set it and take the snippet again"
    }
}
