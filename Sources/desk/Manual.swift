internal import DeskKit
internal import DeskManual

/// desk(1), from the tables that help and completion read too.
enum Manual {
    static var text: String {
        var page = ManualPage(
            "desk", section: 1, summary: "answer customers from a terminal",
            comment: "Made by `desk __manual`; contrib/make-documents writes it anew.")
        synopsis(&page)
        describe(&page)
        for topic in [
            Topic.connect, .adapter, .routing, .searchSyntax, .writing, .settings, .notifications, .formatting, .keys, .accessibility,
        ] { section(topic, &page) }
        list("ENVIRONMENT", Topic.environment, { .variable($0, $1) }, &page)
        list("FILES", Topic.files, { .path($0, $1) }, &page)
        list("EXIT STATUS", Topic.exitCodes, { .plain($0, $1) }, &page)
        page.section("EXAMPLES")
        for example in Examples.all { page.example(example.explanation, example.typed) }
        page.seeAlso([("desk.conf", 5), ("desk-adapter", 7), ("desk-protocol", 7), ("deskd", 8)])
        return page.text
    }

    private static func synopsis(_ page: inout ManualPage) {
        page.section("SYNOPSIS")
        page.synopsis("Op Ar flag ...")
        page.synopsis("Op Ar flag ...\nAr verb\nOp Ar argument ...")
        page.synopsis("Op Ar flag ...\nNo <\nAr script")
    }

    private static func describe(_ page: inout ManualPage) {
        page.section("DESCRIPTION")
        page.paragraphs(Help.description)
        page.paragraphs(["These flags may be given to every verb:"])
        page.list(Flags.help.map { .flag($0.name, $0.value, $0.help) })
        for group in Verb.Group.allCases {
            page.subsection(group.rawValue)
            page.list(VerbTable.all.filter { $0.group == group }.map(item))
        }
    }

    private static func item(_ verb: Verb) -> ManualPage.Item {
        var texts = [verb.summary]
        if !verb.details.isEmpty { texts.append(verb.details.joined(separator: " ")) }
        var remarks: [String] = []
        if !verb.aliases.isEmpty { remarks.append("Also: " + verb.aliases.map { "`\($0)`" }.joined(separator: ", ") + ".") }
        if verb.doors == .command { remarks.append("As a command only.") }
        if verb.doors == .line { remarks.append("At the prompt and in scripts only.") }
        if !remarks.isEmpty { texts.append(remarks.joined(separator: " ")) }
        return .verb(verb.name, verb.usage, texts, items: verb.flags.map { .flag($0.name, $0.value, $0.help) })
    }

    private static func section(_ topic: Topic, _ page: inout ManualPage) {
        page.section(topic.title.uppercased())
        page.paragraphs(topic.paragraphs)
        page.list(topic.rows.map { .word($0.name, $0.text) })
    }

    private static func list(_ title: String, _ topic: Topic, _ item: (String, String) -> ManualPage.Item, _ page: inout ManualPage) {
        page.section(title)
        page.list(topic.rows.map { item($0.name, $0.text) })
    }
}
