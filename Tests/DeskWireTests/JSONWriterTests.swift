import DeskWire
import Testing

@Suite("JSON writing")
struct JSONWriterTests {
    @Test("commas stand where they belong")
    func commas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "ok")
        writer.field("re", 7)
        writer.name("items")
        writer.beginArray()
        writer.beginObject()
        writer.endObject()
        writer.beginObject()
        writer.field("duplicate", false)
        writer.fieldNull("next")
        writer.endObject()
        writer.integer(UInt64.max)
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        writer.fieldEncoded("text", Array(#"a\"b"#.utf8))
        writer.fieldRaw("n", Array("1e-400".utf8))
        writer.endObject()
        let wanted = #"{"type":"ok","re":7,"items":[{},{"duplicate":false,"next":null},18446744073709551615,[]],"text":"a\"b","n":1e-400}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == wanted)
    }

    @Test(
        "what must be escaped is, and nothing else",
        arguments: [
            ("\"\\/", #""\"\\/""#), ("\n\r\t\u{8}\u{C}\u{1}\u{1F}", #""\n\r\t\u0008\u000c\u0001\u001f""#),
            ("häuser 😀\u{7F}\u{2028}", "\"häuser 😀\u{7F}\u{2028}\""),
            ("", "\"\""),
        ])
    func escapes(_ text: String, _ written: String) {
        var writer = JSONWriter()
        writer.string(text)
        #expect(writer.bytes == Array(written.utf8))
    }

    @Test("bytes that are not UTF-8 come out as Swift itself would repair them", arguments: DocumentTable.badUTF8)
    func repairs(_ row: DocumentRow) throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("a", utf8: row.bytes)
        writer.endObject()
        #expect(try JSONDocument(parsing: writer.bytes).root["a"]?.utf8 == Array(String(decoding: row.bytes, as: UTF8.self).utf8))
    }

    @Test("U+0000, which no frame may hold, becomes U+FFFD")
    func nul() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(copying: Array("a\u{0}\"".utf8))
        writer.string("b\u{0}c")
        writer.endObject()
        #expect(try JSONDocument(parsing: writer.bytes).root["a\u{FFFD}\""]?.string == "b\u{FFFD}c")
    }

    @Test("every scalar comes back as it went")
    func scalars() throws {
        let scalars = (1...0x10FFFF).compactMap { Unicode.Scalar($0 as UInt32) }
        for start in stride(from: 0, to: scalars.count, by: 4096) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[start..<min(start + 4096, scalars.count)])
            let utf8 = Array(String(text).utf8)
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("a", utf8: utf8)
            writer.endObject()
            #expect(try JSONDocument(parsing: writer.bytes).root["a"]?.utf8 == utf8, "from \(scalars[start].value)")
        }
    }

    @Test("what a document holds, written again, is the same document", arguments: DocumentTable.all.filter { $0.verdict == nil })
    func roundTrip(_ row: DocumentRow) throws {
        let first = try written(JSONDocument(parsing: row.bytes).root)
        #expect(try written(JSONDocument(parsing: first).root) == first)
    }

    private func written(_ value: JSONValue) throws -> [UInt8] {
        var writer = JSONWriter()
        try write(value, to: &writer)
        return writer.bytes
    }

    private func write(_ value: JSONValue, to writer: inout JSONWriter) throws {
        switch value.kind {
        case .object:
            writer.beginObject()
            for member in value.members {
                writer.name(copying: member.name)
                try write(member.value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.elements { try write(element, to: &writer) }
            writer.endArray()
        case .string: writer.string(utf8: try #require(value.utf8))
        case .number: writer.raw(value.raw)
        case .true, .false: writer.bool(value.kind == .true)
        case .null: writer.null()
        }
    }
}
