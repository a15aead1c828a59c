import DeskWire
import Testing

struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(
        "the RFC's own examples, there and back",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ plain: String, _ coded: String) {
        #expect(Base64.encoded(Array(plain.utf8)) == Array(coded.utf8))
        #expect(Base64.decoded(Array(coded.utf8)) == Array(plain.utf8))
    }

    @Test("every byte in every place comes back")
    func everyByte() {
        for count in 0...260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
        }
    }

    @Test(
        "what is no base64 is nothing",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "=Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Zm-v", "Zg==Zg=="])
    func wrong(_ text: String) {
        #expect(Base64.decoded(Array(text.utf8)) == nil)
    }
}
