import DeskKit
import HTTPServer

// Files of visitors to the desk, and of the desk's to visitors.
extension ChatSite {
    /// A piece of a file: `upload` is the page's name for it, `offset` where the piece belongs, `total` how large it is in all.
    func upload(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let target = request.head.target
        let token = request.head.value("x-desk-token")
        guard let found = conversation(request, account: target.value("account"), token: token, exchange) else { return }
        guard let name = target.value("upload").map({ String(decoding: $0, as: UTF8.self) }), Self.isKey(name),
            let offset = Self.number(target.value("offset")), let total = Self.number(target.value("total")),
            total > 0, offset + Int64(request.body.count) <= total, !request.body.isEmpty
        else { return exchange.answer(Self.malformed) }
        guard total <= limits.fileBytesMax else { return exchange.answer(Self.tooLarge(limits)) }
        switch chat.presence(found.account) {
        case .on: break
        case .away: return exchange.answer(Self.away)
        case .off: return exchange.answer(Self.closed)
        }
        guard let coming = coming(name, offset: offset, total: Int(total), found, exchange) else { return }
        put(request.body, of: coming, name, found, exchange)
    }

    private func coming(
        _ name: String, offset: Int64, total: Int, _ found: Chat, _ exchange: HTTPExchange
    ) -> FileShelf.Coming? {
        if offset == 0 {
            if let wait = waitForFile(found) {
                exchange.answer(.refusal(429, code: "too_fast", "Those are many files.", retryAfterSeconds: wait / 1_000 + 1))
                return nil
            }
            found.files.forgetAbandoned(at: chat.loop.now)
            guard !found.files.isFull || found.files[name] != nil else {
                exchange.answer(.refusal(429, code: "busy", "Several files are on their way already.", retryAfterSeconds: 2))
                return nil
            }
            found.files.begin(name, .init(chat.adapter.beginUpload(), byteCount: total, now: chat.loop.now))
        }
        guard let coming = found.files[name], !coming.isBusy, coming.upload.byteCount == Int(offset), coming.byteCount == total else {
            // After a restart of ours, or of the desk's, nothing of it is left: the page begins again.
            exchange.answer(.refusal(409, code: "begin_again", "The file has to be sent from its beginning."))
            return nil
        }
        return coming
    }

    /// Nil where the visitor may begin a file, else the milliseconds until then.
    private func waitForFile(_ found: Chat) -> Int? {
        let (now, milliseconds) = (chat.loop.now, limits.filesMilliseconds)
        return found.files.rate.wait(now, max: limits.filesMax, milliseconds)
            ?? chat.fileRate.wait(now, max: limits.filesTotalMax, milliseconds)
    }

    private func put(_ piece: [UInt8], of coming: FileShelf.Coming, _ name: String, _ found: Chat, _ exchange: HTTPExchange) {
        coming.lastUsed = chat.loop.now
        coming.isBusy = true
        coming.upload.put(piece, isLast: coming.upload.byteCount + piece.count == coming.byteCount) { outcome in
            coming.isBusy = false
            switch outcome {
            case .taken: return exchange.answer(.json(Chat.object { $0.field("bytes", coming.upload.byteCount) }))
            case .stored(let file):
                found.files.keep(file)
                exchange.answer(.json(Chat.object { Self.write(file, to: &$0) }))
            case .refused(let refusal): exchange.answer(Self.response(toFile: refusal, limits))
            case .lost: exchange.answer(Self.away)
            }
            found.files.end(name)
        }
    }

    private static func write(_ file: StoredFile, to writer: inout JSONWriter) {
        writer.field("blob", file.blob)
        writer.field("mime", file.mime)
        writer.field("bytes", file.bytes)
    }

    private static func tooLarge(_ limits: ChatLimits) -> HTTPResponse {
        .refusal(413, code: "too_large", "A file may have \(limits.fileBytesMax >> 20) MB, and this one has more.")
    }

    private static func response(toFile refusal: Refusal, _ limits: ChatLimits) -> HTTPResponse {
        switch refusal.code {
        case "not_found", "conflict": .refusal(409, code: "begin_again", "The file has to be sent from its beginning.")
        case "frame_too_large": tooLarge(limits)
        case "quota" where refusal.data?["max"] != nil: tooLarge(limits)
        // Too many at once, or too many that wait for their messages.
        case _ where refusal.retryable || refusal.code == "quota":
            .refusal(503, code: "busy", "There is no room for files at the moment.", retryAfterSeconds: 5)
        default: .refusal(400, code: "refused", "The desk does not take this file.")
        }
    }

    /// What a message of the page's names: files that this visitor has put here.
    /// - Returns: nil after the exchange was answered.
    func files(of body: JSONValue, _ found: Chat, _ exchange: HTTPExchange) -> [Attachment]? {
        var files: [Attachment] = []
        for element in body["files"]?.elements ?? [] {
            guard let blob = element["blob"]?.string, let stored = found.files.file(blob) else {
                exchange.answer(.refusal(400, code: "attach_again", "A file is not there any more: attach it once more."))
                return nil
            }
            let usage = element["usage"]?.string.flatMap(Attachment.Usage.init) ?? Self.usage(stored.mime)
            files.append(
                Attachment(
                    blob: blob, name: Self.fileName(element["name"]?.string), mime: stored.mime, bytes: stored.bytes, usage: usage,
                    durationMilliseconds: element["durationMs"]?.integer.flatMap { (0...86_400_000).contains($0) ? $0 : nil }))
        }
        guard files.count <= limits.filesPerMessageMax else {
            exchange.answer(.refusal(400, code: "too_many_files", "A message takes \(limits.filesPerMessageMax) files."))
            return nil
        }
        return files
    }

