/// Which texts fit what a contact has said, by the words that both have. The same words always give the same order, on every machine.
public enum Suggestions {
    /// A text that could be an answer.
    public struct Source: Sendable {
        public let name: String
        /// Its title and its text.
        public let text: [UInt8]

        public init(name: String, text: [UInt8]) {
            self.name = name
            self.text = text
        }
    }

    public struct Match: Equatable, Sendable {
        /// Of the source, among those that were given.
        public let index: Int
        /// What both say, as it is searched: the rarest first.
        public let words: [String]
    }

    /// Shorter words are in every text.
    private static let letters = 3

    /// The best `max`, none where no word is shared.
    ///
    /// A word counts the more, the fewer sources have it; words of the latest message count twice.
    /// - Parameter said: what the contact said, the latest last.
    public static func best(_ max: Int, of sources: [Source], for said: [[UInt8]]) -> [Match] {
        let texts = sources.map { terms($0.text) }
        var spread: [String: Int] = [:]
        for text in texts { for word in text { spread[word, default: 0] += 1 } }
        let latest = said.last.map(terms) ?? []
        let earlier = said.dropLast().reduce(into: Set<String>()) { $0.formUnion(terms($1)) }
        let ranked = texts.enumerated().compactMap { index, text -> (score: Int, match: Match)? in
            let shared = text.filter { latest.contains($0) || earlier.contains($0) }
            guard !shared.isEmpty else { return nil }
            let weights = shared.map { word in
                (word: word, weight: weight(spread[word] ?? 1, sources.count) * (latest.contains(word) ? 2 : 1))
            }.sorted { ($1.weight, $0.word) < ($0.weight, $1.word) }
            return (weights.reduce(0) { $0 + $1.weight }, Match(index: index, words: weights.map(\.word)))
        }
        let ordered = ranked.sorted { one, other in
            one.score == other.score ? sources[one.match.index].name < sources[other.match.index].name : one.score > other.score
        }
        return ordered.prefix(max).map(\.match)
    }

    /// Whole numbers, so that no machine rounds them otherwise. What all sources say hardly counts.
    private static func weight(_ spread: Int, _ count: Int) -> Int { 1_000 * (count + 1 - spread) / (count * spread) + 1 }

    private static func terms(_ text: [UInt8]) -> Set<String> {
        let words = FoldedText(text).bytes.split(separator: 0x20)
        return Set(words.filter { $0.count >= letters }.map { String(decoding: $0, as: UTF8.self) })
    }
}
