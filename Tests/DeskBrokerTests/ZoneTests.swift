import DeskBroker
import DeskCore
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Time zones as systems have them on disk.
struct ZoneTests {
    private static let now = WorkCalendarTests.moment("2026-11-22T00:00:00Z")
    /// Where this machine has its zones.
    private static let place = "/usr/share/zoneinfo"

    private static func name(_ text: String) throws -> ZoneName { try #require(ZoneName(Array(text.utf8))) }

    private static func onDisk(_ name: String) -> [UInt8]? {
        guard let resolved = try? Path.resolved(place + "/" + name), let file = try? File(resolved, .read) else { return nil }
        return try? file.read(at: 0, count: 1 << 20)
    }

    @Test(
        "a rule says when clocks change",
        arguments: [
            ("Europe/Madrid", "2027-03-28T01:00:00Z", Int32(7_200), "2027-10-31T01:00:00Z", Int32(3_600)),
            ("America/New_York", "2027-03-14T07:00:00Z", -14_400, "2027-11-07T06:00:00Z", -18_000),
            ("America/Santiago", "2027-04-04T03:00:00Z", -14_400, "2027-09-05T04:00:00Z", -10_800),
            ("Australia/Lord_Howe", "2027-04-03T15:00:00Z", 37_800, "2027-10-02T15:30:00Z", 39_600),
            ("Europe/Dublin", "2027-03-28T01:00:00Z", 3_600, "2027-10-31T01:00:00Z", 0),
        ])
    func rules(_ zone: String, _ first: String, _ firstOffset: Int32, _ second: String, _ secondOffset: Int32) throws {
        let offsets = try #require(TestZones.library.offsets(try Self.name(zone), at: Self.now))
        let year = offsets.changes.filter { (1_798_761_600..<1_830_297_600).contains($0.at) }
        #expect(
            year.map { Timestamp(milliseconds: $0.at * 1_000).text.prefix(19) + "Z" }
                == [first[...], second[...]].map { $0.prefix(19) + "Z" })
        #expect(year.map(\.offset) == [firstOffset, secondOffset])
        #expect(offsets.through > WorkCalendarTests.moment("2041-01-01T00:00:00Z"))
    }

    @Test("this machine's zones say what the rules say", .enabled(if: onDisk("Europe/Madrid") != nil))
    func disk() throws {
        let disk = ZoneLibrary(file: { Self.onDisk($0) }, names: { [] })
        for zone in TestZones.library.names() where zone != "America/Santiago" {
            let name = try Self.name(zone)
            let real = try #require(disk.offsets(name, at: Self.now), "\(zone)")
            let ruled = try #require(TestZones.library.offsets(name, at: Self.now))
            #expect(real.agrees(with: ruled, from: Self.now), "\(zone)")
        }
    }

    @Test("what is no zone file is not one, however it is cut or mixed")
    func damaged() throws {
        let good = TestZones.file("CET-1CEST,M3.5.0,M10.5.0/3")
        let name = try Self.name("Europe/Madrid")
        func offsets(_ bytes: [UInt8]) -> ZoneOffsets? { ZoneLibrary(file: { _ in bytes }, names: { [] }).offsets(name, at: Self.now) }
        #expect(offsets(good) != nil)
        for end in 0..<(good.count - 28) { #expect(offsets(Array(good[..<end])) == nil, "cut at \(end)") }
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 0xFF
            // It may still mean something; it must only not end us.
            _ = offsets(bytes)
        }
        for rule in ["CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "-1", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-999"] {
            #expect(offsets(TestZones.file(rule)) == nil, "\(rule)")
        }
    }

    @Test(
        "who misspells a zone is helped",
        arguments: [
            ("europe/madrid", "Europe/Madrid"), ("Madrid", "Europe/Madrid"), ("Spain/Madrid", "Europe/Madrid"),
            ("Europe/Madird", "Europe/Madrid"),
            ("New_York", "America/New_York"), ("America/NewYork", "America/New_York"),
        ])
    func near(_ typed: String, _ meant: String) throws {
        #expect(TestZones.library.names(like: try Self.name(typed)).first == meant)
    }

    @Test(
        "a zone's name leads nowhere else",
        arguments: ["", "/etc/passwd", "../../etc/passwd", "Europe//Madrid", "Europe/", "a b", "é", String(repeating: "x", count: 65)])
    func names(_ text: String) { #expect(ZoneName(Array(text.utf8)) == nil) }
}
