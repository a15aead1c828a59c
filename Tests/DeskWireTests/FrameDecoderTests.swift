import DeskWire
import Testing

@Suite("Frames")
struct FrameDecoderTests {
    static let objects: [[UInt8]] = DocumentTable.all.map(\.bytes).filter { $0.count >= 2 }

    @Test("whole, glued and byte by byte, the same objects come out")
    func arrivals() throws {
        let stream = Self.objects.reduce(into: []) { Framing.append($1, to: &$0) }
        #expect(try decoded(stream, pieces: [stream.count]) == Self.objects)
        #expect(try decoded(stream, pieces: [1]) == Self.objects)
        #expect(try decoded(stream, pieces: [7, 1, 64, 3]) == Self.objects)
        #expect(try Self.objects.flatMap { try decoded(Framing.frame($0), pieces: [4, 1]) } == Self.objects)
    }

    @Test("a frame cut anywhere is waited for, and no byte of it is lost")
    func truncations() throws {
        let object = Array(#"{"type":"publish","id":1,"text":"häuser"}"#.utf8)
        let frame = Framing.frame(object)
        for cut in 0..<frame.count {
            var decoder = FrameDecoder()
            decoder.append(frame.span.extracting(..<cut))
            #expect(try decoder.next() == nil)
            #expect(decoder.isMidFrame == (cut > 0))
            #expect(decoder.heldBytes == cut)
            decoder.append(frame.span.extracting(cut...))
            #expect(try decoder.next() == object)
            #expect(!decoder.isMidFrame)
        }
    }

    @Test("the least and the greatest length pass, the next ones do not")
    func lengths() throws {
        #expect(try decoded(Framing.frame(Array("{}".utf8)), pieces: [6]) == [Array("{}".utf8)])
        let full = [UInt8](repeating: 0x20, count: 64)
        #expect(try decoded(Framing.frame(full), pieces: [68], max: 64) == [full])
        #expect(refusal([0, 0, 0, 0]) == .tooShort(0))
        #expect(refusal([0, 0, 0, 1]) == .tooShort(1))
        #expect(refusal([0, 0, 0, 65]) == .tooLarge(65, max: 64))
        #expect(refusal([0xFF, 0xFF, 0xFF, 0xFF]) == .tooLarge(4_294_967_295, max: 64))
        #expect(refusal([0, 0, 0, 65])?.code == "too_large")
        #expect(refusal([0, 0, 0, 1])?.code == "malformed")
    }

    @Test(
        "a peer of another protocol is told what was seen, in printable ASCII only",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\n", "GET /"), ("GET /", "GET /"), ("GET ", "GET"),
            ("EHLO mail.example.org\r\n", "EHLO mail.exampl"),
            ("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_"), ("{\"type\":\"hello\",\"id\":1}", "{\"type\":\"hello\","),
            ("QUIT\u{1B}[2J", "QUIT"),
            ("NICKé", "NICK"),
        ])
    func strangers(_ sent: String, _ seen: String) throws {
        let error = try #require(refusal(Array(sent.utf8)))
        #expect(error == .foreign(seen: seen))
        #expect(error.description.hasPrefix("peer does not speak the desk protocol: got '\(seen)'; "))
    }

    @Test("a length with its bytes in the wrong order is recognised")
    func wrongOrder() {
        #expect(refusal([40, 0, 0, 0])?.description.contains("or is it 40, with its bytes in the wrong order?") == true)
    }

    @Test("after a bad length nothing more comes out, and the reason stays the same")
    func final() throws {
        var decoder = FrameDecoder(frameBytesMax: 64)
        decoder.append(([0, 0, 0, 2, 0x7B, 0x7D, 0, 0, 0, 0, 0, 0, 0, 2, 0x7B, 0x7D] as [UInt8]).span)
        #expect(try decoder.next() == [0x7B, 0x7D])
        #expect(throws: FramingError.tooShort(0)) { try decoder.next() }
        #expect(throws: FramingError.tooShort(0)) { try decoder.next() }
    }

    @Test("what is held never exceeds a frame and what was appended last, however long the stream")
    func bounded() throws {
        let frame = Framing.frame([UInt8](repeating: 0x20, count: 1000))
        var decoder = FrameDecoder(frameBytesMax: 1000)
        var stream: [UInt8] = []
        for _ in 0..<50 { stream += frame }
        var count = 0
        for start in stride(from: 0, to: stream.count, by: 700) {
            decoder.append(stream.span.extracting(start..<min(start + 700, stream.count)))
            while try decoder.next() != nil { count += 1 }
            #expect(decoder.heldBytes < frame.count)
            #expect(decoder.reservedBytes <= 4 * frame.count)
        }
        #expect(count == 50)
        #expect(decoder.heldBytes == 0)
    }

    private func decoded(_ stream: [UInt8], pieces: [Int], max: Int = 1 << 20) throws -> [[UInt8]] {
        var decoder = FrameDecoder(frameBytesMax: max)
        var objects: [[UInt8]] = []
        var (at, piece) = (0, 0)
        while at < stream.count {
            let end = min(at + pieces[piece % pieces.count], stream.count)
            decoder.append(stream.span.extracting(at..<end))
            while let object = try decoder.next() { objects.append(object) }
            (at, piece) = (end, piece + 1)
        }
        #expect(!decoder.isMidFrame)
        return objects
    }

    private func refusal(_ bytes: [UInt8]) -> FramingError? {
        var decoder = FrameDecoder(frameBytesMax: 64)
        decoder.append(bytes.span)
        do throws(FramingError) {
            _ = try decoder.next()
            return nil
        } catch {
            return error
        }
    }
}
