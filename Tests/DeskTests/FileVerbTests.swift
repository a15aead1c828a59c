import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Files of messages, as reps handle them: S56, S57.
struct FileVerbTests {
    private static let page = Array("<html><script>alert(1)</script>".utf8)

    /// A ticket with a file, put by the visitors' adapter piece by piece.
    private static func publish(_ content: [UInt8], named name: String, in office: Office) throws {
        let blob = try put(content, office.visitors)
        _ = try office.visitors.ask(
            #""type":"publish","account":"shop","key":"\#(name)-key","thread":"maria","from":{"kind":"opaque","value":"maria"},"#
                + #""text":"Look","at":"2026-11-22T14:48:00Z","attachments":[{"blob":"\#(blob)","name":"\#(name)","bytes":1}]"#)
    }

    @discardableResult
    private static func put(_ content: [UInt8], _ client: FrameClient) throws -> String {
        let digest = SHA256.digest(of: content.span).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for start in stride(from: 0, to: content.count, by: 200_000) {
            let piece = Array(content[start..<min(content.count, start + 200_000)])
            let data = String(decoding: Base64.encoded(piece), as: UTF8.self)
            let end = start + piece.count == content.count ? #","final":true,"bytes":\#(content.count),"sha256":"\#(digest)""# : ""
            let answer = try client.ask(#""type":"blob.put","upload":"u","offset":\#(start),"data":"\#(data)"\#(end)"#)
            #expect(answer?["type"]?.string == "ok")
        }
        return digest
    }

    @Test("a file is listed, saved byte for byte under a safe name, and over nothing")
    func save() throws {
        let office = try Office()
        let content = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
        try Self.publish(content, named: "../../etc/.pass\\u202ewd.bin", in: office)
        let listed = try office.desk(["attachments", "1"])
        #expect(listed.lines.count == 1 && listed.output.hasPrefix("a1\tm1\t600000\tapplication/octet-stream\t"))
        let place = office.broker.directory
        #expect(try office.desk(["save", "1", "a1", place]).code == 0)
        let saved = place + "/passwd.bin"
        #expect(try File(saved, .read).read(at: 0, count: 700_000) == content)
        #expect(PathFacts(at: saved)?.permissions == 0o600)
        try File(saved, .update).truncate(to: 3)
        for target in [place, saved] { #expect(try office.desk(["save", "1", "a1", target]).code == 1) }
        #expect(PathFacts(at: saved)?.size == 3)
        #expect(try office.desk(["save", "1", "a2"]).code == 1)
        #expect(try office.desk(["save", "1", "m1"]).code == 64)
        #expect(try !Directory.names(in: place).contains { $0.hasSuffix(".part") })
    }

    @Test("what may run something is opened only when that was said again")
    func open() throws {
        let office = try Office()
        try Self.publish(Self.page, named: "cute.jpg", in: office)
        let refused = try office.desk(["open", "1", "a1"])
        #expect(refused.code == 1 && refused.errors.contains("desk open 1 a1 --force"))
        #expect(try office.desk(["show", "1", "a1"]).output.contains("<html>"))
    }

    @Test("a reply takes files along, alone or with words; one that cannot be read sends nothing")
    func reply() throws {
        let office = try Office()
        try office.say("maria", "Hello")
        let path = office.broker.directory + "/note.txt"
        try File(path, .create).write(Self.page.span, at: 0)
        #expect(try office.desk(["reply", "1", "--force", "--attach", path, "Here"]).code == 0)
        #expect(try office.desk(["reply", "1", "--force", "--attach", path + "x", "Here"]).code == 64)
        #expect(try office.desk(["reply", "1", "--force", "--attach", office.broker.directory, "Here"]).code == 64)
        let open = try office.desk(["--json", "open", "1"])
        let items = open.objects.compactMap { $0["attachments"]?.elements }
        #expect(items.count == 1)
        #expect(items.first?.first?["mime"]?.string == "text/html")
        #expect(items.first?.first?["name"]?.string == "note.txt")
    }

    @Test("at the prompt files are named as they are typed, dropped or matched, and go with the next reply")
    func attach() throws {
        let office = try Office()
        try office.say("maria", "Hello")
        let place = office.broker.directory + "/pictures"
        try Directory.create(place)
        for name in ["a b.txt", "one.png", "two.png", ".hidden.png"] {
            try File(place + "/" + name, .create).write(Self.page.span, at: 0)
        }
        let lines = [
            "open 1", "attach \(place)/*.png", "attach file://\(place)/a%20b.txt", "attach \"\(place)/a b.txt\"", "detach 1",
            "reply Here they are", "detach",
        ]
        let said = try office.desk([], input: lines.joined(separator: "\n") + "\n")
        #expect(said.code != 0 && said.errors.contains("line 7: nothing is attached in 1"), "\(said.output)\(said.errors)")
        let files = try office.desk(["attachments", "1"]).lines.map { $0.split(separator: "\t")[4] }
        #expect(files == ["two.png", "a b.txt", "a b.txt"])
    }

    @Test("a backup has the files, a restore brings them back, and the check says which are missing or damaged")
    func backup() throws {
        let office = try Office()
        try Self.publish(Self.page, named: "a.html", in: office)
        let (copy, data) = (office.broker.directory + "/copy", office.broker.directory + "/restored")
        #expect(try office.desk(["backup", copy]).code == 0)
        #expect(try office.desk(["restore", copy, data]).code == 0)
        #expect(try office.desk(["journal", "check", data]).output.contains("1 file, 0 missing, 0 damaged"))
        let shelf = try #require(try Directory.names(in: data + "/blobs").first)
        let name = try #require(try Directory.names(in: data + "/blobs/" + shelf).first)
        let place = data + "/blobs/" + shelf + "/" + name
        try File(place, .update).write(Array("X".utf8).span, at: 3)
        let damaged = try office.desk(["journal", "check", data])
        #expect(damaged.code == 65 && damaged.output.contains("DAMAGED: file " + name))
        try Path.remove(place)
        let missing = try office.desk(["journal", "check", data])
        #expect(missing.code == 65 && missing.output.contains("MISSING: file " + name))
        let again = try office.desk(["journal", "check", copy, "--json"])
        #expect(again.objects.first?["filesMissing"]?.integer == 0)
    }

    @Test("killed between a file and its message the file is there, and a half one is not")
    func killed() throws {
        let office = try Office()
        try office.say("maria", "Hello")
        let whole = try Self.put(Self.page, office.visitors)
        _ = try office.visitors.ask(#""type":"blob.put","upload":"half","offset":0,"data":"aGFsZg==""#)
        try office.broker.kill()
        try office.broker.start()
        let client = try office.broker.connect()
        _ = try client.attachAdapter("web")
        let message =
            #""type":"publish","account":"shop","key":"after","thread":"maria","from":{"kind":"opaque","value":"maria"},"text":"","#
            + #""at":"2026-11-22T14:48:00Z","attachments":[{"blob":"\#(whole)","name":"a.html","bytes":1}]"#
        #expect(try client.ask(message)?["duplicate"]?.bool == false)
        #expect(try client.ask(message)?["duplicate"]?.bool == true)
        #expect(try Directory.names(in: office.broker.data + "/blobs").allSatisfy { !$0.hasSuffix(".new") })
        #expect(try office.desk(["journal", "check", office.broker.data]).output.contains("1 file, 0 missing, 0 damaged"))
    }
}
