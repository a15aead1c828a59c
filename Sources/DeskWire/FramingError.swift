/// A length that no frame has. What follows it cannot be read as frames any more, so the connection ends.
public enum FramingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Four characters where a length belongs: a peer of another protocol, or one that forgot the length.
    case foreign(seen: String)
    case tooShort(Int)
    case tooLarge(Int, max: Int)

    /// The code of the `bye` that the peer gets.
    public var code: String {
        switch self {
        case .foreign, .tooShort: "malformed"
        case .tooLarge: "too_large"
        }
    }

    /// Whether it is a peer of ours that sent too much, rather than something that is no frame.
    public var isTooLarge: Bool { if case .tooLarge = self { true } else { false } }

    public var description: String {
        switch self {
        case .foreign(let seen):
            "peer does not speak the desk protocol: got '\(seen)'; a frame is its length in four bytes and then one JSON object"
        case .tooShort(let length): "a frame of \(length) bytes cannot hold an object; the least is 2"
        case .tooLarge(let length, let max):
            "a frame of \(length) bytes is over the limit of \(max)\(Self.hint(length, max)); send less at once"
        }
    }

    private static func hint(_ length: Int, _ max: Int) -> String {
        let swapped = Int(UInt32(truncatingIfNeeded: length).byteSwapped)
        return swapped >= Framing.objectBytesMin && swapped <= max ? " (or is it \(swapped), with its bytes in the wrong order?)" : ""
    }
}
