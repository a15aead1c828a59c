import DeskSystem
import Glibc

/// What a demo leaves in the world: directories under a base of the test's own, and processes that know it.
final class DemoFootprint {
    let base: String

    init() throws { base = try Directory.createPrivate(prefix: "/tmp/desk-test-") }

    deinit {
        for identifier in living { _ = Glibc.kill(identifier, SIGKILL) }
        Path.removeTree(base)
    }

    /// The demo's private directories; the one that there is, while it runs.
    var directories: [String] {
        ((try? Directory.names(in: base)) ?? []).filter { $0.hasPrefix("desk-demo-") }.map { base + "/" + $0 }
    }

    /// Processes that have the directory in their arguments.
    var living: [Int32] { processes { $0.contains(base + "/") } }

    func processes(where isMeant: (String) -> Bool) -> [Int32] {
        ((try? Directory.names(in: "/proc")) ?? []).compactMap { name in
            guard let identifier = Int32(name), let file = try? File("/proc/\(name)/cmdline", .read) else { return nil }
            let words = (try? file.descriptor.readAll(bytesMax: 1 << 20)) ?? []
            return isMeant(String(decoding: words, as: UTF8.self)) ? identifier : nil
        }
    }

    static func contents(_ path: String) -> [UInt8] {
        guard let file = try? File(path, .read), let size = try? file.size() else { return [] }
        return (try? file.read(at: 0, count: size)) ?? []
    }
}
