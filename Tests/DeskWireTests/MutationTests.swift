import DeskWire
import Testing

/// SplitMix64: the same seed, the same mutations, on every machine.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Mutated frames")
struct MutationTests {
    @Test("whatever is done to a document, it is refused with an offset within it or read to its end", arguments: [1, 2, 3] as [UInt64])
    func mutations(_ seed: UInt64) throws {
        var random = SeededRandom(state: seed)
        var taken = 0
        for row in DocumentTable.all where row.bytes.count < 2000 {
            for _ in 0..<20 {
                let mutant = mutated(row.bytes, &random)
                do throws(JSONError) {
                    visit(try JSONDocument(parsing: mutant).root)
                    taken += 1
                } catch {
                    #expect(0...mutant.count ~= error.offset, "seed \(seed): \(mutant)")
                }
            }
        }
        #expect(taken > 100, "seed \(seed): mutations that break everything prove little")
    }

    @Test("a mutated stream of frames ends in objects or in one refusal, in pieces as in whole", arguments: [4, 5, 6] as [UInt64])
    func streams(_ seed: UInt64) {
        var random = SeededRandom(state: seed)
        let stream = DocumentTable.structure.map(\.bytes).filter { $0.count >= 2 }.reduce(into: []) { Framing.append($1, to: &$0) }
        for _ in 0..<200 {
            let mutant = mutated(stream, &random)
            let (whole, wholeError) = outcome(mutant, piece: mutant.count)
            let (pieces, piecesError) = outcome(mutant, piece: Int.random(in: 1...9, using: &random))
            #expect(whole == pieces, "seed \(seed)")
            #expect((wholeError == nil) == (piecesError == nil), "seed \(seed)")
        }
    }

    /// Overwrites, inserts, removes or doubles something, once or a few times.
    private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        let favourites = Array("{}[]\",:\\/u0-+.eE tfn \u{0}\u{1F}".utf8) + [0x7F, 0x80, 0xBF, 0xC0, 0xE0, 0xED, 0xF0, 0xF4, 0xFF]
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let byte = favourites.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = byte
            case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(byte, at: at)
            case 3: bytes.remove(at: at)
            default: bytes.insert(contentsOf: bytes[at..<min(at + 9, bytes.count)], at: at)
            }
        }
        return bytes
    }

    private func visit(_ value: JSONValue) {
        for member in value.members {
            #expect(value[String(decoding: member.name, as: UTF8.self)] != nil)
            visit(member.value)
        }
        for element in value.elements { visit(element) }
        #expect((value.utf8 == nil) == (value.kind != .string))
        #expect(!value.raw.isEmpty)
        _ = (value.integer, value.bool, value.string, value.encoded)
    }

    private func outcome(_ stream: [UInt8], piece: Int) -> ([[UInt8]], FramingError?) {
        var decoder = FrameDecoder()
        var objects: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: piece) {
            decoder.append(stream.span.extracting(start..<min(start + piece, stream.count)))
            do throws(FramingError) {
                while let object = try decoder.next() { objects.append(object) }
            } catch {
                return (objects, error)
            }
        }
        return (objects, nil)
    }
}
