internal import DeskConsole
internal import DeskKit

enum ReplyVerb {
    /// What a reply is made of, before the broker has it.
    private struct Draft {
        let ticket: Int64
        let text: [UInt8]
        /// Nil: sent whatever has come in since.
        let seen: Int64?
        let replyTo: Int64?
        let status: String?
        /// Properties that go with it.
        let properties: [PropertyWords.Change]
        let key: String?
        /// Nil: where the message that it answers came from.
        let via: ChosenWay?
        let files: [FileTray.Entry]
        /// How the text is to look; nil where it has no marks.
        let marks: StyleMarks?
    }

    static func run(_ call: Call) {
        guard let ticket = call.ticket(call.arguments.ticket) else { return }
        inserted(ticket, call) { run(ticket, $0, $1, call) }
    }

    /// What `--insert` names: texts that come first, and files.
    private static func inserted(_ ticket: Int64, _ call: Call, then: @escaping ([UInt8], [String]) -> Void) {
        collect(call.arguments.values("--insert")[...], ticket, [], [], call) { texts, paths in
            then(Array(texts.joined(separator: "\n\n").utf8), paths)
        }
    }

    private static func collect(
        _ names: ArraySlice<String>, _ ticket: Int64, _ texts: [String], _ paths: [String], _ call: Call,
        then: @escaping ([String], [String]) -> Void
    ) {
        guard let name = names.first, let link = call.link else { return then(texts, paths) }
        Insertion.find(name, for: ticket, call.seat.session?.settings, link) { found in
            switch found {
            case .failure(let error): call.fail(error.description)
            case .success(.file(let path)): collect(names.dropFirst(), ticket, texts, paths + [path], call, then: then)
            case .success(.text(let text, _)): collect(names.dropFirst(), ticket, texts + [text], paths, call, then: then)
            }
        }
    }

    private static func run(_ ticket: Int64, _ inserted: [UInt8], _ paths: [String], _ call: Call) {
        let hasMore = !inserted.isEmpty || !paths.isEmpty || hasFiles(ticket, call)
        guard let own = TextOfVerb.read(call, "reply", mayBeEmpty: hasMore) else { return }
        let text = inserted + (inserted.isEmpty || own.isEmpty ? [] : [0x0A, 0x0A]) + own
        let isForced = call.isForced || call.arguments.has("--force")
        if let complaint = MissingValues.complaint(about: text, isForced: isForced, call.seat) { return call.fail(complaint) }
        let said = call.arguments.value("--seen")
        let seen = said == nil ? known(ticket, call) : said.flatMap { Arguments.number($0[...]) }
        guard isForced || seen != nil else { return call.fail(usage: unseen(ticket, call)) }
        let waiting = call.seat.tray.files(for: ticket)
        let marks = call.arguments.has("--styled") ? StyleMarks(text) : nil
        PropertyWords.read(call.arguments.values("--set"), call) { properties in
            reference(ticket, call) { replyTo in
                styled(marks, ticket, replyTo, isForced: isForced, call) {
                    FileUploads.put(paths + call.arguments.values("--attach"), call) { files in
                        send(
                            Draft(
                                ticket: ticket, text: marks?.text ?? text, seen: isForced ? nil : seen, replyTo: replyTo,
                                status: call.arguments.status, properties: properties, key: call.arguments.value("--key"),
                                via: replyTo == nil ? ChosenWay.of(ticket, call) : nil, files: waiting + files, marks: marks), call)
                    }
                }
            }
        }
    }

    /// Shows what goes out before it does. Where a style is lost nothing goes out unasked.
    private static func styled(
        _ marks: StyleMarks?, _ ticket: Int64, _ replyTo: Int64?, isForced: Bool, _ call: Call, then: @escaping () -> Void
    ) {
        guard let marks, !marks.ranges.isEmpty, !isForced else { return then() }
        PreviewVerb.ask(ticket, marks.text, marks, replyTo, call) { body in
            guard let lost = PreviewVerb.lost(body) else { return then() }
            if call.format.shape == .json { call.say(answer: body) } else { call.say(PreviewVerb.lines(body, call.format)) }
            let anyway = call.seat.isLineDoor ? "`reply! --styled …`" : "--force"
            call.fail("nothing was sent: the channel has no \(lost), and it would go out as shown; \(anyway) sends it so")
        }
    }

