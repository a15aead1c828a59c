internal import DeskConsole
internal import DeskCore
internal import DeskKit
internal import DeskWire

/// The channels that could be connected on this machine: programs named `desk-…` that say what they are, and files named
/// `….manifest.json`. Nothing of it needs a broker.
struct Catalogue {
    static let programsMax = 256
    private static let manifestBytesMax = 256 << 10
    private static let answerMillisecondsMax = 3_000

    struct Item {
        let key: String
        /// Where it was found.
        let path: String
        let isProgram: Bool
        let manifest: JSONValue?
        /// Why a broker would not take it; empty where it would.
        let fault: String

        var name: String { SafeText.line(manifest?["name"]?.utf8 ?? Array(key.utf8)) }
    }

    let directory: String
    let items: [Item]

    /// - Parameter named: what `--adapters` says; nil: where packages put adapters, or beside this program.
    init(_ named: String?) {
        directory = named ?? Self.standard()
        let names = ((try? Directory.names(in: directory)) ?? []).sorted().filter(Self.isMeant).prefix(Self.programsMax)
        let found = names.compactMap { [directory] name in Self.item(directory + "/" + name, name) }
        // A program that says what it is goes before what a file says of it.
        items = found.filter { item in item.isProgram || !found.contains { $0.isProgram && $0.key == item.key } }.sorted { $0.key < $1.key }
    }

    func item(_ key: String) -> Item? { items.first { $0.key.utf8.elementsEqual(key.utf8) } }

    /// `../lib/desk` from this program, or beside it.
    static func standard() -> String {
        let own = Path.parent(of: (try? Path.ownExecutable()) ?? "/usr/bin/desk")
        let library = Path.parent(of: own) + "/lib/desk"
        return PathFacts(at: library + "/.")?.kind == .directory ? library : own
    }

    private static let suffix = ".manifest.json"

    private static func isMeant(_ name: String) -> Bool {
        name.hasSuffix(suffix) || (name.hasPrefix("desk-") && !name.utf8.contains(UInt8(ascii: ".")))
    }

    private static func item(_ path: String, _ name: String) -> Item? {
        guard let facts = PathFacts(at: path), facts.kind == .file else { return nil }
        if name.hasSuffix(suffix) {
            let bytes = try? File(path, .read).descriptor.readAll(bytesMax: manifestBytesMax)
            let stem = String(name.dropLast(suffix.count))
            return item(stem.hasPrefix("desk-") ? String(stem.dropFirst(5)) : stem, path, isProgram: false, bytes)
        }
        guard Path.isExecutable(path) else { return nil }
        return item(String(name.dropFirst(5)), path, isProgram: true, ask(path))
    }

    private static func item(_ key: String, _ path: String, isProgram: Bool, _ bytes: [UInt8]?) -> Item {
        guard let bytes, let document = try? JSONDocument(parsing: bytes) else {
            let fault = isProgram ? "it does not answer --manifest with one JSON object" : "it cannot be read as one JSON object"
            return Item(key: key, path: path, isProgram: isProgram, manifest: nil, fault: fault)
        }
        do throws(DeskWire.Refusal) {
            let channel = try Dispatch.manifest(of: document)
            return Item(key: channel.key.slug.text, path: path, isProgram: isProgram, manifest: document.root, fault: "")
        } catch {
            return Item(key: key, path: path, isProgram: isProgram, manifest: document.root, fault: error.message)
        }
    }

    /// What a program prints when it is asked what it is; nil where it does not.
    private static func ask(_ path: String) -> [UInt8]? {
        guard let nothing = try? File("/dev/null", .update),
            let out = try? Pipe.open({ (reading, writing) throws(SystemError) in
                let streams: [CInt: CInt] = [0: nothing.descriptor.number, 1: writing.number, 2: nothing.descriptor.number]
                return (
                    File(owning: reading), try ChildProcess(path, ["--manifest"], environment: ["PATH=/usr/bin:/bin"], descriptors: streams)
                )
            })
        else { return nil }
        let (reading, process) = out
        let end = try? process.wait(milliseconds: answerMillisecondsMax)
        guard end == .exited(0) else {
            process.signal(9)
            _ = try? process.wait(milliseconds: 1_000)
            return nil
        }
        return try? reading.descriptor.readAll(bytesMax: manifestBytesMax)
    }
}
