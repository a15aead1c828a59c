/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
///
/// Wrapping operators and pointers throughout: a file of many megabytes goes through here between two turns of a loop.
public struct SHA256: Sendable {
    public static let byteCount = 32
    private static let blockBytes = 64

    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// The beginning of a block whose end has not come yet.
    private var rest: [UInt8] = []
    private var byteCount: UInt64 = 0
    private var schedule = [UInt32](repeating: 0, count: 64)

    public init() { rest.reserveCapacity(Self.blockBytes) }

    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    public mutating func update(_ bytes: Span<UInt8>) {
        byteCount &+= UInt64(bytes.count)
        var start = 0
        if !rest.isEmpty {
            start = min(Self.blockBytes - rest.count, bytes.count)
            Bytes.append(bytes.extracting(0..<start), to: &rest)
            guard rest.count == Self.blockBytes else { return }
            let block = rest
            compress(block.span)
            rest.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - start) / Self.blockBytes * Self.blockBytes
        compress(bytes.extracting(start..<start + whole))
        Bytes.append(bytes.extracting(start + whole..<bytes.count), to: &rest)
    }

    /// The digest of all that came. Nothing may come after it.
    public mutating func finish() -> [UInt8] {
        let bitCount = byteCount &* 8
        var end: [UInt8] = [0x80]
        let used = (rest.count + 1) % Self.blockBytes
        end += [UInt8](repeating: 0, count: (Self.blockBytes + 56 - used) % Self.blockBytes)
        for shift in stride(from: 56, through: 0, by: -8) { end.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift))) }
        update(end.span)
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    /// - Parameter bytes: whole blocks.
    private mutating func compress(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { blocks in
            unsafe state.withUnsafeMutableBufferPointer { state in
                unsafe schedule.withUnsafeMutableBufferPointer { schedule in
                    unsafe Self.constants.withUnsafeBufferPointer { constants in
                        guard let bytes = blocks.baseAddress, let state = state.baseAddress, let schedule = schedule.baseAddress,
                            let constants = constants.baseAddress
                        else { return }
                        var at = 0
                        while at < blocks.count {
                            unsafe Self.compress(bytes + at, into: state, schedule, constants)
                            at &+= Self.blockBytes
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func compress(
        _ block: UnsafeRawPointer, into state: UnsafeMutablePointer<UInt32>, _ w: UnsafeMutablePointer<UInt32>,
        _ constants: UnsafePointer<UInt32>
    ) {
        var t = 0
        while t < 16 {
            unsafe w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: t &* 4, as: UInt32.self))
            t &+= 1
        }
        while t < 64 {
            let x = unsafe w[t &- 15]
            let y = unsafe w[t &- 2]
            let s0 = (x &>> 7 | x &<< 25) ^ (x &>> 18 | x &<< 14) ^ x &>> 3
            let s1 = (y &>> 17 | y &<< 15) ^ (y &>> 19 | y &<< 13) ^ y &>> 10
            unsafe w[t] = w[t &- 16] &+ s0 &+ w[t &- 7] &+ s1
            t &+= 1
        }
        unsafe mix(into: state, w, constants)
    }

    @inline(__always)
    private static func mix(
        into state: UnsafeMutablePointer<UInt32>, _ w: UnsafePointer<UInt32>, _ constants: UnsafePointer<UInt32>
    ) {
        var (a, b, c, d) = unsafe (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = unsafe (state[4], state[5], state[6], state[7])
        var t = 0
        while t < 64 {
            let s1 = (e &>> 6 | e &<< 26) ^ (e &>> 11 | e &<< 21) ^ (e &>> 25 | e &<< 7)
            let first = unsafe h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[t] &+ w[t]
            let s0 = (a &>> 2 | a &<< 30) ^ (a &>> 13 | a &<< 19) ^ (a &>> 22 | a &<< 10)
            let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
            t &+= 1
        }
        unsafe (state[0], state[1], state[2], state[3]) = unsafe (state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d)
        unsafe (state[4], state[5], state[6], state[7]) = unsafe (state[4] &+ e, state[5] &+ f, state[6] &+ g, state[7] &+ h)
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
