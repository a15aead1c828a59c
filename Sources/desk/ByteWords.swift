/// `812 B`, `64 KiB`, `1.2 GiB`.
enum ByteWords {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB"]

    static func short(_ bytes: Int64) -> String {
        var unit = 0
        var scale: Int64 = 1
        while unit < units.count - 1, bytes / scale >= 1_024 {
            scale *= 1_024
            unit += 1
        }
        let tenths = bytes / max(1, scale / 10)
        // A tenth says something where there are few of the unit.
        let isFine = unit > 0 && tenths < 100 && tenths % 10 != 0
        return (isFine ? "\(tenths / 10).\(tenths % 10)" : "\(bytes / scale)") + " \(units[unit])"
    }
}
