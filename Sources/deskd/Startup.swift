internal import DeskBroker
internal import DeskJournal
internal import DeskSystem
internal import Glibc

/// Somebody asked us to end before we served: exit code 0.
struct StoppedEarly: Error {}

/// Opens the journal and makes the desk from it, says how far that is, and gives it up when told to.
final class Startup {
    private let signals: SignalReader
    private let initSystem: InitSystem
    private let log: Log
    private var isAsked = false
    private var replay: Replay?

    init(_ signals: SignalReader, _ initSystem: InitSystem, _ log: Log) {
        self.signals = signals
        self.initSystem = initSystem
        self.log = log
    }

    func open(_ configuration: Configuration) throws -> (Journal, Replay) {
        let data = configuration.data
        try Self.checkParent(of: data, configuration)
        try Self.check(data)
        try Self.requireWhole(data)
        let storage = try DiskStorage(creating: data)
        let journal: Journal
        do throws(JournalError) {
            journal = try Journal.open(
                storage, randomness: SystemRandom.integer, prepare: { replay = Replay(digestKey: $0) },
                progress: { [self] in report($0, of: $1) },
                replay: { sequence, entry in
                    guard !isAsked else { throw StoppedEarly() }
                    try replay?.apply(entry, sequence: sequence.number)
                })
        } catch {
            guard !isAsked else { throw StoppedEarly() }
            guard error == .locked else { throw error }
            throw Failure(
                .tryAgain,
                "\(Self.holder(of: data, else: "another process")) has the journal in \(data); stop that one, or use another --data")
        }
        guard !isAsked else { throw StoppedEarly() }
        guard let replay else { throw Failure(.software, "the journal was opened without its key") }
        return (journal, replay)
    }

    /// Who it is that has a lock, as far as that can be told.
    static func holder(of path: String, else nobody: String) -> String {
        LockHolder.process(of: path).map { "process \($0)" } ?? nobody
    }

    /// The directory itself is made; that its parent is missing is more likely a slip, or a disk that is not there.
    private static func checkParent(of data: String, _ configuration: Configuration) throws(Failure) {
        guard PathFacts(at: data) == nil else { return }
        let parent = Path.parent(of: data)
        do throws(SystemError) {
            _ = try Directory(parent + "/.")
        } catch {
            guard error.kind == .absent else { return }
            let origin = configuration.dataOrigin.map { "\($0): " } ?? ""
            throw Failure(
                .configuration,
                "\(origin)there is no \(parent), in which data = \(data) would lie; mount it, mkdir -p \(parent), or change data")
        }
    }

    /// Whoever may write there could put another journal into its place.
    private static func check(_ data: String) throws(Failure) {
        guard let facts = PathFacts(at: data + "/."), facts.permissions & 0o022 != 0 else { return }
        throw Failure(
            .configuration, "others may write to the data directory \(data), so they could replace the journal; chmod 700 \(data)")
    }

    /// What a restore had copied when it was interrupted is the beginning of a desk, or none at all.
    private static func requireWhole(_ data: String) throws(Failure) {
        guard PathFacts(at: data + "/" + JournalRestore.stageName) != nil else { return }
        throw Failure(.configuration, "\(data) is what an interrupted `desk restore` left; run that again, and then start deskd")
    }

    /// Opens the journal to look at it only, damaged or not.
    func view(_ data: String) throws -> (journal: Journal, replay: Replay, damages: [Damage]) {
        try Self.requireWhole(data)
        let (journal, damages) = try Journal.view(
            try DiskStorage(directory: data), prepare: { replay = Replay(digestKey: $0) },
            replay: { sequence, entry in try replay?.applyAcrossGaps(entry, sequence: sequence.number) })
        guard let replay else { throw Failure(.software, "the journal was opened without its key") }
        return (journal, replay, damages)
    }

    private func report(_ done: Int, of total: Int) {
        initSystem.replaying(done, of: total)
        // The configuration was read a moment ago; what asks for reading it again has it.
        while let signal = try? signals.next() {
            guard signal != SIGHUP else { continue }
            isAsked = true
            log.announce("signal \(signal): stopping before the journal is read")
            initSystem.stopping(within: 0)
        }
    }
}
