/// The one place outside of DeskSystem that says `unsafe`: the standard library has no other way yet to append a span's bytes at
/// once, and every byte of every message is copied here.
extension [UInt8] {
    public mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    public init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }
}
