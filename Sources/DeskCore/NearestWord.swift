/// What somebody may have meant.
public enum NearestWord {
    /// The name that takes the fewest changes, where it takes few; nothing is ever run for it.
    public static func name(like word: String, among names: [String]) -> String? {
        let typed = Array(word.utf8.prefix(32))
        let ranked = names.map { (name: $0, distance: distance(typed, Array($0.utf8))) }.sorted { $0.distance < $1.distance }
        guard let best = ranked.first, best.distance <= max(1, best.name.utf8.count / 3) + 1, best.distance < typed.count else {
            return nil
        }
        return best.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make one of the other.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var rows = [Array(0...b.count)]
        for (i, byte) in a.enumerated() {
            var row = [i + 1]
            for (j, other) in b.enumerated() {
                var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (byte == other ? 0 : 1))
                if i > 0, j > 0, byte == b[j - 1], a[i - 1] == other { cost = min(cost, rows[i - 1][j - 1] + 1) }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
