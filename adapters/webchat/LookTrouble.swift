import DeskKit

/// What is wrong with an account's settings, in words for the admin who wrote them.
enum LookTrouble: Error, Equatable {
    case tooLong(String, count: Int, max: Int)
    case control(String)
    case colour(String, String)
    case origin(String)
    case tooManyOrigins(Int)
    case hours(String)
    case zone(String)
    case port(Int64)
    case portTaken(UInt16, by: String)
    case portInUse(UInt16, address: String)
    case portForbidden(UInt16)
    case portFails(UInt16, reason: String)
    case tooManyPorts(Int)

    /// For programs.
    var code: String {
        switch self {
        case .tooLong, .control: "bad_text"
        case .colour: "bad_colour"
        case .origin, .tooManyOrigins: "bad_origin"
        case .hours: "bad_hours"
        case .zone: "bad_zone"
        case .port: "bad_port"
        case .portTaken, .portInUse: "port_taken"
        case .portForbidden: "port_forbidden"
        case .portFails, .tooManyPorts: "port_fails"
        }
    }

    var sentence: String {
        switch self {
        case .tooLong(let field, let count, let max): "The \(field) has \(count) characters, and the page has room for \(max); shorten it."
        case .control(let field): "The \(field) holds a control character, such as a tab; leave it out."
        case .colour(let field, let text):
            "'\(shown(text))' is no \(field) that this page understands; write # and six hexadecimal digits, as #4353c9."
        case .origin(let text):
            "'\(shown(text))' is no origin; write a scheme, a name in lower case and perhaps a port, as https://www.example.org."
        case .tooManyOrigins(let count): "\(count) origins are more than the \(Look.originsMax) that a page can have."
        case .hours(let text): "'\(shown(text))' are no opening hours; write them as Mon-Fri 09:00-17:00, Sat 10:00-14:00."
        case .zone(let text): "This machine knows no time zone '\(shown(text))'; write it as Europe/Madrid."
        case .port(let number): "\(number) is no port; write one from 1 to 65535, or 0 to share the program's."
        case .portTaken(let port, let account): "Port \(port) is the page of \(account) already; choose another."
        case .portInUse(let port, let address): "Another program has port \(port) of \(address); choose another, or end that program."
        case .portForbidden(let port):
            "The web chat may not open port \(port), as its user is not allowed ports below 1024; choose another."
        case .portFails(let port, let reason): "Port \(port) cannot be opened: \(reason)."
        case .tooManyPorts(let max): "\(max) pages have a port of their own already; let this one share the program's with port 0."
        }
    }

    private func shown(_ text: String) -> String { PlainText.ascii(text, max: 60) }

    init(_ error: SystemError, port: UInt16, address: String) {
        self =
            error.isAddressTaken
            ? .portInUse(port, address: address) : error.isForbidden ? .portForbidden(port) : .portFails(port, reason: error.description)
    }
}

extension ConnectTrouble {
    init(_ trouble: LookTrouble) { self.init(code: trouble.code, trouble.sentence) }
}
