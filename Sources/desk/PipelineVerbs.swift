internal import DeskConsole
internal import DeskKit

/// Which ways tickets go, and what is known of each.
enum PipelineVerbs {
    static let all: [Verb] = [
        Verb(
            name: "set", usage: "[N] NAME=VALUE…", summary: "change a ticket's properties, and its status",
            details: ["NAME= clears; status=S is its status. Several change together or not at all. `property list` shows the names."],
            group: .tickets, shape: .words(1...65), run: TicketChanges.set),
        Verb(
            name: "move", usage: "N PIPELINE [STATUS]", summary: "put a ticket into another pipeline",
            details: ["Without STATUS it goes where new tickets begin there. What is known of it stays."],
            group: .tickets, shape: .words(2...3), run: TicketChanges.move),
        Verb(
            name: "pipeline", usage: "list | show PIPELINE | set PIPELINE STATUSES… | remove PIPELINE",
            summary: "the statuses that tickets go through",
            details: [
                "set: its statuses, in this order: `pipeline set orders asked:open checking:open done:closed --require done=reason`. What is not "
                    + "named stays: labels, what a status of the same name requires, where tickets begin; `--require done=` takes it away.",
                "The same may come as JSON with --file, as `pipeline show --json` says it, with labels of statuses and what is required only where "
                    + "another property has some value.",
                "A status in which there are tickets cannot be taken out. list and show are for reps too, the others are for admins.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls", "show"],
            flags: [
                VerbFlag("--label", "TEXT", "what people read in place of the name"),
                VerbFlag("--require", "STATUS=PROPERTIES", "they must be there for that status; separated by commas; several times"),
                VerbFlag("--create-in", "STATUSES", "in which tickets may begin; separated by commas"),
                VerbFlag("--no-skipping", nil, "no status may be left out on the way; --skipping lets them"),
                VerbFlag("--skipping", nil, "statuses may be left out"),
                VerbFlag("--no-going-back", nil, "but for admins, only on; --going-back lets them back"),
                VerbFlag("--going-back", nil, "tickets may go back"), VerbFlag("--file", "FILE", "read it from this file, as JSON"),
            ],
            shape: .words(1...66), run: pipeline),
        Verb(
            name: "property", usage: "list | set PROPERTY | remove PROPERTY", summary: "what can be known of tickets and contacts",
            details: ["One in use cannot be removed, nor its kind changed. list is for reps too, the others are for admins."],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls"],
            flags: [
                VerbFlag("--kind", "text|number|date|enum|multi_enum|bool", "what its values are"),
                VerbFlag("--option", "NAME", "of an enum: what it may be; several times"),
                VerbFlag("--label", "TEXT", "what people read in place of the name"),
            ],
            shape: .words(1...2), run: property),
    ]

    private static func pipeline(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): PipelineList.run(call)
        case ("show", 2): PipelineList.show(words[1], call)
        case ("set", 2...): PipelineSetting.run(words[1], Array(words[2...]), call)
        case ("remove", 2): remove("pipeline", words[1], call)
        default: call.failForm()
        }
    }

    private static func property(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): PropertyList.run(call)
        case ("set", 2): setProperty(words[1], call)
        case ("remove", 2): remove("property", words[1], call)
        default: call.failForm()
        }
    }

    private static func setProperty(_ name: String, _ call: Call) {
        let options = call.arguments.values("--option").flatMap { $0.split(separator: ",").map(String.init) }
        guard let kind = call.arguments.value("--kind") ?? (options.isEmpty ? nil : "enum") else {
            return call.fail(usage: "property set: of which kind is it? --kind text, number, date, enum, multi_enum or bool")
        }
        PeopleVerbs.set("property", name, call) { writer in
            writer.field("kind", kind)
            if let label = call.arguments.value("--label") { writer.field("label", label) }
            if !options.isEmpty { PipelineSetting.strings("options", options, &writer) }
        }
    }

    private static func remove(_ kind: String, _ name: String, _ call: Call) {
        call.ask(
            kind + ".remove", { $0.field(kind, name) },
            then: { PeopleVerbs.answered("The \(kind) \(SafeText.line(name)) is removed.", "", $0, call) })
    }
}

