import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Texts that are written again and again, with the real programs.
struct SnippetVerbTests {
    @discardableResult
    private func desk(
        _ office: Office, _ words: String..., input: String = "", code: Int32 = 0, environment: [String] = []
    ) throws -> String {
        let result = try office.desk(words, input: input, environment: environment)
        try #require(result.code == code, "\(words): \(result)")
        return code == 0 ? result.output : result.errors
    }

    private func library(_ office: Office, _ files: [(String, String)]) throws -> String {
        let place = office.broker.directory + "/library"
        try Directory.create(place)
        for kind in ["documents", "links", "articles", "quotes"] { try Directory.create(place + "/" + kind) }
        for (name, text) in files {
            let bytes = Array(text.utf8)
            try File(place + "/" + name, .create).write(bytes.span, at: 0)
        }
        return place
    }

    @Test("S58: a snippet is kept, filled, shared and sent; what is missing stops it")
    func snippets() throws {
        let office = try Office()
        try office.say("Maria Lopez", "Is it open on Sunday?")
        #expect(try desk(office, "snippet", "save", "hours", "Hi {{contact.first}}, from 9 to 5.", "--shortcut", "h").contains("is kept"))
        #expect(try desk(office, "snippets").contains("hours\t#h\thours\tHi {{contact.first}}, from 9 to 5.\tana: mine\n"))
        #expect(try desk(office, "snippet", "hours", "1") == "Hi Maria, from 9 to 5.\n")
        #expect(try desk(office, "snippet", "save", "bad", "Hi {{contact.nmae}}", code: 64).contains("did you mean contact.name?"))
        try desk(office, "snippet", "save", "lines", input: "One\n\nTwo {{ticket.number}}\n")
        #expect(try desk(office, "snippet", "lines", "1") == "One\n\nTwo 1\n")
        _ = try desk(office, "reply", "1", "--force", "--insert", "h", "And on Sunday, too.")
        #expect(try office.desk(["open", "1"]).output.contains("Hi Maria, from 9 to 5."))
        // Nothing with a mark in it goes out, whichever way it was written.
        try desk(office, "snippet", "save", "mail", "We write to {{contact.address}}.")
        #expect(try desk(office, "reply", "1", "--force", "--insert", "mail", code: 1).contains("{{?contact.address}}"))
        #expect(try desk(office, "reply", "1", "--force", "To {{?contact.address}}", code: 1).contains("nothing was sent"))
        #expect(try !office.desk(["open", "1"]).output.contains("We write to"))
        // A colleague has it once it is lent.
        #expect(try desk(office, "--as", "kim", "snippet", "hours", "1", code: 1).contains("no snippet hours"))
        try desk(office, "snippet", "share", "hours")
        #expect(try desk(office, "--as", "kim", "snippet", "hours", "1") == "Hi Maria, from 9 to 5.\n")
        try desk(office, "--as", "kim", "snippet", "rm", "hours", code: 77)
        try desk(office, "snippet", "rm", "hours")
        try desk(office, "snippet", "share", "hours", code: 1)
    }

    @Test("S58: documents, links, articles and quotes come from directories, and no name leads out of them")
    func insertables() throws {
        let office = try Office()
        try office.say("Maria", "How do I send the jug back?")
        let place = try library(
            office,
            [
                ("documents/terms.txt", "All of it."), ("links/meeting.txt", "Book a call\nhttps://shop.example/call\n"),
                ("articles/returns.md", "Sending things back\nhttps://shop.example/returns\n\nPut the jug into its box.\n"),
                ("quotes/spring.txt", "Two jugs for 40.\nUntil May.\n"), ("links/broken.txt", "Nowhere\n"),
            ])
        try File(office.broker.directory + "/secret", .create).write(Array("s".utf8).span, at: 0)
        let there = ["DESK_LIBRARY=\(place)"]
        let listed = try desk(office, "insert", environment: there)
        #expect(listed.contains("article/returns\tSending things back\n") && listed.contains("document/terms.txt\t-\n"), "\(listed)")
        _ = try desk(
            office, "reply", "1", "--force", "--insert", "returns", "--insert", "quote/spring", "--insert", "terms.txt", "Ana",
            environment: there)
        let ticket = try desk(office, "open", "1", "--json")
        #expect(ticket.contains(#"Sending things back: https://shop.example/returns\n\nTwo jugs for 40.\nUntil May.\n\nAna"#), "\(ticket)")
        #expect(try desk(office, "attachments", "1").contains("terms.txt"))
        // Nor does a link that stands in one of them.
        for link in ["documents/secret.txt", "articles/secret.md"] {
            try Path.link(place + "/" + link, to: office.broker.directory + "/secret")
        }
        #expect(try !desk(office, "insert", environment: there).contains("secret"))
        for name in ["../secret", "documents/../../secret", "link/broken", "secret.txt", "article/secret"] {
            try desk(office, "reply", "1", "--force", "--insert", name, code: 1, environment: there)
        }
    }

