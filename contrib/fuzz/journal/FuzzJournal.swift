import DeskJournal
import DeskSystem
import DeskTesting

/// Any bytes as a journal's files, with checksums that are right: what opens opens again to the same entries and the same files,
/// and what is refused is left alone.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJournal(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    guard bytes.count > 16, bytes.count < 8_192 else { return 0 }
    let first = UInt64(bytes[0]) + (bytes[1] == 255 ? (1 << 62) - 255 : 1)
    let image = ["0000000001.journal": segment(first: first, isSealed: bytes[2] == 255, records: Array(bytes[3...]))]
    let disk = SimulatedDisk(image: image)
    guard let entries = open(disk) else {
        precondition(disk.image == image, "a journal that was refused was touched")
        _ = try? JournalReader.read(disk.storage())
        return 0
    }
    let once = disk.image
    disk.crash(seed: UInt64(bytes[3]))
    precondition(open(disk) == entries, "opened again, the entries are others")
    precondition(disk.image == once, "opened again, the files are others")
    guard let report = try? JournalReader.read(disk.storage()) else { preconditionFailure("what opens cannot be read") }
    precondition(report.isSound && report.entries == entries.count)
    return 0
}

private func open(_ disk: SimulatedDisk) -> [[UInt8]]? {
    var settings = JournalSettings.cramped
    settings.segmentBytes = 16_384
    var random = SeededRandom(seed: 1)
    var entries: [[UInt8]] = []
    let journal = try? Journal.open(disk.storage(), settings: settings, randomness: { random.next() }) { _, bytes in
        entries.append([])
        Bytes.append(bytes, to: &entries[entries.count - 1])
    }
    return journal == nil ? nil : entries
}

// The layout is that of `Sources/DeskJournal/Format.md`, written down anew.

private let salt: UInt64 = 0x5a17_5a17_0000_0001
private let epoch = [UInt8](repeating: 0xe0, count: 16)

private func segment(first: UInt64, isSealed: Bool, records: [UInt8]) -> [UInt8] {
    var file = [UInt8](repeating: 0, count: 16_384)
    Bytes.copy(Array("DeskJrnl".utf8).span, into: &file, at: 0)
    Bytes.store(UInt32(1), in: &file, at: 8)
    Bytes.copy(epoch.span, into: &file, at: 16)
    for (index, field) in [1, salt, first, UInt64(file.count), 0].enumerated() { Bytes.store(field, in: &file, at: 48 + 8 * index) }
    let before = CRC32C.checksum(file.span.extracting(0..<12))
    Bytes.store(masked(CRC32C.checksum(file.span.extracting(16..<128), continuing: before)), in: &file, at: 12)
    if isSealed { file[512] = 1 }
    Bytes.copy(records.span, into: &file, at: 4_096)
    for place in stride(from: 4_096 + records.count / 8 * 8, through: 4_096, by: -8) { mend(&file, at: place) }
    return file
}

/// Makes what has a record's version and a plausible size a whole record. Later ones first: the earlier may contain them.
private func mend(_ file: inout [UInt8], at place: Int) {
    guard file[place + 8] == 1, file[place + 9] < 4, file[place + 14] == 0, file[place + 15] == 0 else { return }
    let payload = Int(Bytes.uint32(file.span, at: place + 12))
    let padding = Int(Bytes.uint32(file.span, at: place + 56))
    guard place + 64 + payload + padding <= file.count else { return }
    Bytes.store(UInt32(0x6365_5244), in: &file, at: place + 4)
    Bytes.store(salt, in: &file, at: place + 32)
    Bytes.copy(epoch.span, into: &file, at: place + 40)
    let covered = place + 4..<place + 64 + payload + padding
    let checksum = masked(CRC32C.checksum(file.span.extracting(covered), continuing: UInt32(truncatingIfNeeded: salt)))
    Bytes.store(checksum, in: &file, at: place)
}

private func masked(_ checksum: UInt32) -> UInt32 { (checksum >> 15 | checksum << 17) &+ 0xa282_ead8 }
