internal import DeskSystem

/// What an adapter writes to its standard output and error, as lines that are safe to log. However much it writes, it cannot
/// keep the broker busy: what it may say in a second is read, and for the rest it has to wait.
final class AdapterOutput {
    static let lineBytesMax = 1_024
    static let bytesASecondMax = 256 << 10
    /// What one that has ended may have left in the pipe.
    private static let restBytesMax = 64 << 10

    let descriptor: Descriptor
    var token: EventLoop.Token?
    private(set) var lastLine = ""
    private var partial: [UInt8] = []
    private var isSkipping = false
    private var secondBegan: Int64 = 0
    private var bytesThisSecond = 0
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// A pipe's reading end.
    init(_ descriptor: consuming Descriptor) throws(SystemError) {
        self.descriptor = descriptor
        try self.descriptor.setNonBlocking(true)
    }

    /// Reads once. Nil where nobody will write any more.
    func read(at now: Int64) -> [String]? {
        if now - secondBegan >= 1_000 { (secondBegan, bytesThisSecond) = (now, 0) }
        switch try? descriptor.read(into: &buffer) {
        case .bytes(let count):
            bytesThisSecond += count
            return split(buffer[..<count])
        case .wouldBlock: return []
        case .ended, nil: return nil
        }
    }

    /// Whether it has said enough for this second.
    var isExcessive: Bool { bytesThisSecond >= Self.bytesASecondMax }

    /// What is left of one that has ended. Others may hold the pipe still, and are not waited for.
    func rest(at now: Int64) -> [String] {
        var lines: [String] = []
        for _ in 0..<Self.restBytesMax / buffer.count {
            guard let more = read(at: now) else { break }
            lines += more
        }
        return partial.isEmpty ? lines : lines + [finishLine()]
    }

    private func split(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 0x0A {
                if !isSkipping && !partial.isEmpty { lines.append(finishLine()) }
                isSkipping = false
            } else if !isSkipping {
                partial.append(byte)
                if partial.count == Self.lineBytesMax {
                    // What goes on without an end is cut, and the rest of it is nobody's line.
                    lines.append(finishLine() + "...")
                    isSkipping = true
                }
            }
        }
        return lines
    }

    private func finishLine() -> String {
        defer { partial.removeAll(keepingCapacity: true) }
        let line = Escaped.ascii(String(decoding: partial, as: UTF8.self))
        // What is for whoever looks for a fault is nobody's last word.
        if !Self.isForDebugging(line) { lastLine = line }
        return line
    }

    private static let debugging = "<7>"

    /// As sd-daemon(3) has it. It may say that a line is less than others, and never that it is more.
    static func isForDebugging(_ line: String) -> Bool { line.hasPrefix(debugging) }

    static func withoutLevel(_ line: String) -> String {
        isForDebugging(line) ? String(line.dropFirst(debugging.count)) : line
    }
}
