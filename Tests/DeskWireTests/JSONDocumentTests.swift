import DeskWire
import Testing

@Suite("JSON documents")
struct JSONDocumentTests {
    @Test("each document gets the verdict of the table", arguments: DocumentTable.all)
    func verdict(_ row: DocumentRow) {
        #expect(reason(row.bytes) == row.verdict)
    }

    @Test("no document that is cut short is taken", arguments: DocumentTable.all.filter { $0.verdict == nil })
    func truncations(_ row: DocumentRow) {
        let end = row.bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        for length in 0..<end { #expect(reason(Array(row.bytes[..<length])) != nil, "cut to \(length) bytes") }
    }

    @Test(
        "an error names the first byte that is wrong",
        arguments: [
            (#"{"a":1,"a":2}"#, 7), (#"{"a":tru}"#, 5), (#"{"a":"\ud800"}"#, 6), (#"{} {}"#, 3), (#"{"a":[1,]}"#, 8), (#"{"a":01}"#, 6),
            ("{\"a\":\"x", 7),
        ])
    func offsets(_ text: String, _ offset: Int) {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)) }
        do throws(JSONError) {
            _ = try JSONDocument(parsing: Array(text.utf8))
        } catch {
            #expect(error.offset == offset)
            #expect(error.description.hasPrefix("malformed JSON at byte \(offset): "))
        }
    }

    @Test("members, elements and kinds are found again")
    func views() throws {
        let text = #"{"type":"publish","id":7,"from":{"kind":"opaque","to":[1,{"x":null},"y"]},"on":true,"\u006fff":false,"none":null}"#
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(root.kind == .object)
        #expect(root["type"]?.string == "publish")
        #expect(root["type"]?.isString("publish") == true)
        #expect(root["type"]?.isString("publis") == false)
        #expect(root["id"]?.integer == 7)
        #expect(root["from"]?["to"]?.elements.map(\.kind) == [.number, .object, .string])
        #expect(root["from"]?["to"]?.elements[1]["x"]?.isNull == true)
        #expect(root["on"]?.bool == true)
        #expect(root["off"]?.bool == false)
        #expect(root["none"]?.bool == nil)
        #expect(root["to"] == nil, "a member of a member is not a member")
        #expect(root["id"]?["x"] == nil)
        #expect(root.members.map { String(decoding: $0.name, as: UTF8.self) } == ["type", "id", "from", "on", "off", "none"])
        #expect(root["from"].map { String(decoding: $0.raw, as: UTF8.self) } == #"{"kind":"opaque","to":[1,{"x":null},"y"]}"#)
        #expect(root["type"].map { String(decoding: $0.raw, as: UTF8.self) } == #""publish""#)
    }

    @Test("a text is given as written and without its escapes")
    func texts() throws {
        let root = try JSONDocument(parsing: Array(#"{"a":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00é"}"#.utf8)).root
        #expect(root["a"]?.utf8 == Array("\"\\/\u{8}\u{C}\n\r\tAé€😀é".utf8))
        #expect(root["a"]?.string == "\"\\/\u{8}\u{C}\n\r\tAé€😀é")
        #expect(root["a"]?.encoded == Array(#"\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00é"#.utf8))
    }

    @Test("names are compared byte for byte, not as Unicode sees them")
    func kelvin() throws {
        let root = try JSONDocument(parsing: Array("{\"\u{212A}\":1,\"e\u{301}\":2}".utf8)).root
        #expect(root["K"] == nil)
        #expect(root["\u{E9}"] == nil)
        #expect(root["e\u{301}"]?.integer == 2)
    }

    @Test(
        "whole numbers are read within ±(2⁵³ − 1), everything else is kept as written",
        arguments: [
            ("0", 0), ("-0", 0), ("42", 42), ("-42", -42), ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991", -9_007_199_254_740_991), ("9007199254740992", nil), ("-9007199254740992", nil), ("1.0", nil),
            ("1e3", nil),
            ("1e-400", nil), ("99999999999999999999999999999999999999", nil),
        ] as [(String, Int64?)])
    func integers(_ text: String, _ value: Int64?) throws {
        let number = try #require(try JSONDocument(parsing: Array("{\"n\":\(text)}".utf8)).root["n"])
        #expect(number.integer == value)
        #expect(number.raw == Array(text.utf8))
    }

    private func reason(_ bytes: [UInt8]) -> JSONError.Reason? {
        do throws(JSONError) {
            _ = try JSONDocument(parsing: bytes)
            return nil
        } catch {
            return error.reason
        }
    }
}