/// What reps change of one ticket.
enum TicketChanges {
    static func set(_ call: Call) {
        var words = call.arguments.words
        let isNamed = !words[0].contains("=")
        guard let ticket = isNamed ? call.ticket(word: 0) : call.ticket(nil) else { return }
        if isNamed { words.removeFirst() }
        let status = words.last { $0.hasPrefix("status=") }.map { String($0.dropFirst(7)) }
        words.removeAll { $0.hasPrefix("status=") }
        guard status != nil || !words.isEmpty else {
            let example = call.saying("set \(ticket) priority=high")
            return call.fail(usage: "set: what of \(ticket)? it is `set \(call.verb.usage)`, such as `\(example)`")
        }
        PropertyWords.read(words, call) { properties in
            call.change(
                "set",
                {
                    $0.field("ticket", ticket)
                    if let status { $0.field("status", status) }
                    PropertyWords.write("properties", properties, &$0)
                }, refused: { lacks($0, ticket, status.map { "status=\($0) " } ?? "", "say it in the same line", call) },
                then: { answered(ticket, "\(ticket) is set", $0, call) })
        }
    }

    static func move(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        let words = call.arguments.words
        call.change(
            "ticket.move",
            {
                $0.field("ticket", ticket)
                $0.field("pipeline", words[1])
                if words.count > 2 { $0.field("status", words[2]) }
            }, refused: { lacks($0, ticket, "", "set that first", call) },
            then: { answered(ticket, "\(ticket) is in pipeline \(SafeText.line(words[1])) now", $0, call) })
    }

    /// What a status asks for, as it is said with `set`.
    private static func lacks(_ refusal: DeskKit.Refusal, _ ticket: Int64, _ status: String, _ advice: String, _ call: Call) -> Bool {
        guard refusal.code == "required_properties_missing", call.format.shape != .json else { return false }
        let missing = (refusal.data?["properties"]?.elements ?? []).map { RepList.text($0) }
        let values = missing.map { $0 + "=VALUE" }.joined(separator: " ")
        let example = call.saying("set \(ticket) \(status)\(values)")
        call.fail("nothing was changed: the status asks for \(missing.joined(separator: ", ")); \(advice), as `\(example)`")
        return true
    }

    private static func answered(_ ticket: Int64, _ words: String, _ body: JSONValue, _ call: Call) {
        if let status = body["status"]?.string, call.seat.open?.facts.number == ticket { call.seat.open?.facts.status = status }
        let status = body["status"]?.utf8.map { ", and \(SafeText.line($0))" } ?? ""
        PeopleVerbs.answered("\(words)\(status).", "", body, call)
    }
}

/// `pipeline set`: statuses as words, or all of it from a file.
enum PipelineSetting {
    private static let fileBytesMax = 65_536
    private static let contrary = [("--no-skipping", "--skipping"), ("--no-going-back", "--going-back")]
    /// `required` is nil where it was not named: it stays as it is.
    private typealias Status = (name: String, isOpen: Bool, required: [String]?)

    static func run(_ name: String, _ words: [String], _ call: Call) {
        do throws(UsageError) {
            if let path = call.arguments.value("--file") {
                let definition = try file(path)
                guard words.isEmpty else { throw UsageError("statuses are words or in the file, not both") }
                return send(name, call) { writer in
                    for (member, value) in definition { writer.fieldRaw(member, value) }
                }
            }
            let statuses = try statuses(words, call.arguments)
            for (one, other) in contrary where call.arguments.has(one) && call.arguments.has(other) {
                throw UsageError("\(one) and \(other) are contrary; say one of them")
            }
            call.ask("pipelines") { body in
                let former = (body["items"]?.elements ?? []).first { $0["pipeline"]?.isString(name) == true }
                send(name, call) { write(statuses, former, call.arguments, &$0) }
            }
        } catch {
            call.fail(usage: "pipeline set: \(error.description)")
        }
    }

