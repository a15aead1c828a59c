internal import CLinux
internal import Glibc

/// A point of the monotonic clock, for timers within this process.
public struct MonotonicTime: Comparable, Hashable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static var now: MonotonicTime {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    public func advanced(milliseconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds + Int64(milliseconds) * 1_000_000)
    }

    /// Whole milliseconds from `earlier` to here; negative where `earlier` is later.
    public func milliseconds(since earlier: MonotonicTime) -> Int { Int((nanoseconds - earlier.nanoseconds) / 1_000_000) }
}

/// The wall clock.
public enum WallClock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public static func nowMilliseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Minutes east of UTC that the local zone has at `milliseconds`.
    public static func zoneOffsetMinutes(atMilliseconds milliseconds: Int64) -> Int {
        var seconds = time_t(milliseconds / 1_000)
        var broken = unsafe tm()
        _ = unsafe localtime_r(&seconds, &broken)
        return unsafe broken.tm_gmtoff / 60
    }
}

/// Bytes that nobody can guess, from getrandom(2).
public enum SystemRandom {
    public static func bytes(_ count: Int) -> [UInt8] {
        precondition(count <= 256, "getrandom promises up to 256 bytes at once")
        var bytes = [UInt8](repeating: 0, count: count)
        let got = unsafe bytes.withUnsafeMutableBytes { unsafe clinux_random($0.baseAddress, $0.count) }
        precondition(got == count, "getrandom gave \(got) of \(count) bytes")
        return bytes
    }

    public static func integer() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4).
public enum CRC32C {
    public static func checksum(_ bytes: Span<UInt8>, continuing seed: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe clinux_crc32c(seed, $0.baseAddress, $0.count) }
    }
}
