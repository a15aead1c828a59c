public import DeskJournal

/// A directory on a disk that loses, tears and fails as told.
///
/// It has two layers: what running programs see, and what survives a power cut. Bytes pass from one to the other by sync, in
/// sectors of 512 bytes; names by a sync of the directory. A file's sync says nothing about its name.
public final class SimulatedDisk {
    public static let sectorBytes = 512

    /// What shall go wrong, counted in calls from now on. See ``SimulatedDisk/calls`` and ``SimulatedDisk/changes``.
    public struct Faults: Sendable {
        /// This call fails, the first being 1, and with `failsForEver` every one after it.
        public var failingCall: Int?
        public var failsForEver = false
        public var failure = StorageError.Kind.other
        /// The power goes right after this change, the first being 1.
        public var lastChange: Int?
        /// So much fits on the disk; what would be more finds it full.
        public var capacityBytes = Int.max
        /// After a failed sync programs see what the disk has, as with Btrfs, and not what was written, as with ext4.
        public var failedSyncForgets = false
        /// Writes take a part of what they are given.
        public var writesShort = false

        public init() {}
    }

    public var faults = Faults() {
        didSet {
            calls = 0
            changes = 0
        }
    }
    /// Calls of any kind since the faults were set.
    public private(set) var calls = 0
    /// Calls that write, sync, create, rename, remove or cut, since the faults were set.
    public private(set) var changes = 0
    public private(set) var hasPower = true

    var visible: [String: Inode] = [:]
    private var durable: [String: Inode] = [:]
    private var pending: [DirectoryChange] = []
    /// Programs of an earlier life hold handles that are good for nothing.
    private(set) var life = 0
    weak var lockHolder: SimulatedStorage?
    var random: SeededRandom

    public init(seed: UInt64 = 0) { random = SeededRandom(seed: seed) }

    /// A disk with these files, all durable.
    public init(image: [String: [UInt8]], seed: UInt64 = 0) {
        random = SeededRandom(seed: seed)
        visible = image.mapValues(Inode.init)
        durable = visible
    }

    /// The directory for one program.
    public func storage() -> SimulatedStorage { SimulatedStorage(self) }

    /// What programs see.
    public var image: [String: [UInt8]] { visible.mapValues(\.current) }

    /// Rot: a bit of the file changes, for programs and on the disk alike.
    public func flipBit(of name: String, at offset: Int) { visible[name]?.flipBit(at: offset) }

    /// The machine loses power and comes back: of what was not synced, each sector is as before, as written, zero or noise,
    /// and each change of the directory happened or did not.
    public func crash(seed: UInt64) {
        random = SeededRandom(seed: seed)
        for change in pending where Bool.random(using: &random) { change.apply(to: &durable) }
        pending = []
        for name in durable.keys.sorted() { durable[name]?.loseUnsynced(&random) }
        visible = durable
        restart()
    }

    /// The program ends, the machine goes on: what was written stays visible, synced or not.
    public func restart() {
        life += 1
        lockHolder = nil
        hasPower = true
        faults = Faults()
    }

    /// A program that still runs gives up its lock, so that the next may have it.
    public func lockAgain() { lockHolder = nil }

    /// Refuses to let a file grow beyond what fits.
    func makeRoom(_ call: String, for growth: Int) throws(StorageError) {
        guard growth > 0, faults.capacityBytes < .max else { return }
        let used = visible.values.reduce(0) { $0 + $1.current.count }
        guard used + growth <= faults.capacityBytes else { throw StorageError(.noSpace, "\(call): No space left on device") }
    }

    /// Counts a call and lets it fail where told.
    func begin(_ call: String, isChange: Bool, of life: Int) throws(StorageError) {
        guard hasPower, life == self.life else { throw StorageError(.other, "\(call): the power is gone") }
        calls += 1
        if isChange { changes += 1 }
        guard let failing = faults.failingCall, calls == failing || (faults.failsForEver && calls > failing) else { return }
        throw StorageError(faults.failure, "\(call): simulated failure of call \(calls)")
    }