    private static func send(_ name: String, _ call: Call, _ fields: @escaping (inout JSONWriter) -> Void) {
        call.ask(
            "pipeline.set",
            {
                $0.field("pipeline", name)
                fields(&$0)
            },
            then: {
                let shown = SafeText.line(name)
                PeopleVerbs.answered("The pipeline \(shown) is set.", " " + call.saying("pipeline show \(shown)"), $0, call)
            })
    }

    private static func statuses(_ words: [String], _ arguments: Arguments) throws(UsageError) -> [Status] {
        guard !words.isEmpty else { throw UsageError("which statuses? such as new:open waiting:open closed:closed, or --file FILE") }
        var statuses: [Status] = []
        for word in words {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[1] == "open" || parts[1] == "closed" else {
                throw UsageError("'\(PlainText.ascii(word, max: 60))' is neither NAME:open nor NAME:closed")
            }
            statuses.append((parts[0], parts[1] == "open", nil))
        }
        for word in arguments.values("--require") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let place = statuses.firstIndex(where: { $0.name.utf8.elementsEqual(parts[0].utf8) }) else {
                throw UsageError("--require is STATUS=PROPERTY with one of the statuses, and \(PlainText.ascii(word, max: 60)) is not")
            }
            statuses[place].required = (statuses[place].required ?? []) + parts[1].split(separator: ",").map(String.init)
        }
        return statuses
    }

    /// What is not named stays as it was.
    private static func write(_ statuses: [Status], _ former: JSONValue?, _ arguments: Arguments, _ writer: inout JSONWriter) {
        if let label = arguments.value("--label") { writer.field("label", label) } else { copy("label", of: former, &writer) }
        writer.name("statuses")
        writer.beginArray()
        for status in statuses {
            writer.beginObject()
            writer.field("status", status.name)
            writer.field("open", status.isOpen)
            let before = (former?["statuses"]?.elements ?? []).first { $0["status"]?.isString(status.name) == true }
            for member in ["label", "conditional"] { copy(member, of: before, &writer) }
            if let required = status.required { strings("required", required, &writer) } else { copy("required", of: before, &writer) }
            writer.endObject()
        }
        writer.endArray()
        let begins = (former?["createIn"]?.elements ?? []).compactMap(\.string).filter { name in statuses.contains { $0.name == name } }
        if let wish = arguments.value("--create-in") {
            RepSetting.list("createIn", wish, &writer)
        } else if !begins.isEmpty {
            strings("createIn", begins, &writer)
        }
        writer.field("noSkipping", holds("--no-skipping", "--skipping", former?["noSkipping"], arguments))
        writer.field("noGoingBack", holds("--no-going-back", "--going-back", former?["noGoingBack"], arguments))
    }

    private static func copy(_ member: String, of former: JSONValue?, _ writer: inout JSONWriter) {
        if let value = former?[member] { writer.fieldRaw(member, value.raw) }
    }

    private static func holds(_ on: String, _ off: String, _ former: JSONValue?, _ arguments: Arguments) -> Bool {
        arguments.has(on) || (!arguments.has(off) && former?.bool == true)
    }

    static func strings(_ field: String, _ words: [String], _ writer: inout JSONWriter) {
        writer.name(field)
        writer.beginArray()
        for word in words { writer.string(word) }
        writer.endArray()
    }

    /// The members of a definition, but for those that are said otherwise or counted.
    private static func file(_ path: String) throws(UsageError) -> [(String, [UInt8])] {
        let shown = PlainText.ascii(path, max: 200)
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try File(path, .read).descriptor.duplicate().readAll(bytesMax: fileBytesMax) } catch {
            throw UsageError("\(shown) cannot be read (\(error)); a definition has at most 64 KiB")
        }
        do throws(JSONError) {
            let root = try JSONDocument(parsing: bytes).root
            let known: Set<String> = ["label", "statuses", "createIn", "noSkipping", "noGoingBack"]
            return root.members.map { (String(decoding: $0, as: UTF8.self), $1.raw) }.filter { known.contains($0.0) }
        } catch {
            throw UsageError("\(shown) is no JSON: \(error)")
        }
    }
}

