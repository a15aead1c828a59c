import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Connecting accounts with the real programs: a broker, an adapter, and `desk` at a terminal or in a script. S10–S25, S35–S37.
struct ConnectTests {
    private func account(_ slug: String, _ office: Office) throws -> JSONValue? {
        try office.desk(["channel", "list", "--json"]).objects.flatMap { $0["accounts"]?.elements ?? [] }.first {
            $0["account"]?.isString(slug) == true
        }
    }

    @Test("S23, S24, S35, S36, S37: the form can go back, refuses what cannot be meant, and ends in a page that looks as it says")
    func interactive() throws {
        let office = try Office()
        let web = try RealAdapter("webchat", office)
        let port = try Visit.freePort()
        let taken = try TCPSocket.listen(address: "127.0.0.1", port: 0)
        let terminal = try DeskTerminal(office, ["channel", "connect", "webchat"])
        let takenPort = try TCPSocket.port(of: taken)
        func answer(_ prompt: String, _ words: String) throws {
            #expect(try terminal.wait(for: prompt), "\(prompt): \(terminal.text)")
            terminal.forget()
            try terminal.type(words + "\n")
        }
        try answer("Name of this account [webchat]: ", "shop")
        try answer("What people call it [as the service calls it]: ", "<")
        try answer("Name of this account [shop]: ", "kettles")
        try answer("What people call it", "The kettle shop")
        try answer("Title of the page [Chat with us]: ", "Kettles & <Co>")
        try answer("Greeting", "?")
        try answer("Greeting", "")
        try answer("Colour [#4353c9]: ", "red")
        try answer("Colour [#4353c9]: ", "#00aa00")
        try answer("Background", "")
        try answer("Sites", "https://www.example.org")
        try answer("Opening hours", "")
        try answer("Time zone", "")
        try answer("Port of its page [0]: ", "\(takenPort)")
        #expect(try terminal.wait(for: "Continue with Web chat? [y/N/<]: "))
        #expect(terminal.text.contains("account  kettles, The kettle shop") && terminal.text.contains("colour  #00aa00"))
        // Until here nothing has happened.
        #expect(try account("kettles", office) == nil)
        #expect(try office.desk(["channel", "audit", "--json"]).objects.allSatisfy { !"\($0.raw)".contains("account_connecting") })
        try terminal.type("y\n")
        let refusal = "Web chat says: Another program has port \(takenPort) of 127.0.0.1; choose another, or end that program."
        #expect(try terminal.wait(for: refusal), "\(terminal.text)")
        terminal.forget()
        try terminal.type("y\n")
        // What was answered is kept: Enter takes it again.
        for prompt in [
            "[kettles]: ", "[The kettle shop]: ", "[Kettles & <Co>]: ", "Greeting", "[#00aa00]: ", "Background", "Sites", "hours", "zone",
        ] {
            try answer(prompt, "")
        }
        try answer("Port of its page [\(takenPort)]: ", "\(port)")
        try answer("Continue with Web chat? [y/N/<]: ", "y")
        #expect(try terminal.wait(for: "kettles is connected and on: Kettles & <Co> by Web chat."), "\(terminal.text)")
        #expect(try terminal.wait(for: "  4  done\r\n[4]: "), "\(terminal.text)")
        for step in ["connect another account of Web chat", "connect another channel", "go to the desk"] {
            #expect(terminal.text.contains(step))
        }
        try terminal.type("4\n")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)