    /// Ends a change, and the power with it where told.
    func end() {
        if changes == faults.lastChange { hasPower = false }
    }

    func change(_ change: DirectoryChange) {
        change.apply(to: &visible)
        pending.append(change)
    }

    func syncDirectory() {
        for change in pending { change.apply(to: &durable) }
        pending = []
    }
}

/// A change of a directory, which a power cut may undo on its own.
enum DirectoryChange {
    case created(String, Inode)
    case renamed(String, to: String, Inode)
    case removed(String)

    func apply(to names: inout [String: Inode]) {
        switch self {
        case .created(let name, let inode): names[name] = inode
        case .renamed(let old, to: let new, let inode):
            names[old] = nil
            names[new] = inode
        case .removed(let name): names[name] = nil
        }
    }
}

/// A file's bytes, in both layers.
final class Inode {
    private(set) var durable: [UInt8]
    private(set) var current: [UInt8]
    private var unsynced: Set<Int> = []

    init(_ bytes: [UInt8] = []) {
        durable = bytes
        current = bytes
    }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        guard !bytes.isEmpty else { return }
        let end = offset + bytes.count
        if current.count < end { current += [UInt8](repeating: 0, count: end - current.count) }
        current.replaceSubrange(offset..<end, with: bytes)
        unsynced.formUnion(offset / SimulatedDisk.sectorBytes...(end - 1) / SimulatedDisk.sectorBytes)
    }

    func flipBit(at offset: Int) {
        if current.indices.contains(offset) { current[offset] ^= 1 }
        if durable.indices.contains(offset) { durable[offset] ^= 1 }
    }

    func truncate(to size: Int) {
        if size < current.count { current.removeLast(current.count - size) }
        current += [UInt8](repeating: 0, count: size - current.count)
    }

    func sync() {
        setDurableSize(current.count)
        for sector in unsynced { store(current[range(sector)], in: sector) }
        unsynced = []
    }

    /// What Linux does when a sync fails: some sectors are on the disk, the others are not, and all count as clean.
    func failSync(_ random: inout SeededRandom, forgets: Bool) {
        if Bool.random(using: &random) { setDurableSize(current.count) }
        for sector in unsynced.sorted() where Bool.random(using: &random) { store(current[range(sector)], in: sector) }
        unsynced = []
        if forgets { current = durable }
    }

    func loseUnsynced(_ random: inout SeededRandom) {
        if current.count != durable.count {
            let sizes = [durable.count, current.count, (durable.count + current.count) / 2]
            setDurableSize(sizes[Int.random(in: 0..<3, using: &random)])
        }
        for sector in unsynced.sorted() {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: break
            case 1: store(current[range(sector)], in: sector)
            case 2: store(Self.zeros, in: sector)
            default: store(random.bytes(SimulatedDisk.sectorBytes)[...], in: sector)
            }
        }
        unsynced = []
        current = durable
    }

    private func setDurableSize(_ size: Int) {
        if size < durable.count { durable.removeLast(durable.count - size) }
        durable += [UInt8](repeating: 0, count: size - durable.count)
    }

    private func range(_ sector: Int) -> Range<Int> {
        let start = min(sector * SimulatedDisk.sectorBytes, current.count)
        return start..<min(start + SimulatedDisk.sectorBytes, current.count)
    }

    private static let zeros = [UInt8](repeating: 0, count: SimulatedDisk.sectorBytes)[...]

    /// Whole sectors change, what was synced in them before included: a journal must not depend on less.
    private func store(_ bytes: ArraySlice<UInt8>, in sector: Int) {
        let start = sector * SimulatedDisk.sectorBytes
        let count = min(bytes.count, durable.count - start)
        if count > 0 { durable.replaceSubrange(start..<start + count, with: bytes.prefix(count)) }
    }
}
