internal import DeskSystem

/// Standard input, line by line, on an adapter's loop. While the adapter has no room for more, nothing is read.
public final class LineInput {
    private let adapter: Adapter
    private let loop: EventLoop
    private let descriptor: Descriptor
    private let bytesMax: Int
    private let onLine: (String) -> Void
    private let onEnd: () -> Void
    private var token: EventLoop.Token?
    private var held: [UInt8] = []
    private var hasEnded = false
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    /// Reads from now on. A line of more than `bytesMax` bytes comes in pieces.
    /// - Throws: where there is no standard input to read.
    public static func read(
        for adapter: Adapter, bytesMax: Int = 65_536, onLine: @escaping (String) -> Void, onEnd: @escaping () -> Void = {}
    ) throws {
        try LineInput(adapter, bytesMax, onLine, onEnd).waitForMore()
    }

    private init(
        _ adapter: Adapter, _ bytesMax: Int, _ onLine: @escaping (String) -> Void, _ onEnd: @escaping () -> Void
    ) throws(SystemError) {
        self.adapter = adapter
        loop = adapter.loop
        self.bytesMax = bytesMax
        self.onLine = onLine
        self.onEnd = onEnd
        descriptor = try StandardStream.input.duplicate()
    }

    private func waitForMore() {
        guard token == nil else { return }
        do throws(SystemError) {
            // The loop keeps this alive until the end of the input.
            token = try loop.watch(descriptor, for: .readable) { _ in self.read() }
        } catch {
            // A plain file is always ready, which epoll refuses to say.
            loop.after(milliseconds: error.kind == .forbidden ? 0 : 100) { self.read() }
        }
    }

    private func read() {
        switch try? descriptor.read(into: &chunk) {
        case .bytes(let count): held.append(contentsOf: chunk[..<count])
        case .wouldBlock: break
        case .ended, nil: hasEnded = true
        }
        goOn()
    }

    /// Hands over what there is room for; then reads on, waits for room, or ends.
    private func goOn() {
        handLines()
        if !adapter.hasRoom { return pause() }
        if !hasEnded { return waitForMore() }
        token.map(loop.unwatch)
        onEnd()
    }

    private func pause() {
        token.map(loop.unwatch)
        token = nil
        loop.after(milliseconds: 20) { self.goOn() }
    }

    private func handLines() {
        var start = 0
        while adapter.hasRoom, let end = lineEnd(from: start) {
            onLine(String(decoding: held[start..<end], as: UTF8.self))
            start = end < held.count && held[end] == UInt8(ascii: "\n") ? end + 1 : end
        }
        held.removeFirst(start)
    }

    private func lineEnd(from start: Int) -> Int? {
        let limit = min(held.count, start + bytesMax)
        if let newline = held[start..<limit].firstIndex(of: UInt8(ascii: "\n")) { return newline }
        return limit - start == bytesMax || (hasEnded && start < limit) ? limit : nil
    }
}

/// Standard output, a line at a time.
public enum LineOutput {
    /// Writes `text` as one harmless line; false where nobody reads any more.
    @discardableResult
    public static func write(_ text: String) -> Bool {
        (try? StandardStream.output.write(PlainText.line(text) + "\n")) != nil
    }
}
