import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// A large file is nobody else's business.
struct FileTurnTests {
    private static let pieceBytes = 192 << 10

    @Test("between the pieces of a large file another conversation goes on, message by message, whoever sends as fast as he can")
    func interleaved() throws {
        let broker = try RealBroker()
        let visitors = try broker.connect()
        _ = try visitors.attachAdapter("web")
        let admin = try broker.attach(as: "admin", "root")
        _ = try admin.ask(
            #""type":"account.create","channel":"web","account":"shop","label":"Shop","identifier":{"kind":"opaque","value":"shop"}"#)
        let rep = try broker.attach(as: "rep", "ana")
        let content = (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        let digest = SHA256.digest(of: content.span).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var asked: [Int64] = []
        var answeredBetween = 0
        for start in stride(from: 0, to: content.count, by: Self.pieceBytes) {
            let piece = Array(content[start..<min(content.count, start + Self.pieceBytes)])
            let data = String(decoding: Base64.encoded(piece), as: UTF8.self)
            let isLast = start + piece.count == content.count
            let end = isLast ? #","final":true,"bytes":\#(content.count),"sha256":"\#(digest)""# : ""
            let id = rep.nextRequest()
            asked.append(id)
            // Its answer is not waited for: the next message comes while the piece is being taken.
            try rep.send("{\"id\":\(id),\"type\":\"blob.put\",\"upload\":\"u\",\"offset\":\(start),\"data\":\"\(data)\"\(end)}")
            let said = try visitors.ask(
                #""type":"publish","account":"shop","key":"k\#(start)","thread":"maria","from":{"kind":"opaque","value":"maria"},"#
                    + #""text":"and \#(start)","at":"2026-11-22T14:48:00Z""#)
            if said?["type"]?.string == "ok", !isLast { answeredBetween += 1 }
        }
        #expect(answeredBetween == asked.count - 1)
        for id in asked { #expect(try rep.answer(to: id)?["type"]?.string == "ok") }
        #expect(try rep.ask(#""type":"blob.get","blob":"\#(digest)","offset":8388600"#)?["final"]?.bool == true)
    }
}
