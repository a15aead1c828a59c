internal import DeskCore
internal import DeskSystem
internal import DeskWire

/// Moments as the wire has them: RFC 3339, UTC.
public enum Moment {
    public static func now() -> String { Timestamp(milliseconds: WallClock.nowMilliseconds()).text }
}