/// Pipelines as people read them.
enum PipelineList {
    static func run(_ call: Call) {
        call.ask(
            "pipelines",
            then: { body in
                let pipelines = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for pipeline in pipelines { call.say(json: pipeline.raw) }
                } else {
                    call.say(table(pipelines).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ pipelines: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "pipeline", width: 20), .init(name: "tickets", width: 16), .init(name: "label", width: 24),
            .init(name: "statuses", width: 0),
        ])
        for pipeline in pipelines {
            let count = (pipeline["tickets"]?.members ?? []).reduce(0) { $0 + ($1.1.integer ?? 0) }
            let statuses = (pipeline["statuses"]?.elements ?? []).map { word($0) }.joined(separator: " ")
            let (name, label) = (RepList.text(pipeline["pipeline"]), RepList.text(pipeline["label"]))
            table.rows.append(
                .init(
                    cells: [name, count == 1 ? "1 ticket" : "\(count) tickets", label, statuses],
                    plainCells: [name, "\(count)", label, statuses]))
        }
        return table
    }

    /// As `pipeline set` takes it.
    private static func word(_ status: JSONValue) -> String {
        RepList.text(status["status"]) + (status["open"]?.bool == true ? ":open" : ":closed")
    }

    static func show(_ name: String, _ call: Call) {
        call.ask(
            "pipelines",
            then: { body in
                let pipelines = body["items"]?.elements ?? []
                guard let pipeline = pipelines.first(where: { $0["pipeline"]?.isString(name) == true }) else {
                    let names = pipelines.map { RepList.text($0["pipeline"]) }.joined(separator: ", ")
                    return call.fail("no pipeline is called \(PlainText.ascii(name, max: 60)); there are \(names)")
                }
                if call.format.shape == .json { call.say(json: pipeline.raw) } else { call.say(lines(pipeline, call.format)) }
                call.done()
            })
    }

    private static func lines(_ pipeline: JSONValue, _ format: Format) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 14), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String) { if !value.isEmpty { table.rows.append(.init(cells: [name, value])) } }
        add("pipeline", RepList.text(pipeline["pipeline"]))
        add("label", RepList.text(pipeline["label"]))
        for status in pipeline["statuses"]?.elements ?? [] { add("status", words(of: status, pipeline["tickets"])) }
        add("begins in", RepList.slugs(pipeline["createIn"]))
        add("skipping", pipeline["noSkipping"]?.bool == true ? "no status may be left out" : "")
        add("going back", pipeline["noGoingBack"]?.bool == true ? "only admins" : "")
        return table.lines(format)
    }

    private static func words(of status: JSONValue, _ tickets: JSONValue?) -> String {
        let count = status["status"]?.string.flatMap { tickets?[$0]?.integer } ?? 0
        var words = "\(word(status)), \(count == 1 ? "1 ticket" : "\(count) tickets")"
        if let required = status["required"] { words += ", requires \(RepList.slugs(required))" }
        for condition in status["conditional"]?.elements ?? [] {
            let value = PropertyWords.words(of: condition["is"])
            words += ", requires \(RepList.text(condition["property"])) where \(RepList.text(condition["when"])) is \(value)"
        }
        return words
    }
}

enum PropertyList {
    static func run(_ call: Call) {
        call.ask(
            "properties",
            then: { body in
                let properties = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for property in properties { call.say(json: property.raw) }
                } else if properties.isEmpty {
                    call.remark("There are no properties. \(call.saying("property set NAME --kind text")) makes one.")
                } else {
                    call.say(table(properties).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ properties: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "property", width: 24), .init(name: "kind", width: 10), .init(name: "label", width: 24),
            .init(name: "options", width: 0),
        ])
        for property in properties {
            let cells = ["property", "kind", "label"].map { RepList.text(property[$0]) }
            table.rows.append(.init(cells: cells + [RepList.slugs(property["options"])]))
        }
        return table
    }
}