        let page = try Visit.wait(for: "Kettles", at: "/", port: port)
        #expect(page.contains("<h1 id=\"title\">Kettles &amp; &lt;Co&gt;</h1>"), "\(page.prefix(900))")
        #expect(try Visit.get("/look.css?account=kettles", port: port).contains("--mine: #00aa00"))
        #expect(try Visit.get("/widget", port: port).contains("frame-ancestors 'self' https://www.example.org;"))
        withExtendedLifetime(web) {}
    }

    @Test("S25: a script says everything with flags, and hears of what is missing or wrong by name")
    func scripted() throws {
        let office = try Office()
        let (web, echo) = (try RealAdapter("webchat", office), try RealAdapter("echo", office))
        let done = try office.desk([
            "channel", "connect", "webchat", "--account", "till", "--label", "The till", "--set", "title=Hello", "--no-input", "--json",
        ])
        #expect(done.code == 0 && done.objects.first?["account"]?.isString("till") == true, "\(done)")
        #expect(try account("till", office)?["settings"]?["title"]?.isString("Hello") == true)
        let rows: [(words: [String], code: Int32, error: String)] = [
            (["webchat", "--set", "colour=red"], 64, "colour has a form of its own"),
            (["webchat", "--set", "colr=#00ff00"], 64, "did you mean colour?"),
            (["webchat", "--set", "port=many"], 64, "port is a whole number"),
            (["webchat", "--set", "hours=at night"], 1, "'at night' are no opening hours; write them as Mon-Fri 09:00-17:00"),
            (["webchat", "--set", "hours=Mon 09:00-17:00", "--set", "zone=Mars/Base"], 1, "no time zone 'Mars/Base'"),
            (["webchat", "--set", "origins=www.example.org"], 1, "is no origin; write a scheme"),
            (["webchat", "--account", "shop"], 1, "has this name or identifier already"),
            (["echo", "--set", "password=hush"], 64, "is a secret, and a command line is there for everybody to read"),
            (["echo", "--secret-file", "password=/nonexistent"], 64, "password cannot be read"),
            (["webcat"], 1, "Did you mean webchat?"),
        ]
        for (words, code, error) in rows {
            let result = try office.desk(["channel", "connect"] + words + ["--no-input"])
            #expect(result.code == code && result.errors.contains(error), "\(words): \(result)")
            #expect(!result.errors.contains("hush"))
        }
        // Nobody to ask, and nobody who said that this is meant.
        let unasked = try office.desk(["channel", "connect", "webchat"])
        #expect(unasked.code == 64 && unasked.errors.contains("nobody can be asked here"), "\(unasked)")
        #expect(try office.desk([], input: "channel connect webchat\n").code == 64)
        #expect(try office.desk(["channel", "list", "--json"]).objects.flatMap { $0["accounts"]?.elements ?? [] }.count == 2)
        withExtendedLifetime((web, echo)) {}
    }

    @Test("fields that are needed are named one by one, with what says them")
    func missing() throws {
        let office = try Office()
        let adapter = try office.broker.connect()
        let form =
            #"[{"name":"user","label":"User","type":"text","required":true},{"name":"key","label":"Key","type":"secret","required":true}]"#
        _ = try adapter.ask(
            #""type":"hello","protocol":[1,1],"role":"adapter","name":"mail","manifest":{"key":"mail","name":"Mail","connectSchema":"#
                + form
                + #","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#)
        let result = try office.desk(["channel", "connect", "mail", "--no-input"])
        let words = "missing are user (User; --set user=TEXT), key (Key; --secret-file key=PATH)"
        #expect(result.code == 64 && result.errors.contains(words), "\(result)")
    }

    @Test("S12: a secret that is typed, or comes from a file or a descriptor, is nowhere but in the adapter's own file")
    func secrets() throws {
        let office = try Office()
        let echo = try RealAdapter("echo", office)
        let secret = "xyzzy-\(SystemRandom.integer())"
        let terminal = try DeskTerminal(office, ["channel", "connect", "echo", "--account", "typed"])
        for (prompt, words) in [("Name of this account", ""), ("What people call it", ""), ("Name of the account", "")] {
            #expect(try terminal.wait(for: prompt), "\(terminal.text)")
            terminal.forget()
            try terminal.type(words + "\n")
        }
        #expect(try terminal.wait(for: "Password of the service (not shown; Enter for none): "))
        let shown = terminal.text
        try terminal.type(secret + "\n")
        #expect(try terminal.wait(for: "(\(secret.utf8.count) characters, not shown)"), "\(terminal.text)")
        let process = "/proc/\(terminal.process.identifier)"
        for name in ["cmdline", "environ"] { #expect(try !Self.bytes(process + "/" + name).contains(secret)) }
        #expect(try terminal.wait(for: "Continue with Echo?"))
        try terminal.type("y\n")
        #expect(try terminal.wait(for: "typed is connected and on"), "\(terminal.text)")
        try terminal.type("4\n")
        _ = try terminal.process.wait(milliseconds: 10_000)
        #expect(!(shown + terminal.text).contains(secret), "the terminal showed it")
        #expect(try terminal.settings == terminal.found, "echo is as it was")

        let path = office.broker.directory + "/secret"
        try File(path, .create).write(Array((secret + "\n").utf8).span, at: 0)
        let fromFile = try office.desk([
            "channel", "connect", "echo", "--account", "filed", "--set", "name=filed", "--secret-file", "password=\(path)", "--no-input",
        ])
        #expect(fromFile.code == 0, "\(fromFile)")
        let piped = try office.desk(
            ["channel", "connect", "echo", "--account", "piped", "--set", "name=piped", "--secret-fd", "password=0", "--no-input"],
            input: secret + "\n")
        #expect(piped.code == 0, "\(piped)")
        try Path.remove(path)

        var kept: [String] = []
        // What this test itself gave desk to read does not count.
        for path in Self.files(office.broker.directory) where try !path.hasSuffix(".in") && Self.bytes(path).contains(secret) {
            kept.append(path)
        }
        let credentials = office.broker.data + "/credentials/"
        #expect(kept.count == 3 && kept.allSatisfy { $0.hasPrefix(credentials) }, "\(kept)")
        #expect(kept.allSatisfy { PathFacts(at: $0)?.permissions == 0o600 })
        withExtendedLifetime(echo) {}
    }

    @Test("whoever leaves at the question for a secret finds the terminal as it was, and nothing stored", arguments: [2, 15, 1] as [Int32])
    func left(signal: Int32) throws {
        let office = try Office()
        let echo = try RealAdapter("echo", office)
        let terminal = try DeskTerminal(office, ["channel", "connect", "echo", "--account", "till", "--label", "x", "--set", "name=x"])
        for prompt in ["Name of this account", "What people call it", "Name of the account"] {
            #expect(try terminal.wait(for: prompt), "\(terminal.text)")
            terminal.forget()
            try terminal.type("\n")
        }
        #expect(try terminal.wait(for: "Password of the service"))
        #expect(try terminal.settings != terminal.found)
        terminal.process.signal(signal)
        #expect(try terminal.wait(for: "Nothing was stored."), "\(terminal.text)")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 128 + signal)
        #expect(try terminal.settings == terminal.found)
        #expect(try account("till", office) == nil)
        withExtendedLifetime(echo) {}
    }

    private static func bytes(_ path: String) throws -> String {
        String(decoding: try File(path, .read).descriptor.readAll(bytesMax: 64 << 20), as: UTF8.self)
    }

    private static func files(_ directory: String) -> [String] {
        ((try? Directory.names(in: directory)) ?? []).flatMap { name -> [String] in
            let path = directory + "/" + name
            return switch PathFacts(at: path)?.kind {
            case .directory: files(path)
            case .file: [path]
            default: []
            }
        }
    }

    @Test("S24: what the service refuses is said in its own words, and leaves nothing behind")
    func refused() throws {
        let office = try Office()
        let echo = try RealAdapter("echo", office)
        let result = try office.desk(
            ["channel", "connect", "echo", "--secret-fd", "password=0", "--no-input", "--json"], input: "wrong\n")
        #expect(result.code == 1, "\(result)")
        let error = try JSONDocument(parsing: Array(result.errors.utf8)).root
        #expect(error["code"]?.isString("wrong_password") == true)
        #expect(error["message"]?.isString("The echo does not take this password; any other will do.") == true)
        #expect(try office.desk(["channel", "list", "--json"]).objects.flatMap { $0["accounts"]?.elements ?? [] }.count == 1)
        withExtendedLifetime(echo) {}
    }

    @Test("S10, S11, S22: a channel that cannot be connected is told what stands in the way and what mends it")
    func checks() throws {
        let office = try Office()
        let echo = try RealAdapter("echo", office)
        #expect(try office.desk(["channel", "check", "echo"]).code == 0)
        echo.end()
        let away = try office.desk(["channel", "check", "echo"])
        #expect(away.code == 1 && away.output.contains("fail\trunning\tits adapter is not connected"), "\(away)")
        let connect = try office.desk(["channel", "connect", "echo", "--no-input", "--json"])
        #expect(connect.code == 1 && connect.errors.contains(#""code":"not_ready""#), "\(connect)")
        let never = try office.desk(["channel", "connect", "nope", "--no-input", "--json"])
        #expect(never.code == 1 && never.errors.contains(#""code":"channel_not_installed""#), "\(never)")
        #expect(never.errors.contains("/desk-nope and nope.manifest.json"), "the places looked at: \(never)")
        // One whose registration is refused.
        let broken = try office.broker.connect()
        _ = try broken.ask(
            #""type":"hello","protocol":[1,1],"role":"adapter","name":"mail","manifest":{"key":"mail","name":"Mail","capabilities":"#
                + #"{"deliveryIdentifierTypes":["pigeon"],"threadingModel":"adapter_thread"}}"#)
        let rejected = try office.desk(["channel", "check", "mail"])
        #expect(rejected.output.contains("fail\tregistered\tits adapter was refused: "), "\(rejected)")
    }

    @Test("S7: the catalogue needs no broker, and names what is wrong with a manifest")
    func catalogue() throws {
        let office = try Office()
        let directory = office.broker.directory + "/adapters"
        try Directory.create(directory)
        let good = #"{"key":"fax","name":"Fax","capabilities":{"deliveryIdentifierTypes":["phone"],"threadingModel":"by_address"}}"#
        for (name, text) in [("fax.manifest.json", good), ("bad.manifest.json", #"{"key":"bad"}"#)] {
            try File(directory + "/" + name, .create).write(Array(text.utf8).span, at: 0)
        }
        let script = "#!/bin/sh\necho '\(good.replacing("fax", with: "pager"))'\n"
        try File(directory + "/desk-pager", .create, permissions: 0o755).write(Array(script.utf8).span, at: 0)
        let words = ["channel", "available", "--adapters", directory]
        let alone = try office.desk(words, socket: office.broker.directory + "/nobody.sock")
        #expect(
            alone.code == 0
                && alone.lines.map { $0.split(separator: "\t").prefix(3).joined(separator: " ") }
                    == ["bad bad BROKEN", "fax Fax installed", "pager Fax installed"],
            "\(alone)")
        let here = try office.desk(words)
        #expect(here.lines.last?.hasPrefix("web\tweb\tconnected, on") == true, "\(here)")
        let json = try office.desk(words + ["--json"]).objects
        #expect(json.first?["fault"]?.string?.isEmpty == false && json.count == 4)
    }
}
