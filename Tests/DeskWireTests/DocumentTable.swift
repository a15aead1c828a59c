import DeskWire
import Testing

/// A document and what the parser must make of it.
struct DocumentRow: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let verdict: JSONError.Reason?
    let testDescription: String

    static func good(_ text: String) -> DocumentRow { DocumentRow(bytes: Array(text.utf8), verdict: nil, testDescription: text) }

    static func good(_ name: String, _ bytes: [UInt8]) -> DocumentRow { DocumentRow(bytes: bytes, verdict: nil, testDescription: name) }

    static func bad(_ text: String, _ reason: JSONError.Reason) -> DocumentRow {
        DocumentRow(bytes: Array(text.utf8), verdict: reason, testDescription: "\(reason): \(text.prefix(60))")
    }

    static func bad(_ name: String, _ bytes: [UInt8], _ reason: JSONError.Reason) -> DocumentRow {
        DocumentRow(bytes: bytes, verdict: reason, testDescription: "\(reason): \(name)")
    }
}

/// `{"a":"…"}` around bytes that may be no text at all.
func wrapped(_ bytes: [UInt8]) -> [UInt8] { Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8) }

enum DocumentTable {
    static let all = structure + white + numbers + badNumbers + escapes + surrogates + utf8 + badUTF8 + names + depths