    @Test("S58: what fits is suggested with its words, the same each time, and sent by nobody but the rep")
    func suggestions() throws {
        let office = try Office()
        try office.say("Maria", "Hello")
        try office.say("Maria", "My PARÇEL is late, where is the parcel?")
        try desk(office, "snippet", "save", "late", "Your parcel left us on Monday.")
        try desk(office, "snippet", "save", "hello", "Hello, how are you?")
        try desk(office, "snippet", "save", "bye", "Goodbye.")
        let place = try library(
            office, [("articles/parcel.md", "Parcels\nhttps://shop.example/parcels\nWhere a parcel is, and why it is late\n")])
        let there = ["DESK_LIBRARY=\(place)"]
        let lines = try desk(office, "suggest", "1", environment: there).split(separator: "\n").map(String.init)
        #expect(lines.count == 3 && lines[0].hasPrefix("1\tarticle/parcel\t") && lines[1].hasPrefix("2\tsnippet/late\t"), "\(lines)")
        #expect(lines[2] == "3\tsnippet/hello\thello")
        #expect(try desk(office, "suggest", "1", "--use", "1", environment: there) == "Parcels: https://shop.example/parcels\n")
        #expect(try desk(office, "suggest", "1", "--use", "9", code: 64, environment: there).contains("one of 3"))
        #expect(try !desk(office, "open", "1").contains("Parcels"))
    }

    @Test("at the prompt ;NAME and Tab put a snippet in, ~i does so among several lines, and suggest offers one")
    func typed() throws {
        let office = try Office()
        try office.say("Maria Lopez", "Is it open?")
        try desk(office, "snippet", "save", "hours", "Hi {{contact.first}}, it is open.")
        try desk(office, "snippet", "save", "house", "The house")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "ana ["))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "new>"))
        try terminal.type("reply Yes. ;ho\t")
        #expect(try terminal.wait(for: "hours  house"), "\(terminal.text)")
        try terminal.type("ur\t")
        #expect(try terminal.wait(for: "Hi Maria, it is open."), "\(terminal.text)")
        terminal.forget()
        try terminal.type("\r")
        #expect(try terminal.wait(for: "m2"), "\(terminal.text)")
        #expect(try desk(office, "open", "1").contains("Yes. Hi Maria, it is open."))
        terminal.forget()
        try terminal.type("reply\r")
        #expect(try terminal.wait(for: "(web) | "), "\(terminal.text)")
        try terminal.type("~i hours\r")
        #expect(try terminal.wait(for: "Hi Maria, it is open."), "\(terminal.text)")
        try terminal.type("Bye.\r")
        try terminal.wait(for: "Bye.")
        try terminal.type(".\r")
        #expect(try terminal.wait(for: "m3"), "\(terminal.text)")
        #expect(try office.desk(["open", "1", "--json"]).output.contains(#""Hi Maria, it is open.\nBye.""#))
        terminal.forget()
        try terminal.type("suggest --use 1\r")
        #expect(try terminal.wait(for: "reply Hi Maria, it is open."), "\(terminal.text)")
    }

    @Test("in a chat Tab finds a snippet by its shortcut, however many there are, and a line with a mark stays here")
    func chatted() throws {
        let office = try Office()
        try office.say("Maria Lopez", "Is it open?")
        let rep = try office.broker.attach(as: "rep", "ana")
        for number in 10..<70 {
            _ = try rep.ask(#""type":"snippet.set","snippet":"text-\#(number)","text":"Number \#(number).","key":"t\#(number)""#)
        }
        _ = try rep.ask(##""type":"snippet.set","snippet":"weekend","text":"At {{contact.address}}.","shortcut":"wk","key":"w""##)
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "ana ["))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "new>"))
        try terminal.type("chat\r")
        #expect(try terminal.wait(for: "Lines go to"))
        terminal.forget()
        try terminal.type("See #wk\t")
        #expect(try terminal.wait(for: "{{?contact.address}}"), "\(terminal.text)")
        try terminal.type("\r")
        #expect(try terminal.wait(for: "nothing was sent"), "\(terminal.text)")
        #expect(try !desk(office, "open", "1").contains("See At"))
        terminal.forget()
        try terminal.type(";text-69\t")
        #expect(try terminal.wait(for: "Number 69."), "\(terminal.text)")
    }
}
