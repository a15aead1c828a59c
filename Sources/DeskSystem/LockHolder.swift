internal import Glibc

/// Who holds the lock of a file (flock(2)), as the kernel lists it.
public enum LockHolder {
    private static let listBytesMax = 4 << 20

    /// The process; nil where the list does not tell, or tells of several.
    public static func process(of path: String) -> Int32? {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, let file = try? File("/proc/locks", .read),
            let bytes = try? file.descriptor.readAll(bytesMax: listBytesMax)
        else { return nil }
        // 1: FLOCK  ADVISORY  WRITE 812 08:01:1234 0 EOF
        // Some file systems show another device here than elsewhere: the number in it has to do.
        let number = ":\(facts.st_ino)"
        let holders = bytes.split(separator: 0x0A).compactMap { line -> Int32? in
            let words = line.split(separator: 0x20)
            guard words.count > 5, words[1].elementsEqual("FLOCK".utf8), words[5].reversed().starts(with: number.utf8.reversed()) else {
                return nil
            }
            return Int32(String(decoding: words[4], as: UTF8.self))
        }
        guard let first = holders.first, first > 0, holders.allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}