    static let structure: [DocumentRow] = [
        .good("{}"), .good(#"{"a":1}"#), .good(#"{"a":{},"b":[],"c":[[],{}],"d":""}"#), .good(#"{"":""}"#),
        .good(#"{"a":true,"b":false,"c":null}"#), .good(#"{"a":[1,"x",null,true,{"b":[2]}]}"#),
        .bad("", .unexpectedEnd), .bad("   ", .unexpectedEnd), .bad("[]", .notAnObject), .bad("1", .notAnObject),
        .bad("\"a\"", .notAnObject), .bad("null", .notAnObject), .bad("}", .notAnObject),
        .bad("\u{FEFF}{}", .byteOrderMark), .bad("UTF-16", [0xFF, 0xFE, 0x7B, 0x00], .notAnObject),
        .bad("{", .unexpectedEnd), .bad(#"{"a""#, .unexpectedEnd), .bad(#"{"a":"#, .unexpectedEnd), .bad(#"{"a":1"#, .unexpectedEnd),
        .bad(#"{"a":1,"#, .unexpectedEnd), .bad(#"{"a":[1"#, .unexpectedEnd), .bad(#"{"a":"x"#, .unexpectedEnd),
        .bad(#"{"a":1,}"#, .expectedName), .bad("{,}", .expectedName), .bad("{a:1}", .expectedName), .bad("{'a':1}", .expectedName),
        .bad("{1:1}", .expectedName), .bad("{null:1}", .expectedName),
        .bad(#"{"a" 1}"#, .expectedColon), .bad(#"{"a"}"#, .expectedColon), .bad(#"{"a",1}"#, .expectedColon),
        .bad(#"{"a":}"#, .expectedValue), .bad(#"{"a":,}"#, .expectedValue), .bad(#"{"a":[1,]}"#, .expectedValue),
        .bad(#"{"a":[,1]}"#, .expectedValue), .bad(#"{"a"::1}"#, .expectedValue), .bad(#"{"a":'x'}"#, .expectedValue),
        .bad(#"{"a":True}"#, .expectedValue), .bad(#"{"a":tru}"#, .expectedValue), .bad(#"{"a":nul"#, .unexpectedEnd),
        .bad(#"{"a":NaN}"#, .expectedValue), .bad(#"{"a":Infinity}"#, .expectedValue), .bad(#"{"a":undefined}"#, .expectedValue),
        .bad(#"{"a":truex}"#, .expectedCommaOrEnd), .bad(#"{"a":1 "b":2}"#, .expectedCommaOrEnd),
        .bad(#"{"a":[1 2]}"#, .expectedCommaOrEnd),
        .bad(#"{"a":[1}"#, .expectedCommaOrEnd), .bad(#"{"a":{"b":1]}"#, .expectedCommaOrEnd), .bad(#"{"a":1;"b":2}"#, .expectedCommaOrEnd),
        .bad("{}{}", .trailingBytes), .bad("{} x", .trailingBytes), .bad("{}]", .trailingBytes), .bad("{},", .trailingBytes),
        .bad("{}\u{0}", .trailingBytes), .bad(#"{"a":1}}"#, .trailingBytes),
        .bad(#"{"a":1/*b*/}"#, .expectedCommaOrEnd), .bad("{//x\n}", .expectedName),
    ]

    static let white: [DocumentRow] = [
        .good(" \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n, \"b\" : [ ] \t\r\n} \t\r\n"),
        .bad("{\u{0B}}", .expectedName), .bad("{\u{0C}}", .expectedName), .bad("{\u{A0}}", .expectedName), .bad("\u{2028}{}", .notAnObject),
    ]

    static let numbers: [DocumentRow] = [
        "0", "-0", "1", "-1", "10", "1234567890", "0.5", "-0.0", "1.50", "1e5", "1E5", "1e+5", "1e-5", "0e1", "0E+1", "1.5e-10",
        "1e-400", "1e400", "9007199254740991", "9007199254740993", "123456789012345678901234567890",
        String(repeating: "9", count: 100), "0." + String(repeating: "3", count: 100), "1e" + String(repeating: "0", count: 100),
    ].flatMap { [.good("{\"a\":\($0)}"), .good("{\"a\":[\($0),\($0) ]}")] }

    static let badNumbers: [DocumentRow] =
        [
            "-", "01", "-01", "00", "1.", "1.e5", "1e", "1e+", "1e-", "1ee5", "-a", "0.", "1.x", "1eE",
        ].map { .bad("{\"a\":\($0)}", .badNumber) } + [
            .bad(#"{"a":+1}"#, .expectedValue), .bad(#"{"a":.5}"#, .expectedValue), .bad(#"{"a":1.5.5}"#, .expectedCommaOrEnd),
            .bad(#"{"a":0x10}"#, .expectedCommaOrEnd), .bad(#"{"a":1_0}"#, .expectedCommaOrEnd), .bad(#"{"a":1-1}"#, .expectedCommaOrEnd),
            .bad(#"{"a":-"#, .unexpectedEnd), .bad(#"{"a":1e"#, .unexpectedEnd), .bad(#"{"a":1."#, .unexpectedEnd),
            .bad(#"{"a":1"#, .unexpectedEnd),
        ]

    static let escapes: [DocumentRow] =
        [
            .good(#"{"a":"\"\\\/\b\f\n\r\t"}"#), .good(#"{"a":"\u0041\u00e9\u20AC\uFFFF"}"#), .good(#"{"\u0061":1}"#),
            .good("{\"a\":\"\u{7F}\"}"),
        ] + ["a", "v", "x41", "'", "0", "U0041", " ", "\n", "é"].map { .bad("{\"a\":\"\\\($0)\"}", .badEscape) } + [
            .bad(#"{"a":"\u12g4"}"#, .badEscape), .bad(#"{"a":"\u123"}"#, .badEscape), .bad(#"{"a":"\u+123"}"#, .badEscape),
            .bad(#"{"a":"\"#, .unexpectedEnd), .bad(#"{"a":"\u00"#, .unexpectedEnd), .bad(#"{"a":"\"}"#, .unexpectedEnd),
            .bad(#"{"a":"\u0000"}"#, .nul), .bad(#"{"\u0000":1}"#, .nul), .bad("{\"a\":\"\u{0}\"}", .nul),
        ] + (1..<0x20).map { .bad("control \($0)", wrapped([UInt8($0)]), .controlCharacter) }

    static let surrogates: [DocumentRow] = [
        .good(#"{"a":"\ud800\udc00"}"#), .good(#"{"a":"\uDBFF\uDFFF"}"#), .good(#"{"a":"\ud83d\ude00x"}"#), .good(#"{"a":"\ud7ff\ue000"}"#),
        .bad(#"{"a":"\ud800"}"#, .loneSurrogate), .bad(#"{"a":"\udc00"}"#, .loneSurrogate), .bad(#"{"a":"\udc00\ud800"}"#, .loneSurrogate),
        .bad(#"{"a":"\ud800x"}"#, .loneSurrogate), .bad(#"{"a":"\ud800\n"}"#, .loneSurrogate),
        .bad(#"{"a":"\ud800\u0041"}"#, .loneSurrogate),
        .bad(#"{"a":"\ud800\ue000"}"#, .loneSurrogate), .bad(#"{"a":"\ud800\udbff"}"#, .loneSurrogate),
        .bad(#"{"a":"\ud800\ud800\udc00"}"#, .loneSurrogate), .bad(#"{"\udfff":1}"#, .loneSurrogate),
        .bad(#"{"a":"\ud800\uzzzz"}"#, .badEscape),
        .bad(#"{"a":"\ud800"#, .loneSurrogate), .bad(#"{"a":"\ud800\udc"#, .unexpectedEnd),
    ]

    /// First and last scalar of every length, and both sides of the surrogates; noncharacters are characters too.
    static let utf8: [DocumentRow] = [
        0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE, 0x10FFFF,
    ].compactMap { (number: UInt32) in
        Unicode.Scalar(number).map { .good("U+\(String(number, radix: 16))", wrapped(Array(String($0).utf8))) }
    }

    static let badUTF8: [DocumentRow] =
        [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xC2, 0xC2], [0xDF, 0x7F],
            [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE1, 0x80], [0xE1, 0x80, 0xC0], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xEF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80],
        ].map { (bytes: [UInt8]) in
            .bad(bytes.map { String($0, radix: 16) }.joined(separator: " "), wrapped(bytes), .invalidUTF8)
        } + [.bad("a name", Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8), .invalidUTF8)]

    static let names: [DocumentRow] = [
        .good(object(of: 64)), .bad(object(of: 65), .tooManyNames),
        .good(#"{"a":{"a":{"a":1}},"b":{"a":2}}"#), .good("{\"\u{E9}\":1,\"e\u{301}\":2}"), .good(#"{"a":1,"A":2}"#),
        .good(#"{"ab":1,"ba":2}"#),
        .bad(#"{"a":1,"a":2}"#, .duplicateName), .bad(#"{"a":1,"b":[{"c":1}],"a":2}"#, .duplicateName),
        .bad(#"{"a":1,"\u0061":2}"#, .duplicateName), .bad(#"{"\u0061":1,"a":2}"#, .duplicateName),
        .bad(#"{"\u0061":1,"\u0061":2}"#, .duplicateName), .bad(#"{"a/":1,"a\/":2}"#, .duplicateName),
        .bad("{\"é\":1,\"\\u00e9\":2}", .duplicateName), .bad(#"{"":1,"":2}"#, .duplicateName),
        .bad(#"{"o":{"x":1,"y":2,"x":3}}"#, .duplicateName),
        .bad("{\"\(long)x\":1,\"\(long)y\":2,\"\(long)x\":3}", .duplicateName), .good("{\"\(long)x\":1,\"\(long)y\":2}"),
        .good("{\"na\(long)\":1,\"nb\(long)\":2}"), .good("{\"\(long)an\":1,\"\(long)bn\":2}"),
    ]

    static let depths: [DocumentRow] = [
        .good(nested(32)), .bad(nested(33), .tooDeep), .good(nestedObjects(32)), .bad(nestedObjects(33), .tooDeep),
        .bad(String(repeating: "{\"a\":", count: 100_000), .tooDeep),
        .good("{\"a\":[\(Array(repeating: "[]", count: 100).joined(separator: ","))]}"),
    ]

    static let long = String(repeating: "n", count: 99)

    static func object(of members: Int) -> String { "{" + (0..<members).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}" }

    static func nested(_ depth: Int) -> String {
        "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
    }

    static func nestedObjects(_ depth: Int) -> String {
        String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    }
}
