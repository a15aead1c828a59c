public import DeskCore

/// Where the rules of time zones are read: the daemon has a directory for that, a simulation a table.
public struct ZoneLibrary: Sendable {
    /// The zone's file (RFC 9636, "TZif"); nil where there is none.
    public let file: @Sendable (_ name: String) -> [UInt8]?
    /// The zones that there are, to help somebody who has misspelt one.
    public let names: @Sendable () -> [String]

    public init(file: @escaping @Sendable (_ name: String) -> [UInt8]?, names: @escaping @Sendable () -> [String]) {
        self.file = file
        self.names = names
    }

    public static let empty = ZoneLibrary(file: { _ in nil }, names: { [] })

    private static let yearsBack: Int64 = 5
    private static let yearsAhead: Int64 = 15
    private static let suggestionsMax = 3

    /// What clocks in the zone show from some years ago on; nil where it is not known here, or its file makes no sense.
    public func offsets(_ zone: ZoneName, at now: Timestamp) -> ZoneOffsets? {
        let from = now.adding(hours: -Self.yearsBack * 8_766).milliseconds / 1_000
        let through = now.adding(hours: Self.yearsAhead * 8_766).milliseconds / 1_000
        if let bytes = file(zone.text) { return ZoneFile(bytes)?.offsets(of: zone, from: from, through: through) }
        guard ["UTC", "Etc/UTC"].contains(zone.text) else { return nil }
        return ZoneOffsets(zone: zone, first: 0, changes: [], through: Timestamp(milliseconds: through * 1_000))
    }

    /// What somebody may have meant who wrote `zone`.
    public func names(like zone: ZoneName) -> [String] {
        let names = names()
        let wished = Self.lowered(zone.text)
        let place = wished.split(separator: "/").last.map(String.init) ?? wished
        let same = names.filter { Self.lowered($0) == wished || Self.lowered($0).split(separator: "/").last.map(String.init) == place }
        if !same.isEmpty { return Array(same.prefix(Self.suggestionsMax)) }
        let places = names.map { (name: $0, place: $0.split(separator: "/").last.map { Self.lowered(String($0)) } ?? "") }
        let nearPlace = NearestWord.name(like: place, among: places.map(\.place))
        let near = [NearestWord.name(like: zone.text, among: names)] + places.filter { $0.place == nearPlace }.map(\.name)
        return near.compactMap(\.self).reduce(into: []) { if !$0.contains($1) && $0.count < Self.suggestionsMax { $0.append($1) } }
    }

    /// Zones have ASCII names.
    private static func lowered(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
