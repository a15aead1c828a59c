internal import DeskCore

/// A message or note as it is searched: what was said, and what its ticket says of itself.
struct SearchDocument {
    /// Which message it is shown as.
    let id: MessageID
    let at: Timestamp
    let message: SearchedMessage
    /// Everything that words are looked for in, by what it is.
    private(set) var fields: [(name: String, text: FoldedText)]
    private(set) var sender: [FoldedText] = []
    private var externalIDs: [[UInt8]]
    /// The first so many find it; the rest only helps.
    private let ownFields: Int

    /// - Parameter original: the message that it is shown as, which may be another that this one edits.
    /// - Parameter read: gives an entry.
    init?(_ facts: MessageFacts, as original: MessageID, on ticket: Ticket, in desk: Desk, _ read: (UInt64) -> Entry) {
        let entry = read(facts.id.number)
        guard var message = SearchedMessage(entry) else { return nil }
        if original != facts.id, let first = SearchedMessage(read(original.number)) {
            message = SearchedMessage(first, editedTo: message)
        }
        self.message = message
        (id, at) = (original, entry.at)
        if let from = message.from { sender = [FoldedText(from.identifier.value)] + (from.name.map { [FoldedText($0.utf8)] } ?? []) }
        externalIDs = (message.externalID.map { [$0] } ?? []) + (desk.deliveries[facts.id]?.externalIDs ?? [])
        fields = [("text", FoldedText(message.text))] + message.extras.map { ($0.name, FoldedText($0.utf8)) }
        fields += sender.map { ("from", $0) }
        fields += Self.contact(of: ticket, in: desk).map { ("contact", FoldedText($0)) }
        fields.append(("ticket", FoldedText(Array(String(ticket.id.number).utf8))))
        // What a ticket is called is its first message's as well; of the others not each is wanted that shares the subject.
        ownFields = fields.count + (ticket.timeline.first == original ? 1 : 0)
        fields.append(("subject", FoldedText(ticket.subject.utf8)))
    }

    /// All that the contact is known by.
    static func contact(of ticket: Ticket, in desk: Desk) -> [[UInt8]] {
        guard let contact = desk.threads[ticket.thread].map({ desk.contacts.current($0.contact) }), !desk.contacts.isForgotten(contact)
        else { return [] }
        return (desk.contacts.name(of: contact).map { [$0.utf8] } ?? []) + desk.contacts.identifiers(of: contact).map(\.value)
    }

    func contains(_ word: SearchWord) -> Bool {
        fields.contains { $0.text.contains(word) } || externalIDs.contains(word.written)
    }

    /// Whether any of them is in the message itself or its contact's names, and not only in the ticket's subject.
    func saysAny(of words: [SearchWord]) -> Bool {
        words.contains { word in
            fields.prefix(ownFields).contains { $0.text.contains(word) } || externalIDs.contains(word.written)
        }
    }

    /// In which fields a word is found, each once.
    func places(of words: [SearchWord]) -> [String] {
        var names: [String] = []
        for field in fields where !names.contains(field.name) && words.contains(where: { field.text.contains($0) }) {
            names.append(field.name)
        }
        if words.contains(where: { externalIDs.contains($0.written) }) { names.append("externalId") }
        return names
    }

    /// What a row shows of it: around the first word that was found.
    func snippet(of words: [SearchWord]) -> (text: [UInt8], marks: [Range<Int>]) {
        let scalars = Array(String(decoding: message.text, as: UTF8.self).unicodeScalars)
        let folded = FoldedText(message.text, keepsOrigins: true)
        let places = words.flatMap { folded.places(of: $0) }.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var start = 0
        if let first = places.first, first.upperBound > Self.snippetScalars {
            start = max(0, first.lowerBound - Self.leadScalars)
        }
        let end = min(scalars.count, start + Self.snippetScalars)
        var view = String.UnicodeScalarView()
        if start > 0 { view.append("…") }
        let shift = start - view.count
        view.append(contentsOf: scalars[start..<end])
        if end < scalars.count { view.append("…") }
        return (Array(String(view).utf8), Self.marks(places, within: start..<end, shift))
    }

    private static let snippetScalars = 160
    private static let leadScalars = 40

    /// One beside the other, so that none is in another.
    private static func marks(_ places: [Range<Int>], within shown: Range<Int>, _ shift: Int) -> [Range<Int>] {
        var marks: [Range<Int>] = []
        for place in places where place.lowerBound >= shown.lowerBound && place.upperBound <= shown.upperBound {
            let mark = place.lowerBound - shift..<place.upperBound - shift
            if let last = marks.last, mark.lowerBound < last.upperBound {
                marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, mark.upperBound)
            } else {
                marks.append(mark)
            }
        }
        return marks
    }
}
