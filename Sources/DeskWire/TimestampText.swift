public import DeskCore

/// Moments as RFC 3339 writes them.
extension Timestamp {
    /// `2026-11-22T14:48:00.123Z`, or any other offset; fractions beyond milliseconds are cut. Nil where it is something else.
    public init?(text: [UInt8]) {
        var reader = DigitReader(bytes: text)
        guard let year = reader.number(4), reader.take(0x2D), let month = reader.number(2), reader.take(0x2D), let day = reader.number(2),
            reader.take(0x54) || reader.take(0x74), let hour = reader.number(2), reader.take(0x3A), let minute = reader.number(2),
            reader.take(0x3A), let second = reader.number(2)
        else { return nil }
        let fraction = reader.fraction()
        guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60 else {
            return nil
        }
        let days = Self.daysFromEpoch(year: year, month: month, day: day)
        let minutes = Int64(days * 1_440 + hour * 60 + minute - offset)
        self.init(milliseconds: minutes * 60_000 + Int64(second * 1_000 + fraction))
        // An offset reaches beyond the years that four digits write, and what is written must be read again.
        guard Self.yearsOfFourDigits.contains(milliseconds) else { return nil }
    }

    /// From 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
    private static let yearsOfFourDigits: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// In UTC with milliseconds, always 24 bytes for years 0…9999.
    public var text: String { String(decoding: textBytes, as: UTF8.self) }

    public var textBytes: [UInt8] {
        let (days, ofDay) = milliseconds.quotientAndRemainderFloored(by: 86_400_000)
        let (year, month, day) = Self.civil(daysFromEpoch: Int(days))
        let second = Int(ofDay / 1_000)
        let hour = second / 3_600
        let minute = second / 60 % 60
        let thousandth = Int(ofDay % 1_000)
        return [
            Self.digit(year / 1_000), Self.digit(year / 100), Self.digit(year / 10), Self.digit(year), 0x2D,
            Self.digit(month / 10), Self.digit(month), 0x2D, Self.digit(day / 10), Self.digit(day), 0x54,
            Self.digit(hour / 10), Self.digit(hour), 0x3A, Self.digit(minute / 10), Self.digit(minute), 0x3A,
            Self.digit(second / 10 % 6), Self.digit(second), 0x2E,
            Self.digit(thousandth / 100), Self.digit(thousandth / 10), Self.digit(thousandth), 0x5A,
        ]
    }

    private static func digit(_ number: Int) -> UInt8 { UInt8(truncatingIfNeeded: 0x30 + number % 10) }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    // Days and dates by counting from March, so that the leap day comes last in its year.
    private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leaps = Int(
            Int64(shifted).quotientAndRemainderFloored(by: 4).0 - Int64(shifted).quotientAndRemainderFloored(by: 100).0
                + Int64(shifted).quotientAndRemainderFloored(by: 400).0)
        return shifted * 365 + leaps + dayOfYear - 719_468
    }

    private static func civil(daysFromEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = Int64(days + 719_468).quotientAndRemainderFloored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = Int(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = Int(era * 400 + yearOfEra) + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func quotientAndRemainderFloored(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private struct DigitReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func number(_ digits: Int) -> Int? {
        guard index + digits <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[index..<index + digits] {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        index += digits
        return number
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Milliseconds of a fraction, 0 where there is none.
    mutating func fraction() -> Int {
        guard take(0x2E) else { return 0 }
        var milliseconds = 0
        var scale = 100
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
            milliseconds += Int(bytes[index] - 0x30) * scale
            scale /= 10
            index += 1
        }
        return milliseconds
    }

    mutating func offsetMinutes() -> Int? {
        if take(0x5A) || take(0x7A) { return 0 }
        let sign = take(0x2B) ? 1 : take(0x2D) ? -1 : 0
        guard sign != 0, let hours = number(2), take(0x3A), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
