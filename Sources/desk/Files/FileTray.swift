internal import DeskConsole
internal import DeskKit

/// Files that wait for a reply: each has been put to the desk already.
struct FileTray {
    /// As many as a message may have.
    static let filesMax = 64

    struct Entry {
        let name: String
        let file: StoredFile
        let usage: String

        init(_ name: String, _ file: StoredFile) {
            self.name = name
            self.file = file
            let family = file.mime.split(separator: "/").first.map(String.init) ?? ""
            usage = ["image", "audio", "video"].contains(family) ? family : "file"
        }

        /// `receipt.jpg, image/jpeg, 31 KiB`
        var words: String {
            "\(SafeText.line(Array(name.utf8))), \(SafeText.line(Array(file.mime.utf8))), \(ByteWords.short(file.bytes))"
        }
    }

    private var entries: [Int64: [Entry]] = [:]

    func files(for ticket: Int64?) -> [Entry] { ticket.flatMap { entries[$0] } ?? [] }

    mutating func add(_ entry: Entry, for ticket: Int64) { entries[ticket, default: []].append(entry) }

    mutating func empty(for ticket: Int64) { entries[ticket] = nil }

    /// - Parameter place: from 1.
    mutating func remove(_ place: Int, for ticket: Int64) -> Entry? {
        guard var files = entries[ticket], files.indices.contains(place - 1) else { return nil }
        let removed = files.remove(at: place - 1)
        entries[ticket] = files.isEmpty ? nil : files
        return removed
    }

    static func write(_ files: [Entry], to writer: inout JSONWriter) {
        guard !files.isEmpty else { return }
        writer.name("attachments")
        writer.beginArray()
        for entry in files {
            writer.beginObject()
            writer.field("blob", entry.file.blob)
            writer.field("name", entry.name)
            writer.field("mime", entry.file.mime)
            writer.field("bytes", entry.file.bytes)
            writer.field("usage", entry.usage)
            writer.endObject()
        }
        writer.endArray()
    }
}
