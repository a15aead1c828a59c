import DeskSystem
import DeskTesting
import Testing

/// Every sentence of the article has a row, and every row something that proves it.
@Suite("The article")
struct ArticleTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    @Test("each sentence has one row")
    func complete() {
        let rows = ArticleTable.rows.flatMap(\.sentences)
        #expect(rows.sorted() == ArticleTable.asked, "a sentence is missing, twice or not asked for")
        #expect(ArticleTable.rows.allSatisfy { !$0.proofs.isEmpty })
    }

    @Test("what a row names is there and says so", arguments: ArticleTable.rows)
    func proved(_ row: ArticleTable.Row) throws {
        for proof in row.proofs {
            switch proof {
            case .transcript(let name):
                let named = try Self.sentences(of: name)
                for sentence in row.sentences {
                    #expect(named.contains(sentence), "the first lines of \(name).transcript do not name S\(sentence)")
                }
            case .test(let path, let name):
                #expect(try Self.text(path).contains("\"\(name)\""), "\(path) has no test “\(name)”")
            case .nothing(let reason): #expect(!reason.isEmpty)
            }
        }
    }

    @Test("a transcript that names a sentence is in that sentence's row")
    func nothingForgotten() throws {
        for transcript in Transcript.all(in: Self.root + "/Tests/Transcripts") {
            let name = String(transcript.name.dropLast(".transcript".count))
            for sentence in try Self.sentences(of: name) where ArticleTable.asked.contains(sentence) {
                let row = ArticleTable.rows.first { $0.sentences.contains(sentence) }
                let isNamed = row?.proofs.contains { if case .transcript(name) = $0 { true } else { false } } ?? false
                #expect(isNamed, "\(transcript.name) names S\(sentence), whose row does not name it")
            }
        }
    }

    /// The sentences that the comment at a transcript's top names: `S4`, `S16–S18`.
    static func sentences(of transcript: String) throws -> Set<Int> {
        var sentences: Set<Int> = []
        for line in try text("Tests/Transcripts/\(transcript).transcript").split(separator: "\n") {
            if line.hasPrefix("! only in memory") { continue }
            guard line.hasPrefix("#") else { break }
            for match in line.matches(of: /S([0-9]+)(?:[–-]S?([0-9]+))?/) {
                guard let first = Int(match.1) else { continue }
                sentences.formUnion(first...max(first, match.2.flatMap { Int($0) } ?? first))
            }
        }
        return sentences
    }

    private static func text(_ path: String) throws -> String {
        let file = try File(root + "/" + path, .read)
        return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }
}
