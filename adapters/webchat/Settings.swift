import DeskKit

/// What the command line says beyond what every adapter's does.
struct Settings {
    var port: UInt16 = 0
    var listen = "127.0.0.1"
    var textMax = ChatLimits().textMax
    var fileBytesMax = ChatLimits().fileBytesMax
    /// Sites that may show the widget, as `scheme://name:port`.
    private(set) var embedders: [String] = []
    /// Where visitors find the page, where that is not the address that we listen on: a proxy in front.
    private var addresses: [String] = []

    static let options = [
        AdapterOption("--port", "N", "the port to listen on; 0, the default, takes a free one, and the address is printed"),
        AdapterOption("--listen", "ADDRESS", "the IPv4 address to listen on (127.0.0.1)"),
        AdapterOption("--url", "URL", "where visitors reach the page through a proxy, as https://chat.example.org; may be given again"),
        AdapterOption("--origin", "URL", "a site that may show the widget, as https://www.example.org; may be given again"),
        AdapterOption("--text-max", "N", "the characters that a message may have (4000)"),
        AdapterOption("--file-max", "MB", "the megabytes that a visitor's file may have (25); 0 takes none"),
    ]

    init(_ arguments: AdapterArguments) throws(UsageError) {
        if let value = arguments.value("--port") {
            guard let number = UInt16(value) else { throw UsageError("--port is a number from 0 to 65535, and not '\(value)'") }
            port = number
        }
        if let value = arguments.value("--text-max") {
            guard let number = Int(value), (1...20_000).contains(number) else { throw UsageError("--text-max is a number from 1 to 20000") }
            textMax = number
        }
        if let value = arguments.value("--file-max") {
            guard let number = Int64(value), (0...100).contains(number) else { throw UsageError("--file-max is a number from 0 to 100") }
            fileBytesMax = number << 20
        }
        listen = arguments.value("--listen") ?? listen
        for value in arguments.values("--url") { addresses.append(try Self.origin("--url", value)) }
        for value in arguments.values("--origin") { embedders.append(try Self.origin("--origin", value)) }
        // The cookie is for https or for http, and cannot be for both.
        guard Set(addresses.map { $0.hasPrefix("https://") }).count <= 1 else {
            throw UsageError("--url names both http and https addresses: give one kind, as the visitor's cookie is of one kind")
        }
    }

    /// `scheme://name[:port]` as browsers write it: lower case, and nothing behind it but perhaps a slash.
    private static func origin(_ option: String, _ value: String) throws(UsageError) -> String {
        guard let origin = origin(value) else {
            throw UsageError("\(option) takes a scheme, a name in lower case and perhaps a port, as https://www.example.org")
        }
        return origin
    }

    static func origin(_ value: String) -> String? {
        let trimmed = value.hasSuffix("/") ? String(value.dropLast()) : value
        let host = ["https://", "http://"].first { trimmed.hasPrefix($0) }.map { trimmed.dropFirst($0.count) } ?? ""
        return !host.isEmpty && host.utf8.allSatisfy(isPlain) ? trimmed : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: ".-:[]".utf8.contains(byte)
        }
    }

    /// Whether browsers come by https, as the proxy in front sees to.
    var isSecure: Bool { addresses.contains { $0.hasPrefix("https://") } }

    /// Where visitors find an account's page: at its own port, or at the program's, which the proxy in front passes on.
    func page(of account: String, port: UInt16, isOwn: Bool) -> String {
        let local = "http://\(listen):\(port)"
        return isOwn ? local + "/" : "\(addresses.first ?? local)/?account=\(account)"
    }

    /// The names that we answer to.
    func hosts(port: UInt16) -> [String] { origins(port: port).compactMap { $0.split(separator: "/").last.map(String.init) } }

    /// The pages that posts come from: our own.
    func origins(port: UInt16) -> [String] {
        let names = listen == "127.0.0.1" ? ["127.0.0.1", "localhost"] : [listen]
        return names.map { "http://\($0)\(port == 80 ? "" : ":\(port)")" } + addresses
    }
}