    private static func hasFiles(_ ticket: Int64, _ call: Call) -> Bool {
        call.arguments.has("--attach") || !call.seat.tray.files(for: ticket).isEmpty
    }

    /// How far the ticket was shown here.
    private static func known(_ ticket: Int64, _ call: Call) -> Int64? {
        call.seat.open?.facts.number == ticket ? call.seat.open?.seen : nil
    }

    private static func unseen(_ ticket: Int64, _ call: Call) -> String {
        call.seat.isLineDoor
            ? "reply: you have not seen \(ticket); `open \(ticket)` first, or `reply! \(ticket) …`"
            : "reply wants --seen N, the sequence that `desk open \(ticket)` showed, or --force; nothing was sent"
    }

    private static func reference(_ ticket: Int64, _ call: Call, then: @escaping (Int64?) -> Void) {
        guard let line = call.arguments.message else { return then(nil) }
        MessageReference.find(line, of: ticket, call, then: then)
    }

    private static func send(_ draft: Draft, _ call: Call) {
        call.change(
            "send", key: draft.key,
            { writer in
                writer.field("ticket", draft.ticket)
                writer.field("text", utf8: draft.text)
                draft.marks?.write(to: &writer)
                FileTray.write(draft.files, to: &writer)
                if let seen = draft.seen { writer.field("seen", seen) } else { writer.field("force", true) }
                if let message = draft.replyTo {
                    writer.name("replyTo")
                    writer.beginObject()
                    writer.field("message", message)
                    writer.endObject()
                }
                draft.via?.write(to: &writer)
                if draft.status != nil || !draft.properties.isEmpty {
                    writer.name("set")
                    writer.beginObject()
                    if let status = draft.status { writer.field("status", status) }
                    PropertyWords.write("properties", draft.properties, &writer)
                    writer.endObject()
                }
            },
            refused: { refusal in
                switch refusal.code {
                case "stale_view": StaleView.show(refusal, draft.ticket, call)
                case "window_closed": WindowWords.tell(refusal, draft.ticket, call)
                default: return false
                }
                return true
            },
            then: { body in
                call.seat.tray.empty(for: draft.ticket)
                SentReply.tell(body, draft.ticket, draft.status, call)
            })
    }
}

/// The text of a reply or note: what follows the verb, or standard input of a command.
enum TextOfVerb {
    static let bytesMax = 262_144

    /// Nil after the call has failed.
    /// - Parameter mayBeEmpty: there is something else to say.
    static func read(_ call: Call, _ what: String, mayBeEmpty: Bool = false) -> [UInt8]? {
        var text = Array(call.arguments.text.utf8)
        let isFromInput = !call.seat.isLineDoor && (text.isEmpty || text == [0x2D])
        if isFromInput, !mayBeEmpty || !StandardStream.input.isTerminal {
            guard !StandardStream.input.isTerminal else {
                call.fail(usage: "\(what): say the text after the ticket's number, or give it on standard input")
                return nil
            }
            guard let input = input(call) else { return nil }
            text = input
        }
        guard !text.isEmpty || mayBeEmpty else {
            call.fail(usage: "\(what): there is no text; it is `\(call.verb.name) \(call.verb.usage)`")
            return nil
        }
        let isForced = call.isForced || call.arguments.has("--force") || what == "snippet save"
        if what != "note", let complaint = MissingValues.complaint(about: text, isForced: isForced, call.seat) {
            call.fail(complaint)
            return nil
        }
        return text
    }

    private static func input(_ call: Call) -> [UInt8]? {
        do throws(SystemError) {
            var bytes = try StandardStream.input.duplicate().readAll(bytesMax: bytesMax + 1)
            // The line's end that every editor puts there is nobody's word.
            if bytes.last == 0x0A { bytes.removeLast() }
            guard bytes.span.isValidUTF8 else {
                call.fail("standard input is not UTF-8, so nothing was sent; convert it first", ExitCode.corruptData.rawValue)
                return nil
            }
            return bytes
        } catch {
            call.fail("standard input cannot be taken (\(error)); a text has at most 256 KiB", ExitCode.usage.rawValue)
            return nil
        }
    }
}

extension Span<UInt8> {
    fileprivate var isValidUTF8: Bool {
        var bytes: [UInt8] = []
        for index in indices { bytes.append(self[index]) }
        return String(validating: bytes, as: UTF8.self) != nil
    }
}
