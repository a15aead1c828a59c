import DeskKit
import HTTPServer

/// Who a browser is: 128 random bits in a cookie that no script can read.
///
/// Everything else is derived from them by a keyed one-way digest whose *key* they are, so that nothing needs to be kept here and
/// nothing leads back: the thread's name, which the journal and every rep can see, and the token, which the page sends with each
/// request, are worth nothing to whoever wants the cookie. No cookie is enough by itself, and no token either: both must fit.
struct Visitor {
    static let secretBytes = 16
    private let secret: [UInt8]

    /// A browser that was not here before.
    init() { secret = SystemRandom.bytes(Self.secretBytes) }

    /// - Parameter cookie: 32 lower-case hexadecimal digits, as we made them, and nothing else.
    init?(cookie: [UInt8]?) {
        guard let cookie, cookie.count == 2 * Self.secretBytes, let secret = Self.bytes(hex: cookie) else { return nil }
        self.secret = secret
    }

    var cookie: String { Self.hex(secret) }

    /// The conversation's name on an account. Those of two accounts cannot be told to be one visitor's.
    func thread(account: String) -> String { OneWay.hex(key: secret, Array("thread".utf8), Array(account.utf8)) }

    /// What only our own page can know, as no other site may read what we answer.
    var token: String { OneWay.hex(key: secret, Array("token".utf8)) }

    /// Takes the same time wherever the difference is.
    func owns(token given: [UInt8]) -> Bool {
        let own = Array(token.utf8)
        guard given.count == own.count else { return false }
        return zip(own, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(hex: [UInt8]) -> [UInt8]? {
        let values = hex.compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard values.count == hex.count else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}
