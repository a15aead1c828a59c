/// A frame: the length of its object in four bytes, the most significant first, and then the object.
public enum Framing {
    public static let headerBytes = 4
    public static let objectBytesMin = 2
    public static let objectBytesMax = 1 << 20

    public static func frame(_ object: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(headerBytes + object.count)
        append(object, to: &frame)
        return frame
    }

    public static func append(_ object: [UInt8], to frames: inout [UInt8]) {
        let length = UInt32(object.count)
        frames.append(UInt8(truncatingIfNeeded: length >> 24))
        frames.append(UInt8(truncatingIfNeeded: length >> 16))
        frames.append(UInt8(truncatingIfNeeded: length >> 8))
        frames.append(UInt8(truncatingIfNeeded: length))
        frames.append(copying: object.span)
    }
}
