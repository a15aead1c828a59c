import Testing

@testable import DeskKit
@testable import desk_webchat

/// What an account's settings say, and how what cannot be meant is told.
struct LookTests {
    private func look(_ object: String) throws -> Look { try Look(FieldValues(try JSONDocument(parsing: Array(object.utf8)).root)) }

    @Test("without settings a page looks as it did before there were any")
    func standard() throws {
        #expect(try look("{}") == Look())
        #expect(Look().css == "" && Look().title == "Chat with us")
    }

    @Test("settings are read, and an empty text is none")
    func read() throws {
        let found = try look(
            ##"{"title":"Pots","greeting":"","colour":"#ABCDEF","origins":" https://a.example,http://b.example:8080/ ","port":8081}"##)
        #expect(found.title == "Pots" && found.greeting == Look().greeting && found.port == 8_081)
        #expect(found.origins == ["https://a.example", "http://b.example:8080"])
        #expect(found.css.contains("--mine: #abcdef; --mine-ink: #1d2230;"), "dark letters on a light colour: \(found.css)")
        #expect(try look(##"{"colour":"#000080"}"##).css.contains("--mine-ink: #ffffff;"))
    }

    @Test(
        "what cannot be meant is told by its code and in a sentence",
        arguments: [
            (##"{"colour":"green"}"##, "bad_colour"), (##"{"background":"#12345"}"##, "bad_colour"),
            (##"{"colour":"#12345g"}"##, "bad_colour"),
            (##"{"colour":"#00000é"}"##, "bad_colour"), (#"{"origins":"*"}"#, "bad_origin"),
            (#"{"origins":"https://a; script-src *"}"#, "bad_origin"), (#"{"port":-1}"#, "bad_port"), (#"{"port":65536}"#, "bad_port"),
            (#"{"title":"a\u0007b"}"#, "bad_text"), (#"{"hours":"Mon 9-17"}"#, "bad_hours"), (#"{"hours":"Mon 17:00-09:00"}"#, "bad_hours"),
            (#"{"hours":"Xyz 09:00-17:00"}"#, "bad_hours"), (#"{"hours":"Mon 09:60-17:00"}"#, "bad_hours"),
            (#"{"hours":","}"#, "bad_hours"),
            (#"{"hours":"Mon 09:00-17:00","zone":"../../etc/passwd"}"#, "bad_zone"),
            (#"{"hours":"Mon 09:00-17:00","zone":"Atlantis/Port"}"#, "bad_zone"),
        ])
    func refused(object: String, code: String) throws {
        let trouble = try #require(throws: LookTrouble.self) { try look(object) }
        #expect(trouble.code == code && trouble.sentence.hasSuffix("."), "\(trouble.sentence)")
    }

    @Test("opening hours go around the week, and end at midnight")
    func hours() throws {
        let hours = try OpeningHours("Sat-Mon 10:00-24:00, fri 09:30-12:00", zone: "UTC")
        #expect(hours.spans.map(\.day) == [6, 0, 1, 5])
        #expect(hours.spans.map { [$0.from, $0.to] } == [[600, 1_440], [600, 1_440], [600, 1_440], [570, 720]])
    }

    @Test("what an admin wrote is text on the page, whatever it is, and is not looked at again")
    func escaped() {
        let page = PageHTML.rendered(title: "<b>&{greeting}\"'", greeting: "{title}", account: "shop")
        #expect(page.contains("<h1 id=\"title\">&lt;b&gt;&amp;{greeting}&quot;&#39;</h1>"))
        #expect(page.contains("<p id=\"greeting\">{title}</p>") && page.contains("/look.css?account=shop"))
        #expect(!PageHTML.rendered(title: "x", greeting: "y", account: nil).contains("{"))
    }
}
