import DeskTesting
import DeskWire
import Testing

/// What admins and reps read after they have changed something: all that happened, and nothing that did not.
@Suite(.serialized)
struct AdminAnswerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let words: [String]
        let code: Int32
        /// Parts of what is printed, of answers and complaints alike.
        let parts: [String]
        init(_ words: String, _ code: Int32 = 0, _ parts: String...) {
            (self.words, self.code, self.parts) = (words.split(separator: " ").map(String.init), code, parts)
        }
        var testDescription: String { words.joined(separator: " ") }
    }

    private func walk(_ rows: [Row], _ office: Office) throws {
        for row in rows {
            let result = try office.desk(row.words)
            let said = result.output + result.errors
            #expect(result.code == row.code, "\(row.words): \(result)")
            for part in row.parts { #expect(said.contains(part), "\(row.words): \(result)") }
        }
    }

    @Test("what is with the adapter already is told apart when an account is switched off")
    func inHand() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let rows = [
            Row("reply 1 --force Yes."),
            Row(
                "channel off shop --queued cancel", 0, "is canceled", "refused until it is on",
                " 1 reply is with the adapter already and may go out."),
            Row("channel on shop"), Row("channel edit shop --when-off hold"),
            Row("channel off shop --queued hold", 0, "what comes in is kept, and becomes tickets when it is on"),
            Row("channel on shop"), Row("channel edit shop --when-off silent"),
            Row("channel off shop", 0, "what comes in becomes tickets that nobody is given"),
        ]
        try walk(rows, office)
    }

    @Test("who was merged is said to be who they are now")
    func merged() throws {
        let office = try Office()
        for name in ["maria", "tom"] { try office.say(name, "Hello?") }
        let rows = [
            Row("contact set 2 --name Tom", 0, "Contact 2 is set."), Row("contact merge 2 1"),
            Row("contact set 2 --name Maria", 0, "Contact 2 was merged into 1. Contact 1 is set."),
            Row("block 2", 0, "Contact 2 was merged into 1. Contact 1 is blocked."),
            Row("unblock 2", 0, "Contact 2 was merged into 1. Contact 1 is blocked no more."),
            Row("contact forget 2 --confirm 2", 0, "Contact 2 was merged into 1. Contact 1 is forgotten."),
            Row("help contact", 0, "The words' bytes stay in the journal's files"),
        ]
        try walk(rows, office)
        #expect(try office.desk(["help", "contact"]).output.contains("never rewrites"))
    }

    @Test("nobody answers somebody who was forgotten")
    func forgotten() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let rows = [
            Row("contact forget 1 --confirm 1", 0, "Contact 1 is forgotten."),
            Row("reply 1 --force Yes.", 1, "The contact of ticket 1 was forgotten, so nobody can be answered there; close the ticket."),
            Row("note 1 nothing"), Row("status 1 closed", 0, "1 is closed."),
        ]
        try walk(rows, office)
    }

    @Test("another pipeline is for new tickets, and moving the account takes along what stayed behind")
    func pipeline() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let rows = [
            Row("pipeline set orders asked:open done:closed"),
            Row(
                "policy shop --pipeline orders", 0,
                "Tickets that are there stay where they are; desk channel move shop orders takes them along."),
            Row("inbox --json", 0, "\"status\":\"new\""),
            Row("channel move shop orders", 0, "so do its tickets"), Row("inbox --json", 0, "\"status\":\"asked\""),
            Row("channel move shop orders"),
        ]
        try walk(rows, office)
    }

    @Test("what a status asks for is said with it, and who has not is told how")
    func required() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let rows = [
            Row("property set reason --kind text"), Row("pipeline set support new:open closed:closed --require closed=reason"),
            Row("status 1 closed", 1, "asks for reason", "--set reason=VALUE"),
            Row("reply 1 --force +closed Done.", 1, "asks for reason", "--set reason=VALUE"),
            Row("reply 1 --force --set reson=x +closed Done.", 64, "did you mean reason?"),
            Row("reply 1 --force --set reason=mended +closed Done.", 0, "status closed"),
            Row("status 1 new"), Row("status 1 closed --set reason=again", 0, "1 is closed."),
            Row("info 1", 0, "again"), Row("status 1 new"), Row("set 1 reason="),
            Row("set 1 status=closed", 1, "asks for reason", "`desk set 1 status=closed reason=VALUE`"),
            Row("close 1", 1, "asks for reason", "--set reason=VALUE"), Row("close 1 --set reason=x", 0, "1 is closed."),
            Row("status 1 new"),
            Row("close 7", 1, "no ticket 7"), Row("set 1 reason="),
            Row("reply 1 --force +closed Hello {{contact.first}}.", 1, "asks for reason"),
            Row("reply 1 --seen 1 Hello {{contact.first}}.", 1, "{{contact.first}} would go out as it stands", "--force sends it so"),
            Row("pipeline set orders new:open closed:closed --require new=reason"),
            Row("move 1 orders", 1, "set that first", "`desk set 1 reason=VALUE`"),
        ]
        try walk(rows, office)
    }

    @Test("a reason for a block stays until another is given")
    func blocked() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let rows = [
            Row("block 1 --reason insults"), Row("block 1"), Row("blocked", 0, "insults"), Row("spam 1 --block"),
            Row("blocked", 0, "insults"),
            Row("block 1 --reason threats"), Row("blocked", 0, "threats"), Row("unblock 1", 0, "is blocked no more"),
            Row("unblock 1", 0, "Nothing was changed: it was so already."), Row("follow 1"),
            Row("follow 1", 0, "Nothing was changed: it was so already."), Row("follow 1 --json", 0, "\"changed\":false"),
            Row("find somebody", 64, "find wants an address"), Row("block troll@example.org", 0, "email:troll@example.org is blocked"),
            Row("unblock email:troll@example.org", 0, "is blocked no more"), Row("view", 0, "Assigned to me"),
            Row("unfollow 1", 0, "You do not follow"), Row("unfollow 1", 0, "Nothing was changed"),
        ]
        try walk(rows, office)
    }

    @Test("the latest deeds are as many as were asked for, whatever else the journal has between them")
    func audit() throws {
        let office = try Office()
        for number in 1...120 { #expect(try office.desk(["channel", number % 2 == 0 ? "on" : "off", "shop"]).code == 0) }
        for (limit, count) in [(1, 1), (7, 7), (100, 100)] {
            #expect(try office.desk(["channel", "audit", "shop", "--limit", "\(limit)"]).lines.count == count)
        }
        #expect(try office.desk(["channel", "audit", "--limit", "300"]).lines.count == 122)
        for word in ["0", "x", "100001"] {
            let result = try office.desk(["channel", "audit", "--limit", word])
            #expect(result.code == 64 && result.errors.contains("--limit is a number from 1 to"), "\(result)")
        }
    }
}
