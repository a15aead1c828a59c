/// What stands behind a filter's colon, as the filter reads it.
struct FilterValue {
    private let bytes: [UInt8]
    private let asker: RepName?

    init(_ bytes: [UInt8], asker: RepName?) {
        self.bytes = bytes
        self.asker = asker
    }

    private var text: String { String(decoding: bytes, as: UTF8.self) }

    var order: SearchExpression.Order? {
        switch text {
        case "newest", "-updated", "-created": .newest
        case "oldest", "updated", "created": .oldest
        default: nil
        }
    }

    var kind: SearchFilter.MessageKind? { SearchFilter.MessageKind(rawValue: text) }
    var mark: TicketMark.Kind? { TicketMark.Kind(rawValue: text) }

    /// Nil where the name is none of these; without a filter where the value is not one that can be meant.
    func filter(named name: String) -> (filter: SearchFilter?, wanted: String)? {
        switch name {
        case "from": (sender, "it is me, a rep's name, or a contact's name or address")
        case "channel": (Slug(bytes).map { .channel(ChannelKey($0)) }, "it is no channel's key, such as webchat")
        case "account": (AccountSlug(bytes).map { .account($0) }, "it is no account's name, such as shop-eu")
        case "ticket": (UInt32(text).map { .onTicket(TicketID($0)) }, "it is no ticket's number")
        case "has":
            (
                SearchFilter.Part(rawValue: text).map { .has($0) },
                "it is one of \(SearchFilter.Part.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        case "file": (glob.map { .file($0) }, "it is no file's name, such as receipt*.pdf")
        case "before": (moment.map { .before(.at($0)) }, Self.day)
        case "after": (moment.map { .after(.at($0)) }, Self.day)
        case "older": (span.map { .before(.ago($0)) }, Self.duration)
        case "newer": (span.map { .after(.ago($0)) }, Self.duration)
        default: nil
        }
    }

    private static let day = "it is no day such as 2026-11-01"
    private static let duration = "it is no time such as 30m, 4h, 2d, 3w or 1y"

    private var sender: SearchFilter? {
        if text == "me" { return asker.map { .from($0, nil) } }
        let (rep, word) = (Slug(bytes).map { RepName($0) }, SearchWord(bytes))
        return rep == nil && word == nil ? nil : .from(rep, word)
    }

    private var glob: [UInt8]? { bytes.isEmpty ? nil : SearchGlob.folded(bytes) }

    /// When a day begins, in UTC.
    private var moment: Timestamp? { CalendarDay(text: bytes).map { Timestamp(milliseconds: Int64($0.number) * 86_400_000) } }

    private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Milliseconds.
    private var span: Int64? {
        guard let unit = bytes.last, (2...6).contains(bytes.count), let count = number(bytes.dropLast()) else { return nil }
        return switch unit {
        case 0x6D: count * 60_000
        case 0x68: count * 3_600_000
        case 0x64: count * 86_400_000
        case 0x77: count * 7 * 86_400_000
        case 0x79: count * 365 * 86_400_000
        default: nil
        }
    }
}

/// Files by their names, in any case: `*` is anything, `?` one character.
public enum SearchGlob {
    /// Small letters without accents, and everything else as it is.
    public static func folded(_ utf8: [UInt8]) -> [UInt8] {
        var folded: [UInt8] = []
        for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars where Folding.kind(scalar) != .mark {
            Folding.fold(scalar) { part in
                if let scalar = Unicode.Scalar(part) { folded += Unicode.UTF8.encode(scalar) ?? .init() }
            }
        }
        return folded
    }

    /// Both folded. Takes no longer than the one times the other.
    public static func matches(_ glob: [UInt8], _ name: [UInt8]) -> Bool {
        var (place, at) = (0, 0)
        var star: (glob: Int, name: Int)?
        while at < name.count {
            if place < glob.count, glob[place] == 0x2A {
                star = (place, at)
                place += 1
            } else if place < glob.count, glob[place] == 0x3F {
                place += 1
                at += FoldedText.scalar(in: name, at: at).1
            } else if place < glob.count, glob[place] == name[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.glob, last.name + 1)
                (place, at) = (last.glob + 1, last.name + 1)
            } else {
                return false
            }
        }
        return glob[place...].allSatisfy { $0 == 0x2A }
    }
}
