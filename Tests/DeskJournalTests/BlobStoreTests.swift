import DeskJournal
import DeskSystem
import DeskTesting
import Testing

struct BlobStoreTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// FIPS 180-4's examples, and lengths around a block's end.
    @Test(
        "SHA-256 is what the standard says",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func vectors(_ text: String, _ digest: String) {
        #expect(Self.hexadecimal(SHA256.digest(of: Self.bytes(text).span)) == digest)
        // In pieces of any length it is the same.
        for piece in [1, 3, 63, 64, 65, 127, 1_000] where text.utf8.count < 10_000 {
            var hash = SHA256()
            let all = Self.bytes(text)
            for start in stride(from: 0, to: all.count, by: piece) {
                hash.update(all.span.extracting(start..<min(all.count, start + piece)))
            }
            #expect(Self.hexadecimal(hash.finish()) == digest)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    private static func put(_ content: [UInt8], in store: BlobStore) throws(StorageError) -> [UInt8] {
        let upload = try store.begin()
        for start in stride(from: 0, to: content.count, by: 700) {
            try store.append(content.span.extracting(start..<min(content.count, start + 700)), to: upload)
        }
        let digest = SHA256.digest(of: content.span)
        _ = try store.finish(upload, expecting: digest)
        return digest
    }

    @Test("a power cut after any change leaves a whole blob or none, and what was promised is there", arguments: [1, 2, 3] as [UInt64])
    func cuts(_ seed: UInt64) throws {
        let contents = [Self.bytes("one"), [UInt8](repeating: 7, count: 5_000), Self.bytes("three"), Self.bytes("one")]
        var changes = 0
        var change = 0
        repeat {
            change += 1
            let disk = SimulatedDisk(seed: seed)
            disk.faults.lastChange = change
            disk.faults.writesShort = seed == 2
            var promised: [[UInt8]] = []
            do throws(StorageError) {
                let store = try BlobStore(disk.storage())
                for content in contents { promised.append(try Self.put(content, in: store)) }
                changes = disk.changes
            } catch {}
            disk.crash(seed: seed &* 100 &+ UInt64(change))
            let store = try BlobStore(disk.storage())
            for digest in promised { #expect(try store.isWhole(digest), "seed \(seed), change \(change)") }
            for digest in store.digests { #expect(try store.isWhole(digest), "seed \(seed), change \(change)") }
            #expect(try disk.storage().names().count == store.count)
        } while changes == 0 && change < 200
        #expect(change > 10 && changes > 0)
    }

    @Test("what differs from its name, is too much, or is begun only, is not kept")
    func refused() throws {
        let disk = SimulatedDisk()
        let store = try BlobStore(disk.storage(), bytesMax: 10)
        let upload = try store.begin()
        try store.append(Self.bytes("12345").span, to: upload)
        #expect(
            try store.finish(upload, expecting: [UInt8](repeating: 0, count: 32))
                == .differs(found: SHA256.digest(of: Self.bytes("12345").span)))
        #expect(store.byteCount == 0)
        let second = try store.begin()
        try store.append(Self.bytes("1234567890").span, to: second)
        let error = #expect(throws: StorageError.self) { try store.append(Self.bytes("1").span, to: second) }
        #expect(error?.kind == .noSpace)
        store.abandon(second)
        let digest = try Self.put(Self.bytes("content"), in: store)
        // The same content takes its room once.
        _ = try Self.put(Self.bytes("con"), in: store)
        #expect(store.byteCount == 10)
        #expect(try store.read(digest, at: 3, count: 100) == Self.bytes("tent"))
        #expect(try store.read(digest, at: 7, count: 1) == [])
        _ = try? store.begin()
        let again = try BlobStore(disk.storage())
        #expect(again.count == 2 && again.byteCount == 10)
        try again.remove(digest)
        #expect(try BlobStore(disk.storage()).count == 1)
    }

    @Test("on a real disk they lie apart by their first digits, for their owner only, and a damaged one is noticed")
    func realDisk() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-blobs-")
        defer { Path.removeTree(directory) }
        let store = try BlobStore(BlobDirectory(in: directory))
        #expect(PathFacts(at: directory + "/blobs") == nil)
        let digest = try Self.put(Self.bytes("test"), in: store)
        let place = directory + "/blobs/9f/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        #expect(PathFacts(at: place)?.permissions == 0o600)
        #expect(PathFacts(at: directory + "/blobs/9f")?.permissions == 0o700)
        #expect(try Directory.names(in: directory + "/blobs") == ["9f"])
        let again = try BlobStore(BlobDirectory(in: directory), isViewed: true)
        #expect(try again.isWhole(digest))
        try File(place, .update).write(Self.bytes("T").span, at: 0)
        #expect(try !again.isWhole(digest))
    }
}
