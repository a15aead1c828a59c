internal import DeskSystem

/// Standard input, line by line, on an adapter's loop.
public final class LineInput {
    private let loop: EventLoop
    private let descriptor: Descriptor
    private let bytesMax: Int
    private let onLine: (String) -> Void
    private let onEnd: () -> Void
    private var token: EventLoop.Token?
    private var held: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    /// Reads from now on. A line of more than `bytesMax` bytes comes in pieces.
    /// - Throws: where there is no standard input to read.
    public static func read(
        for adapter: Adapter, bytesMax: Int = 65_536, onLine: @escaping (String) -> Void, onEnd: @escaping () -> Void = {}
    ) throws {
        let input = try LineInput(adapter.loop, bytesMax, onLine, onEnd)
        try input.begin()
    }

    private init(
        _ loop: EventLoop, _ bytesMax: Int, _ onLine: @escaping (String) -> Void, _ onEnd: @escaping () -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.bytesMax = bytesMax
        self.onLine = onLine
        self.onEnd = onEnd
        descriptor = try StandardStream.input.duplicate()
    }

    private func begin() throws(SystemError) {
        do throws(SystemError) {
            // The loop keeps this alive until the end of the input.
            token = try loop.watch(descriptor, for: .readable) { _ in _ = self.readOnce() }
        } catch  where error.kind == .forbidden {
            // A plain file is always ready, which epoll refuses to say.
            readFile()
        }
    }

    private func readFile() {
        loop.after(milliseconds: 0) { if self.readOnce() { self.readFile() } }
    }

    private func readOnce() -> Bool {
        switch try? descriptor.read(into: &chunk) {
        case .bytes(let count):
            held.append(contentsOf: chunk[..<count])
            takeLines()
            return true
        case .wouldBlock: return true
        case .ended, nil:
            token.map(loop.unwatch)
            if !held.isEmpty { hand(held[...]) }
            held = []
            onEnd()
            return false
        }
    }

    private func takeLines() {
        var start = 0
        for index in held.indices {
            let isNewline = held[index] == UInt8(ascii: "\n")
            guard isNewline || index - start >= bytesMax else { continue }
            hand(held[start..<index])
            start = isNewline ? index + 1 : index
        }
        held.removeFirst(start)
    }

    private func hand(_ bytes: ArraySlice<UInt8>) { onLine(String(decoding: bytes, as: UTF8.self)) }
}

/// Standard output, a line at a time.
public enum LineOutput {
    /// Writes `text` as one harmless line; false where nobody reads any more.
    @discardableResult
    public static func write(_ text: String) -> Bool {
        (try? StandardStream.output.write(PlainText.line(text) + "\n")) != nil
    }
}
