/// Words of entries in memory, until they are enough for a segment.
final class IndexTail: IndexSource {
    let first: UInt64
    /// As many as a segment is made of; memory has them at some 12 bytes each, and their terms once.
    let numbersMax: Int
    /// The entry whose words come next.
    private(set) var next: UInt64
    private var places: [IndexedTerm: UInt32] = [:]
    private(set) var terms: [IndexedTerm] = []
    /// What each term was given last, so that a word said twice is noted once.
    private var latest: [UInt64] = []
    private(set) var owners: [UInt32] = []
    private(set) var numbers: [UInt64] = []

    init(first: UInt64, numbersMax: Int) {
        self.first = first
        self.numbersMax = numbersMax
        next = first
    }

    /// Asked only where there is one.
    var range: ClosedRange<UInt64> { first...(next - 1) }
    var isEmpty: Bool { next == first }
    var isFull: Bool { numbers.count >= numbersMax }

    /// - Parameter read: gives an entry.
    func add(_ read: (UInt64) -> Entry) {
        IndexedWords.forEach(in: read(next), next, read) { [self] in note($0, $1) }
        next += 1
    }

    private func note(_ term: IndexedTerm, _ number: UInt64) {
        guard let place = places[term] else {
            places[term] = UInt32(terms.count)
            owners.append(UInt32(terms.count))
            terms.append(term)
            latest.append(number)
            return numbers.append(number)
        }
        guard latest[Int(place)] != number else { return }
        latest[Int(place)] = number
        owners.append(place)
        numbers.append(number)
    }

    func numbers(of term: [UInt8]) -> [UInt64] {
        guard let place = places[IndexedTerm(bytes: term)] else { return [] }
        return owners.indices.lazy.filter { self.owners[$0] == place }.map { self.numbers[$0] }.sorted()
    }

    func numbers(beginningWith term: [UInt8]) -> [UInt64] {
        let wanted = terms.map { $0.bytes.starts(with: term) }
        return owners.indices.filter { wanted[Int(owners[$0])] }.map { numbers[$0] }
    }

    /// About what it takes in memory.
    var memoryBytes: Int { numbers.count * 12 + terms.count * 120 }
}
