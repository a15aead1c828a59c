import DeskKit

/// Files that a visitor has sent or is sending, before a message names them.
struct FileShelf {
    /// A file of which pieces come.
    final class Coming {
        let upload: PieceUpload
        let byteCount: Int
        var lastUsed: MonotonicTime
        /// A piece is on its way to the desk.
        var isBusy = false

        init(_ upload: PieceUpload, byteCount: Int, now: MonotonicTime) {
            self.upload = upload
            self.byteCount = byteCount
            lastUsed = now
        }
    }

    static let comingMax = 4
    static let storedMax = 64
    /// A page that has gone finishes nothing.
    static let abandonedMilliseconds = 60_000

    private var coming: [String: Coming] = [:]
    /// By digest: what a message of this visitor's may name.
    private var stored: [String: StoredFile] = [:]
    private var order: [String] = []
    var rate = SendRate()

    subscript(upload: String) -> Coming? { coming[upload] }
    var isFull: Bool { coming.count >= Self.comingMax }

    func file(_ blob: String) -> StoredFile? { stored[blob] }

    mutating func forgetAbandoned(at now: MonotonicTime) {
        coming = coming.filter { $0.value.isBusy || now.milliseconds(since: $0.value.lastUsed) < Self.abandonedMilliseconds }
    }

    mutating func begin(_ name: String, _ file: Coming) { coming[name] = file }

    mutating func end(_ name: String) { coming[name] = nil }

    mutating func keep(_ file: StoredFile) {
        if stored.updateValue(file, forKey: file.blob) == nil { order.append(file.blob) }
        while order.count > Self.storedMax { stored[order.removeFirst()] = nil }
    }
}