    private static func usage(_ mime: String) -> Attachment.Usage {
        switch mime.split(separator: "/").first {
        case "image": .image
        case "audio": .audio
        case "video": .video
        default: .file
        }
    }

    /// A name and no path, of a length that every service takes.
    private static func fileName(_ name: String?) -> String {
        let last = (name ?? "").split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var view = String.UnicodeScalarView()
        view.append(contentsOf: last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(120))
        return view.isEmpty ? "file" : String(view)
    }
}

// From the desk.
extension ChatSite {
    /// A file of the visitor's own conversation, by its message and its place there.
    func file(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        guard let found = conversation(request, exchange) else { return }
        let target = request.head.target
        guard let message = Self.number(target.value("message")), message > 0, let place = Self.number(target.value("file")) else {
            return exchange.answer(Self.malformed)
        }
        guard chat.adapter.isAttached else { return exchange.answer(Self.away) }
        guard found.sendingCount < limits.streamsPerChatMax else { return exchange.answer(Self.tooMany) }
        if let item = found.item(message) { return send(item.files, place, found, exchange) }
        // Said before what is in memory here, or after it was forgotten: the desk has it, and gives out what is of this conversation.
        chat.adapter.history(account: found.account, thread: found.thread, after: message - 1, limit: 1) { answer in
            guard case .page(let page) = answer else { return exchange.answer(Self.away) }
            send(page.items.first { $0.message == message }?.attachments ?? [], place, found, exchange)
        }
    }

    private func send(_ files: [Attachment], _ place: Int64, _ found: Chat, _ exchange: HTTPExchange) {
        guard let place = Int(exactly: place), files.indices.contains(place) else {
            return exchange.answer(.refusal(404, code: "not_found", "There is no such file in this chat."))
        }
        FileSender(files[place], found, chat.adapter).begin(exchange)
    }
}

/// A file on its way to a page: the next piece is asked for once the page has taken the one before.
final class FileSender {
    private let file: Attachment
    private let chat: Chat
    private let adapter: Adapter
    private var stream: BodyStream?
    private var offset: Int64 = 0
    private var isAsking = false

    init(_ file: Attachment, _ chat: Chat, _ adapter: Adapter) {
        self.file = file
        self.chat = chat
        self.adapter = adapter
    }

    /// The first piece decides what is answered: what cannot be had is no broken file.
    func begin(_ exchange: HTTPExchange) {
        chat.sendingCount += 1
        adapter.piece(of: file.blob, at: 0) { [self] piece in
            guard let piece, let stream = exchange.openBody(Self.head(of: file), byteCount: Int(file.bytes)) else {
                chat.sendingCount -= 1
                return exchange.answer(.refusal(503, code: "busy", "The file cannot be read now.", retryAfterSeconds: 5))
            }
            self.stream = stream
            // The stream keeps us for as long as it lasts.
            stream.onDrain = { self.next() }
            stream.onClose = { [chat] in
                chat.sendingCount -= 1
                self.stream = nil
            }
            write(piece.bytes)
        }
    }

    private func next() {
        guard !isAsking, stream?.isOpen == true, offset < file.bytes else { return }
        isAsking = true
        adapter.piece(of: file.blob, at: offset) { [self] piece in
            isAsking = false
            // What is promised and does not come is seen to be missing.
            guard let piece, !piece.bytes.isEmpty else { stream?.close(); return }
            write(piece.bytes)
        }
    }

    private func write(_ bytes: [UInt8]) {
        offset += Int64(bytes.count)
        stream?.write(bytes)
    }

    /// Shown in its place only where that runs nothing; everything else is for keeping.
    static func head(of file: Attachment) -> HTTPResponse {
        let isShown = shown.contains(file.mime)
        var response = HTTPResponse(status: 200, contentType: isShown ? file.mime : "application/octet-stream", body: [])
        response.contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
        response.cacheControl = "private, max-age=3600"
        response.fields.append(("Content-Disposition", "\(isShown ? "inline" : "attachment"); \(fileName(file.name))"))
        return response
    }

    private static let shown: Set<String> = [
        "image/png", "image/jpeg", "image/gif", "image/webp",
        "audio/ogg", "audio/mpeg", "audio/wav", "audio/mp4", "audio/webm",
        "video/mp4", "video/webm", "video/ogg",
    ]

    /// RFC 6266: plain for old readers, and as RFC 8187 has it for what is beyond ASCII.
    private static func fileName(_ name: String) -> String {
        let plain = String(decoding: name.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let encoded = name.utf8.map { byte -> String in
            guard !isPlain(byte) || byte == 0x20 else { return String(decoding: [byte], as: UTF8.self) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
        return "filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || [0x20, 0x2D, 0x2E, 0x5F].contains(byte)
    }
}
