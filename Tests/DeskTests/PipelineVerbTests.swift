import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What admins and reps do with pipelines, contacts and strangers, with the real programs.
struct PipelineVerbTests {
    private func desk(_ office: Office, _ words: String..., code: Int32 = 0) throws -> String {
        let result = try office.desk(words)
        try #require(result.code == code, "\(words): \(result)")
        return code == 0 ? result.output : result.errors
    }

    @Test("a pipeline is made of words, a ticket goes through it, and what it is to know is asked for")
    func pipelines() throws {
        let office = try Office()
        try office.say("maria", "My order")
        #expect(try desk(office, "property", "set", "refund", "--kind", "number").contains("The property refund is set."))
        #expect(try desk(office, "property", "set", "size", "--option", "small", "--option", "large").contains("is set"))
        #expect(try desk(office, "property", "list").contains("size\tenum\tsize\tsmall,large\n"))
        #expect(try desk(office, "pipeline", "set", "orders", "asked", code: 64).contains("'asked' is neither NAME:open nor NAME:closed"))
        #expect(
            try desk(
                office, "pipeline", "set", "orders", "asked:open", "done:closed", "--require", "done=refund", "--no-going-back",
                "--label", "Orders"
            ).contains("The pipeline orders is set."))
        #expect(try desk(office, "pipeline", "list").contains("orders\t0\tOrders\tasked:open done:closed\n"))
        #expect(try desk(office, "move", "1", "orders") == "1 is in pipeline orders now, and asked.\n")
        #expect(try desk(office, "pipeline", "show", "orders").contains("status\tdone:closed, 0 tickets, requires refund\n"))
        // What is not named stays.
        _ = try desk(office, "pipeline", "set", "orders", "asked:open", "checking:open", "done:closed")
        let shown = try desk(office, "pipeline", "show", "orders")
        #expect(
            shown.contains("label\tOrders\n") && shown.contains("requires refund\n") && shown.contains("going back\tonly admins\n"),
            "\(shown)")
        _ = try desk(office, "pipeline", "set", "orders", "asked:open", "done:closed", "--going-back", "--require", "done=")
        let bare = try desk(office, "pipeline", "show", "orders")
        #expect(bare.contains("label\tOrders\n") && !bare.contains("requires") && !bare.contains("going back"), "\(bare)")
        let both = try desk(office, "pipeline", "set", "orders", "a:open", "b:closed", "--skipping", "--no-skipping", code: 64)
        #expect(both.contains("are contrary"))
        _ = try desk(office, "pipeline", "set", "orders", "asked:open", "done:closed", "--no-going-back", "--require", "done=refund")
        #expect(try desk(office, "set", "1", "status=done", code: 1).contains("refund"))
        #expect(try desk(office, "set", "1", "refund=1,\"a\":2", code: 64).contains("refund is a number, and 1,"))
        #expect(try desk(office, "set", "1", "sise=small", code: 64).contains("did you mean size?"))
        #expect(try desk(office, "set", "1", "refund=12.50", "size=large", "status=done") == "1 is set, and done.\n")
        let ticket = try office.desk(["open", "1", "--json"]).objects.first
        #expect(ticket?["properties"]?["refund"]?.raw == Array("12.50".utf8) && ticket?["pipeline"]?.isString("orders") == true)
        let page = try DeskTerminal(office, ["open", "1"])
        #expect(try page.wait(for: "pipeline orders, refund=12.50, size=large"), "\(page.text)")
    }

    @Test("a pipeline is written to a file and read back the same")
    func files() throws {
        let office = try Office()
        let shown = try desk(office, "pipeline", "show", "support", "--json")
        let path = office.broker.directory + "/support.json"
        let bytes = Array(shown.utf8)
        try File(path, .create).write(bytes.span, at: 0)
        #expect(try desk(office, "pipeline", "set", "copy", "--file", path).contains("The pipeline copy is set."))
        let copy = try desk(office, "pipeline", "list").split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(copy.count == 2 && copy[0][3] == copy[1][3], "\(copy)")
        #expect(try desk(office, "pipeline", "set", "copy", "--file", path + "x", code: 64).contains("cannot be read"))
    }

    @Test("an account's policy is shown, set flag by flag, and heeded")
    func policies() throws {
        let office = try Office()
        #expect(try desk(office, "policy", "shop").contains("closed tickets\tare opened again by a message within 72h"))
        _ = try desk(office, "property", "set", "plan", "--kind", "text")
        let set = try desk(
            office, "policy", "shop", "--default", "plan=gold", "--reopen", "2d", "--thanks", "thanks,you", "--allow-closing", "yes")
        #expect(set.contains("The policy of shop is set."))
        let shown = try desk(office, "policy", "shop")
        #expect(shown.contains("default\tplan=gold\n") && shown.contains("within 48h"), "\(shown)")
        #expect(shown.contains("thanks\tthanks,you within"), "\(shown)")
        #expect(try desk(office, "policy", "shop", "--reopen", "soon", code: 64).contains("--reopen is always, never or like 72h"))
        #expect(try desk(office, "policy", "shop", "--reopen", "never", "--revision", "7777", code: 75).contains("revision"))
        _ = try desk(office, "policy", "shop", "--default", "plan=", "--reopen", "never", "--thanks", "none")
        let bare = try desk(office, "policy", "shop")
        #expect(bare.contains("never opened again") && !bare.contains("thanks") && !bare.contains("plan"), "\(bare)")
    }

    @Test("contacts are found, named, merged and unmerged, and forgotten only when their number is said twice")
    func contacts() throws {
        let office = try Office()
        try office.say(name: "Maria", thread: "m1", text: "One")
        try office.say(name: "Maria", thread: "m2", text: "Two")
        #expect(try desk(office, "contact", "list", "maria").split(separator: "\n").count == 2)
        #expect(try desk(office, "contact", "set", "1", "--name", "Maria B", "--owner", "ana").contains("Contact 1 is set."))
        #expect(try desk(office, "contact", "merge", "2", "1").contains("Contact 2 is 1 now."))
        let shown = try desk(office, "contact", "show", "2")
        #expect(shown.contains("name\tMaria B\n") && shown.contains("merged\t2\n") && shown.contains("identifier\topaque:m2\n"), "\(shown)")
        #expect(try desk(office, "contact", "unmerge", "2").contains("stands for itself again"))
        #expect(try desk(office, "find", "opaque:m2") == "shop\tm2\t2\t2\n")
        #expect(try desk(office, "find", "m2", code: 64).contains("KIND:VALUE"))
        #expect(try desk(office, "contact", "forget", "1", code: 64).contains("desk contact forget 1 --confirm 1"))
        #expect(try desk(office, "contact", "forget", "1", "--confirm", "2", code: 64).contains("confirm"))
        #expect(try desk(office, "contact", "forget", "1", "--confirm", "1").contains("is forgotten"))
        #expect(try !desk(office, "contact", "list").contains("Maria B"))
    }

    @Test("who is blocked is spam and no news; spam and the trash can be undone, and a guard slows a flood")
    func strangers() throws {
        let office = try Office()
        try office.say("maria", "Buy this")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"), "\(terminal.text)")
        #expect(try desk(office, "block", "1", "--reason", "sells things").contains("Contact 1 is blocked."))
        #expect(try desk(office, "block", "opaque:ben").contains("opaque:ben is blocked."))
        #expect(try desk(office, "blocked") == "1\tmaria\tsells things\nopaque:ben\t-\t-\n")
        try office.say("maria", "Buy MORE")
        try office.say("zoe", "A question")
        #expect(try terminal.wait(for: "A question"), "\(terminal.text)")
        #expect(!terminal.text.contains("Buy MORE"), "\(terminal.text)")
        #expect(try desk(office, "unblock", "1").contains("blocked no more"))
        #expect(try desk(office, "block", "nobody", code: 64).contains("neither a contact's number nor KIND:VALUE"))
        #expect(try desk(office, "spam", "3", "--block").contains("3 is spam, and its contact is blocked (closed)."))
        #expect(try desk(office, "spam", "3", "--undo") == "3 is no spam (new).\n")
        #expect(try desk(office, "trash", "3").contains("desk trash 3 --undo"))
        #expect(try desk(office, "inbox", "is:trash").split(separator: "\n").count == 1)
        #expect(try desk(office, "trash", "3", "--undo") == "3 is out of the trash (new).\n")
        let set = try desk(office, "guard", "shop", "--per-sender", "2/1m", "--deny", "eve,@example.org")
        #expect(set.contains("The guard of shop is set."))
        let shown = try desk(office, "guard", "shop")
        #expect(shown.contains("per sender\t2/60s\n") && shown.contains("denied\teve,@example.org\n"), "\(shown)")
        #expect(try desk(office, "guard", "shop", "--per-sender", "many", code: 64).contains("COUNT/TIME"))
        #expect(try desk(office, "guard", "shop", "--per-sender", "none").contains("is set"))
        #expect(try desk(office, "guard", "shop").contains("per sender\tno limit\n"))
    }
}
