import DeskCore
import DeskWire
import Testing

/// Moments as RFC 3339 writes them.
struct TimestampTests {
    @Test(
        "moments are read whatever their offset",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T14:48:00Z", 1_795_358_880_000), ("2026-11-22T15:48:00.250+01:00", 1_795_358_880_250),
            ("2024-02-29T23:59:59.9999Z", 1_709_251_199_999), ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29t00:00:00z", 951_782_400_000),
            ("2026-11-22T00:00:00-00:30", 1_795_307_400_000),
        ])
    func reads(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(text: Array(text.utf8))?.milliseconds == milliseconds)
    }

    // From an outsider's trial: the 30th of February became the 2nd of March.
    @Test(
        "what is no moment is refused",
        arguments: [
            "", "2026-02-30T19:00:00Z", "2026-11-31T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
            "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx", "26-01-01T00:00:00Z",
        ])
    func refuses(_ text: String) {
        #expect(Timestamp(text: Array(text.utf8)) == nil)
    }

    @Test("what was written is read again, for a moment of every day of a century")
    func roundTrip() {
        for day in stride(from: Int64(-18_000), through: 36_000, by: 1) {
            let moment = Timestamp(milliseconds: day * 86_400_000 + (day &* 7_919 % 86_400_000 + 86_400_000) % 86_400_000)
            #expect(Timestamp(text: moment.textBytes) == moment)
            #expect(moment.textBytes.count == 24)
        }
    }
}
