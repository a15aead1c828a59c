internal import DeskKit
internal import DeskSystem

/// The page for visitors: its program, and the address that it prints.
final class DemoPage {
    private static let addressBytesMax = 256

    let program: DemoProgram
    private let place: DemoPlace
    private(set) var address: String?

    init(port: UInt16, in place: DemoPlace, on loop: EventLoop, lifeline: Lifeline) throws {
        self.place = place
        program = try DemoProgram("desk-webchat", Self.arguments(port, place), in: place, on: loop, lifeline: lifeline)
    }

    private static func arguments(_ port: UInt16, _ place: DemoPlace) -> [String] { ["--socket", place.socket, "--port", String(port)] }

    /// Whether the program has said its address; from then on it keeps the port, so that pages find it again.
    func findAddress() -> Bool {
        if address != nil { return true }
        guard let file = try? File(program.output, .read) else { return false }
        let bytes = (try? file.read(at: 0, count: Self.addressBytesMax)) ?? []
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return false }
        let line = String(decoding: bytes[..<end], as: UTF8.self)
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0.prefix { $0 != "/" }) }) else { return false }
        program.arguments = Self.arguments(port, place)
        address = PlainText.line(line)
        return true
    }
}
