internal import DeskCore
public import DeskJournal
internal import DeskWire

/// The index that searching is quick by, and when it is worked on.
extension Broker {
    /// From now on the index lies in `storage`: what is there is taken over, and what is missing made between turns.
    public mutating func keepIndex(in storage: any Storage) {
        guard !isViewing else { return }
        FoldedText.prepare()
        let journal = journal
        index = SearchIndex(storage, epoch: journal.epoch, tailNumbersMax: limits.indexTailNumbersMax) { Self.anchor($0, journal) }
        reportIndex()
    }

    private static let stepNs: Int64 = 1_000_000
    private static let busyStepNs: Int64 = 50_000

    /// The checksum of an entry that is durable.
    private static func anchor(_ sequence: UInt64, _ journal: Journal) -> UInt32? {
        guard sequence <= journal.durable else { return nil }
        return try? journal.read(sequence) { Checksum.of($0) }
    }

    /// Whether ``attendToSearch()`` has something to do.
    public var hasSearchWork: Bool { index?.hasWork(through: journal.durable, at: now.monotonicMilliseconds) ?? false }

    /// A step of the work on the index, of a millisecond or so: between turns, when nobody waits.
    /// - Parameter isBusy: whether more is likely to arrive at once, so that the step is to be a short one.
    public mutating func attendToSearch(isBusy: Bool = false) {
        guard let index else { return }
        let (journal, stopwatch) = (journal, stopwatch)
        let end = stopwatch() + (isBusy ? Self.busyStepNs : Self.stepNs)
        index.step(
            through: journal.durable, at: now.monotonicMilliseconds, isOver: { stopwatch() > end }, { entry(SequenceNumber($0)) },
            { Self.anchor($0, journal) })
        reportIndex()
    }

    mutating func reportIndex() {
        for trouble in index?.takeTroubles() ?? [] { note(.warning, trouble) }
    }

    /// About what the index takes in memory, and through which entry it is whole.
    public var searchFacts: (memoryBytes: Int, complete: UInt64) { (index?.memoryBytes ?? 0, index?.complete ?? 0) }
}
