internal import Glibc

/// Little-endian integers within bytes, bulk copies and bulk tests, for which the language has no safe and fast way yet.
public enum Bytes {
    @inlinable public static func uint32(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset <= bytes.count - 4, "a 32-bit field beyond the end")
        return UInt32(littleEndian: unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
    }

    @inlinable public static func uint64(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= bytes.count - 8, "a 64-bit field beyond the end")
        return UInt64(littleEndian: unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) })
    }

    @inlinable public static func store(_ value: UInt32, in bytes: inout [UInt8], at offset: Int) {
        precondition(offset >= 0 && offset <= bytes.count - 4, "a 32-bit field beyond the end")
        unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self) }
    }

    @inlinable public static func store(_ value: UInt64, in bytes: inout [UInt8], at offset: Int) {
        precondition(offset >= 0 && offset <= bytes.count - 8, "a 64-bit field beyond the end")
        unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self) }
    }

    public static func append(_ bytes: Span<UInt8>, to array: inout [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe array.append(contentsOf: $0) }
    }

    /// Copies `bytes` over what `array` holds at `offset`.
    public static func copy(_ bytes: Span<UInt8>, into array: inout [UInt8], at offset: Int) {
        precondition(offset >= 0 && offset <= array.count - bytes.count, "a copy beyond the end")
        unsafe bytes.withUnsafeBytes { from in
            unsafe array.withUnsafeMutableBytes { to in unsafe UnsafeMutableRawBufferPointer(rebasing: to[offset...]).copyMemory(from: from)
            }
        }
    }

    public static func areZero(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 1 else { return bytes.isEmpty || bytes[0] == 0 }
        guard bytes[0] == 0 else { return false }
        // The first is zero, and each is like the one before it.
        return unsafe bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return true }
            return unsafe memcmp(base, base + 1, all.count - 1) == 0
        }
    }
}
