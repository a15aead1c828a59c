import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon and garbage")
struct GarbageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        /// The code of the `bye`; nil where the broker just waits for more.
        let bye: String?
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], bye: String?) {
            self.name = name
            self.bytes = bytes
            self.bye = bye
        }
    }

    static let cases: [Case] = [
        Case("a browser", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), bye: "malformed"),
        Case("a mail server", Array("EHLO there\r\n".utf8), bye: "malformed"),
        Case("the start of TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00], bye: "too_large"),
        Case("a length of zero", [0, 0, 0, 0], bye: "malformed"),
        Case("a length of one", [0, 0, 0, 1, 0x7B], bye: "malformed"),
        Case("a byte over the limit", [0, 0x10, 0, 1], bye: "too_large"),
        Case("the largest length", [0xFF, 0xFF, 0xFF, 0xFF], bye: "too_large"),
        Case("half a length", [0, 0], bye: nil),
        Case("half a frame", [0, 0, 0, 9, 0x7B], bye: nil),
        Case("16 times nonsense", (0..<16).flatMap { _ in Framing.frame(Array("{]".utf8)) }, bye: "malformed"),
        Case("an array", Framing.frame(Array("[]".utf8)), bye: nil),
        Case("a frame without a type", Framing.frame(Array("{}".utf8)), bye: nil),
        Case("brackets", Framing.frame([UInt8](repeating: UInt8(ascii: "["), count: 500_000)), bye: nil),
        Case("something before hello", Framing.frame(Array(#"{"type":"stats","id":1}"#.utf8)), bye: "not_hello"),
    ]

    @Test("each kind is answered as the protocol says, and the broker lives")
    func kinds() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        for garbage in Self.cases {
            let client = try broker.connect()
            try client.send(bytes: garbage.bytes)
            if let code = garbage.bye {
                var frame = try client.receive()
                while let seen = frame, seen["type"]?.string != "bye" { frame = try client.receive() }
                #expect(frame?["code"]?.string == code, "\(garbage.name)")
                #expect(try client.receive() == nil && client.hasEnded, "\(garbage.name): the broker hangs up")
            }
            #expect(try ana.ask(#""type":"stats""#) != nil, "\(garbage.name)")
        }
        #expect(try broker.stop() == .exited(0))
    }

    @Test("noise, and damaged frames of every type in every role, never end the broker", arguments: [1, 2, 3] as [UInt64])
    func noise(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        for round in 0..<120 {
            let client = try broker.connect()
            if let role = ["rep", "admin", nil].randomElement(using: &random) ?? nil { _ = try client.attach(as: role, "noisy") }
            if round % 3 == 2 { _ = try? client.attachAdapter("noise") }
            for _ in 0..<12 {
                let bytes = round % 10 == 0 ? random.bytes(Int.random(in: 1...600, using: &random)) : Self.damaged(&random)
                guard (try? client.send(bytes: bytes)) != nil else { break }
            }
            if round % 8 == 0 { #expect(try ana.ask(#""type":"stats""#) != nil, "seed \(seed), round \(round)") }
        }
        #expect(try ana.ask(#""type":"stats""#) != nil)
        #expect(try broker.stop() == .exited(0), "\(broker.log.suffix(500))")
    }

    static let frames = [
        #"{"type":"publish","id":2,"account":"shop","key":"k","thread":"t","from":{"kind":"opaque","value":"m"},"text":"x","at":"2026-11-22T14:48:00Z"}"#,
        #"{"type":"status","id":3,"message":1,"status":"sent","externalIds":["w"]}"#,
        #"{"type":"history","id":4,"account":"shop","thread":"t","after":0,"limit":50}"#,
        #"{"type":"watch","id":5,"from":0}"#, #"{"type":"tickets","id":6,"query":"is:open owner:me x","limit":5,"after":"1"}"#,
        #"{"type":"ticket","id":7,"ticket":1,"before":9,"limit":1}"#,
        #"{"type":"send","id":8,"ticket":1,"text":"x","seen":1,"replyTo":{"message":1},"set":{"status":"closed"},"key":"k"}"#,
        #"{"type":"note","id":9,"ticket":1,"text":"x","key":"k"}"#,
        #"{"type":"assign","id":10,"ticket":1,"to":"kim","expected":null,"key":"k"}"#,
        #"{"type":"retry","id":11,"message":1,"key":"k"}"#, #"{"type":"viewing","ticket":1}"#,
        #"{"type":"typing","ticket":1,"on":true}"#, #"{"type":"typing","account":"shop","thread":"t","on":true}"#,
        #"{"type":"account.create","id":12,"channel":"noise","account":"shop","identifier":{"kind":"opaque","value":"x"}}"#,
        #"{"type":"account.set","id":13,"account":"shop","active":false}"#, #"{"type":"tap","id":14,"types":["publish"],"peers":[]}"#,
        #"{"type":"ok","re":1,"outcome":"sent"}"#, #"{"type":"error","re":1,"code":"x","message":"y"}"#, #"{"type":"who","id":15}"#,
        #"{"type":"hello","id":16,"protocol":[1,1],"role":"rep","name":"ana","resume":{"epoch":"00","seq":1}}"#,
    ]

    /// A frame of ours with a value exchanged, or a few bytes damaged, or as it is.
    static func damaged(_ random: inout SeededRandom) -> [UInt8] {
        var frame = frames.randomElement(using: &random) ?? "{}"
        if Bool.random(using: &random) {
            let values = [
                "-1", "0", "9007199254740991", "18446744073709551616", "1e400", "null", "{}", "[]", "true", "\"\"", "\"\\ud83d\\ude00\"",
                "4294967296",
            ]
            let parts = frame.split(separator: ":", omittingEmptySubsequences: false)
            let index = Int.random(in: 1..<parts.count, using: &random)
            let rest = parts[index].drop { $0 != "," && $0 != "}" && $0 != "]" }
            let value = values.randomElement(using: &random) ?? ""
            frame = (parts[..<index] + [value + rest] + parts[(index + 1)...]).joined(separator: ":")
        }
        var bytes = Array(frame.utf8)
        if Int.random(in: 0..<4, using: &random) == 0 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return Framing.frame(bytes)
    }
}
