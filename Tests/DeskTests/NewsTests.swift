import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct NewsTests {
    /// Answers the next delivery with `error`, and says which message it was.
    private func refuse(_ office: Office) throws -> Int64? {
        while let frame = try office.visitors.receive() {
            guard frame["type"]?.string == "deliver", let id = frame["id"]?.integer else { continue }
            try office.visitors.send(#"{"type":"error","re":\#(id),"code":"421","message":"The number\u001b[2J is not in service."}"#)
            return frame["message"]?.integer
        }
        return nil
    }

    @Test("a reply that failed is told with what can be done about it, which can then be done")
    func failing() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("next\rr +closed Hello.\r")
        #expect(try terminal.wait(for: "To "))
        try terminal.type("back\r")
        try terminal.listen(milliseconds: 200)
        #expect(try terminal.wait(for: "To maria by web (shop), in reply to m1: m2 on its way, status closed"))
        #expect(try refuse(office) != nil)
        #expect(try terminal.wait(for: "fail 1 m2: 421 The number^[[2J is not in service: retry 1 m2 | drop 1 m2"))
        #expect(try terminal.wait(for: "ana [1]> "))
        let late = try DeskTerminal(office, as: "kim")
        #expect(try late.wait(for: "kim> "))
        #expect(try late.wait(for: "Connected to"))
        #expect(try office.desk(["inbox"]).output.hasPrefix("failed\t1\tweb\tmaria\tHello?\t"))
        try terminal.type("next\r")
        #expect(try terminal.wait(for: "next: 1, a reply has failed."))
        try terminal.type("retry m2\r")
        #expect(try terminal.wait(for: "1 m2 is sent again: on its way."))
        terminal.forget()
        #expect(try refuse(office) != nil)
        #expect(try terminal.wait(for: "fail 1 m2"))
        try terminal.type("drop 1 m2\r")
        #expect(try terminal.wait(for: "1 m2 is not sent any more: dropped; it may have been sent."))
    }

    @Test("who writes, who looks and what is switched is told as it happens")
    func presence() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "maria@web new> "))
        try office.visitors.send(#"{"type":"typing","account":"shop","thread":"maria","on":true}"#)
        #expect(try terminal.wait(for: "1 maria@web new typing…> "))
        let kim = try DeskTerminal(office, as: "kim")
        #expect(try kim.wait(for: "Connected to"))
        try kim.type("open 1\r")
        #expect(try terminal.wait(for: "look 1 kim has opened it too"))
        try terminal.type("inbox\r")
        #expect(try terminal.wait(for: "kim looks at 1."))
        _ = try office.desk(["channel", "off", "shop", "--reason", "tea\u{202E}"])
        #expect(try terminal.wait(for: "chan shop off: tea<U+202E>"))
        try terminal.type("r Hi.\r")
        #expect(try terminal.wait(for: "m2 HELD, the channel is off"))
        try terminal.type("r Ho.\rr Never mind.\r")
        #expect(try terminal.wait(for: "m4 HELD, the channel is off"))
        try terminal.type("drop m4\r")
        #expect(try terminal.wait(for: "1 m4 is not sent any more: dropped, never sent."))
        try terminal.type("quit\r")
        #expect(try terminal.wait(for: "2 replies of yours are not out yet (ticket 1); the desk sends"))
    }

    @Test("the contact is told that an answer is being written, and nothing else")
    func typing() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "maria@web new> "))
        try terminal.type("note this is for us\r")
        #expect(try terminal.wait(for: "note 1 kept"))
        for key in "r Hello there" { try terminal.type(String(key)) }
        #expect(try terminal.wait(for: "r Hello there"))
        var marks: [Bool] = []
        try terminal.type("\r")
        while let frame = try office.visitors.receive(milliseconds: 3_000) {
            if frame["type"]?.string == "typing", let on = frame["on"]?.bool { marks.append(on) }
            if marks.last == false { break }
        }
        #expect(marks == [true, false])
    }
}
