internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// A picture or a text of a ticket, in the terminal.
enum ShowVerb {
    private static let pictureBytesMax: Int64 = 8 << 20
    private static let textBytesMax: Int64 = 64 << 10
    private static let textLinesMax = 60

    static func run(_ call: Call) {
        guard let (ticket, word, rest) = FileVerbs.subject(call) else { return }
        guard rest.isEmpty else { return call.fail(usage: "show: it is `show \(call.verb.usage)`") }
        TicketFiles.find(word, of: ticket, call) { file in
            if isText(file), file.bytes <= textBytesMax { return load(file, call) { showText($0, file, call) } }
            guard let way = way(for: file, call), file.bytes <= pictureBytesMax else { return card(file, nil, call) }
            load(file, call) { bytes in showPicture(bytes, file, way, call) }
        }
    }

    private static func isText(_ file: TicketFile) -> Bool { file.mime.starts(with: "text/".utf8) }

    private static func way(for file: TicketFile, _ call: Call) -> PictureWay? {
        let isAtTerminal = call.format.isForPeople && call.format.shape != .spoken && StandardStream.output.isTerminal
        guard isAtTerminal, call.seat.session?.console.mode ?? .full == .full else { return nil }
        guard let way = PictureWay.of(Environment.value), way.takes(file.mime) else { return nil }
        return way
    }

    private static func load(_ file: TicketFile, _ call: Call, then: @escaping ([UInt8]) -> Void) {
        guard let link = call.link else { return call.fail("there is no broker to ask", ExitCode.unreachable.rawValue) }
        var bytes: [UInt8] = []
        link.download(
            file.blob,
            take: {
                bytes += $0
                return bytes.count <= pictureBytesMax
            }
        ) { outcome in
            if case .complete = outcome { return then(bytes) }
            if case .refused(let refusal) = outcome { return call.refuse(refusal) }
            call.fail("\(file.reference) did not come whole; try again", ExitCode.tryAgain.rawValue)
        }
    }

    private static func showText(_ bytes: [UInt8], _ file: TicketFile, _ call: Call) {
        let lines = SafeText.body(bytes, columns: call.format.columns(), margin: TextWrap.margin)
        call.say(file.words)
        call.say(Array(lines.prefix(textLinesMax)))
        if lines.count > textLinesMax {
            call.remark("(\(lines.count - textLinesMax) more lines; `\(file.saying("save", call))` keeps it)")
        }
        call.done()
    }

    private static func showPicture(_ bytes: [UInt8], _ file: TicketFile, _ way: PictureWay, _ call: Call) {
        let columns = min(call.format.columns() - 2, PictureWay.columnsMax)
        let picture = way.bytes(Base64.encoded(bytes), byteCount: bytes.count, columns: columns)
        call.seat.session?.console.pause()
        try? StandardStream.output.write(picture + "\n")
        try? call.seat.session?.console.resume()
        card(file, FileKind(of: Array(bytes.prefix(FileKind.headBytes))), call)
    }

    /// What is known of it, in words.
    private static func card(_ file: TicketFile, _ kind: FileKind?, _ call: Call) {
        var words = "[\(file.usage)] \(file.words)"
        if let width = kind?.width, let height = kind?.height { words += ", \(width)x\(height)" }
        call.say(words)
        if call.format.hasHints {
            call.remark("`\(file.saying("save", call))` keeps it; `\(file.saying("open", call))` opens it")
        }
        call.done()
    }
}
