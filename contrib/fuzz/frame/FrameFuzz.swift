import DeskWire

/// A stream of frames, cut into pieces as the first bytes say, comes out as it does in one piece; nothing is held that was not sent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    guard bytes.count > 2 else { return 0 }
    let pieces = bytes[..<2].map { Int($0) + 1 }
    let stream = Array(bytes[2...])
    let whole = outcome(stream, pieces: [stream.count])
    let cut = outcome(stream, pieces: pieces)
    precondition(whole.objects == cut.objects, "how bytes arrive has changed what they mean")
    precondition(whole.isRefused == cut.isRefused)
    precondition(whole.held == cut.held || whole.isRefused)
    precondition(whole.objects.reduce(whole.held) { $0 + $1.count + 4 } == stream.count || whole.isRefused, "bytes were lost")
    let again = whole.objects.reduce(into: []) { Framing.append($1, to: &$0) }
    precondition(stream.starts(with: again), "framed again, the objects are other bytes")
    return 0
}

private struct Outcome {
    var objects: [[UInt8]] = []
    var isRefused = false
    var held = 0
}

private func outcome(_ stream: [UInt8], pieces: [Int]) -> Outcome {
    let frameBytesMax = 4096
    var decoder = FrameDecoder(frameBytesMax: frameBytesMax)
    var outcome = Outcome()
    var (at, turn) = (0, 0)
    while at < stream.count, !outcome.isRefused {
        let end = min(at + pieces[turn % pieces.count], stream.count)
        decoder.append(stream.span.extracting(at..<end))
        drain(&decoder, &outcome)
        precondition(decoder.reservedBytes <= 4 * (frameBytesMax + 4 + end - at) || outcome.isRefused, "the buffer grows without need")
        (at, turn) = (end, turn + 1)
    }
    outcome.held = decoder.heldBytes
    return outcome
}

private func drain(_ decoder: inout FrameDecoder, _ outcome: inout Outcome) {
    do throws(FramingError) {
        while let object = try decoder.next() { outcome.objects.append(object) }
    } catch {
        outcome.isRefused = true
        precondition(error.description.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "a stranger's bytes reached a message")
    }
}
