internal import DeskBroker
internal import DeskSystem

/// Where notices to owners who are away wait for whoever mails them: one file each, in `DATA/notices`.
///
/// A file is written whole under another name and synced before it gets its own, so that nobody fetches half of one. What is there
/// already was written before a crash, and stays as it is.
final class NoticeSpool {
    private static let retryMilliseconds = 60_000

    private let place: String
    private var failed: MonotonicTime?

    init(data: String) { place = data + "/notices" }

    /// After a turn: what is durable by then. What cannot be written is tried again a minute later.
    func write(from broker: inout Broker, at now: MonotonicTime, _ log: Log) {
        if let failed, now.milliseconds(since: failed) < Self.retryMilliseconds { return }
        failed = nil
        for notice in broker.noticesToWrite {
            do throws(SystemError) {
                try write(notice)
                broker.noticeWritten(notice)
            } catch {
                failed = now
                return log.write(.error, "a notice to an owner cannot be laid down and is tried again in a minute: \(error)")
            }
        }
    }

    private func write(_ notice: SpooledNotice) throws(SystemError) {
        let path = "\(place)/\(notice.number).json"
        guard PathFacts(at: path) == nil else { return }
        if PathFacts(at: place) == nil { try Directory.create(place) }
        let file = try File(path + ".new", .replace)
        try file.write(notice.object.span, at: 0)
        try file.syncData()
        try Path.rename(path + ".new", to: path)
        try Directory(place).sync()
    }
}
