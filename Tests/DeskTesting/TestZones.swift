public import DeskBroker

/// The zones of a simulated world: those that tests live in, the same on every machine.
public enum TestZones {
    private static let rules = [
        "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
        "America/Santiago": "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
        "Asia/Kolkata": "IST-5:30",
        "Australia/Lord_Howe": "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "Etc/UTC": "UTC0",
        "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3",
        "Europe/Dublin": "IST-1GMT0,M10.5.0,M3.5.0/1",
        "Europe/Madrid": "CET-1CEST,M3.5.0,M10.5.0/3",
        "UTC": "UTC0",
    ]

    public static let library = ZoneLibrary(file: { rules[$0].map { file($0) } }, names: { rules.keys.sorted() })

    /// A compiled zone (RFC 9636) in which nothing was ever decreed but `rule`.
    public static func file(_ rule: String) -> [UInt8] {
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        // One type of local time, four characters of abbreviation, and nothing else.
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let data: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
        let block = header + counts + data
        return block + block + [0x0A] + Array(rule.utf8) + [0x0A]
    }
}
