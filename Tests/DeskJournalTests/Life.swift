import DeskJournal
import DeskTesting

/// A broker's life with a journal, on a disk that goes wrong: a fixed scenario and a ledger of what was promised.
struct Life {
    let disk: SimulatedDisk
    /// What the journal said is durable. It must be there for ever.
    private(set) var promised: [[UInt8]] = []
    /// What was appended after that, in order. It may be there, whole and in order, or not.
    private(set) var attempted: [[UInt8]] = []
    /// Why the scenario ended early.
    private(set) var end: JournalError?

    private let settings: JournalSettings

    init(_ disk: SimulatedDisk, preparesAhead: Bool = false) {
        self.disk = disk
        var settings = Workshop.settings
        settings.preparesAhead = preparesAhead
        self.settings = settings
    }

    /// Batches, marks and reopenings: entries of many sizes, segments full and nearly full, a batch larger than a segment.
    static let script: [Step] = [
        .batch([10, 0, 500]), .mark, .batch([600]), .batch([1, 2, 3]), .mark, .batch([448]), .batch([1_500, 900]), .batch([100]), .mark,
        .reopen, .batch([449, 5]), .batch([3_000]), .mark, .batch([6_000, 20]), .reopen, .batch([5]), .mark, .batch([30, 40]),
    ]

    enum Step {
        case batch([Int])
        case mark
        case reopen
    }

    /// Plays the script until it ends or something fails; nothing may be acknowledged after a failure.
    mutating func play() {
        do throws(JournalError) {
            try run()
        } catch {
            end = error
        }
    }

    private mutating func run() throws(JournalError) {
        var journal = try Workshop.open(disk, settings: settings).journal
        for (index, step) in Self.script.enumerated() {
            switch step {
            case .mark: try journal.markIdle()
            case .reopen:
                disk.lockAgain()
                journal = try reopened(seed: UInt64(index))
            case .batch(let sizes): try commit(sizes, to: journal, filler: UInt8(index + 1))
            }
        }
    }

    private mutating func commit(_ sizes: [Int], to journal: Journal, filler: UInt8) throws(JournalError) {
        for size in sizes {
            let entry = [UInt8](repeating: filler, count: size)
            attempted.append(entry)
            _ = try journal.append(entry.span)
        }
        do throws(JournalError) {
            try journal.commit()
        } catch {
            guard case .noSpace = error else { throw error }
            try journal.commit()  // Somebody made room; or it fails again.
        }
        promised += attempted
        attempted = []
    }

    /// Opens the journal again and checks it against the ledger. What is there now is promised.
    mutating func reopened(seed: UInt64) throws(JournalError) -> Journal {
        let (journal, entries) = try Workshop.open(disk, settings: settings, seed: seed)
        if let complaint = complaint(about: entries) { throw .replayRefused(EntrySequence(0), complaint) }
        promised = entries
        attempted = []
        return journal
    }

    /// What is wrong with these entries, if anything.
    func complaint(about entries: [[UInt8]]) -> String? {
        if entries.count < promised.count { return "\(promised.count) entries were promised, \(entries.count) are there" }
        if entries.count > promised.count + attempted.count { return "\(entries.count) entries are there, fewer were appended" }
        return (promised + attempted).starts(with: entries) ? nil : "an entry is not what was appended"
    }
}
