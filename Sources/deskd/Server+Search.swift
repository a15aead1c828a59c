internal import DeskBroker
internal import DeskJournal
internal import DeskSystem

/// The index that searching is quick by: in a directory of its own beside the journal, worked on when a turn is over.
extension Server {
    static let searchDirectory = "search"

    /// Without it everything is still found, by reading the journal.
    func keepSearchIndex(in data: String) {
        do throws(StorageError) {
            broker.keepIndex(in: try DiskStorage(creating: data + "/" + Self.searchDirectory))
        } catch {
            log.write(.warning, "there is no search index, so that searching is slow: \(error)")
        }
    }

    /// Everybody has been told what the turn brought by now. What more there is to do comes after whatever arrives meanwhile.
    func attendToSearch(isBusy: Bool) {
        guard !isStopping, broker.hasSearchWork else { return }
        broker.attendToSearch(isBusy: isBusy)
        if broker.hasSearchWork { loop.after(milliseconds: 0) {} }
    }
}
