internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: PeopleQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let frame: [UInt8]
        switch query {
        case .reps(let query): frame = try answerReps(query, to: try asked(id))
        case .rep(let name): frame = try answerRep(name, to: try asked(id))
        case .teams: frame = answerTeams(to: try asked(id))
        case .skills: frame = answerSkills(to: try asked(id))
        }
        send(frame, to: session)
    }

    /// Those who are set up, and those who are here or own something without that.
    private func answerReps(_ query: RepQuery, to id: UInt64) throws(Refusal) -> [UInt8] {
        let everybody = desk.people.sortedReps + strangersAmongReps
        let asked = everybody.filter { rep in
            (query.team.map(rep.allTeams.contains) ?? true) && (query.skill.map(rep.skills.contains) ?? true)
        }.sorted { $0.name < $1.name }
        let rest = asked.drop { rep in query.after.map { rep.name <= $0 } ?? false }
        return AnswerFrames.ok(to: id) { writer in
            var shown = 0
            writer.name("items")
            writer.beginArray()
            while shown < min(query.limit, rest.count), writer.bytes.count < limits.answerBytesMax {
                write(rest[rest.startIndex + shown], to: &writer)
                shown += 1
            }
            writer.endArray()
            writer.slug("next", shown < rest.count ? rest.prefix(shown).last?.name.slug : nil)
            writer.field("total", asked.count)
        }
    }

    private var strangersAmongReps: [Rep] { places.keys.filter { desk.people.rep($0) == nil }.map { Rep($0) } }

    private func answerRep(_ name: RepName, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard let rep = desk.people.rep(name) ?? (places[name] == nil ? nil : Rep(name)) else {
            throw Refusal(.notFound, "Nobody has set up a rep \(name.slug), and none of that name is here; `desk rep list` shows all.")
        }
        return AnswerFrames.ok(to: id) { writer in
            writer.name("rep")
            write(rep, to: &writer)
        }
    }

    private func write(_ rep: Rep, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.repSettings(rep)
        if rep.label == nil, let label = labels[rep.name] { writer.field("label", label) }
        writer.field("configured", desk.people.rep(rep.name) != nil)
        writer.availability(desk.people.availability(of: rep.name))
        writer.field("open", desk.routing.load(of: rep.name))
        writer.field("online", places[rep.name] != nil)
        writer.endObject()
    }

    private func answerTeams(to id: UInt64) -> [UInt8] {
        let reps = desk.people.sortedReps
        return AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for team in desk.people.sortedTeams {
                writer.beginObject()
                writer.slug("team", team.slug.slug)
                writer.text("label", team.label)
                writer.field("members", reps.count { $0.mainTeam == team.slug })
                writer.field("extraMembers", reps.count { $0.teams.contains(team.slug) })
                writer.endObject()
            }
            writer.endArray()
        }
    }

    private func answerSkills(to id: UInt64) -> [UInt8] {
        let reps = desk.people.sortedReps
        let accounts = accountsBySkill
        return AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for skill in desk.people.sortedSkills {
                writer.beginObject()
                writer.skillSettings(skill)
                let holders = reps.filter { $0.skills.contains(skill.slug) }
                writer.field("reps", holders.count)
                writer.slugs("someReps", holders.prefix(Self.someReps).map(\.name.slug))
                writer.slugs("accounts", accounts[skill.slug, default: []].map(\.slug))
                writer.endObject()
            }
            writer.endArray()
        }
    }

    /// Some of those whose rules ask for each skill. All accounts are looked at once, and not once a skill.
    private var accountsBySkill: [SkillSlug: [AccountSlug]] {
        desk.routing.configuredAccounts.reduce(into: [:]) { accounts, account in
            for skill in desk.routing.settings(of: account).skills where accounts[skill, default: []].count < Self.someReps {
                accounts[skill, default: []].append(account)
            }
        }
    }

    /// Of a skill's reps and accounts in a list; `reps` with the skill gives all.
    private static let someReps = 10
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: PeopleEvent, in sequence: SequenceNumber) {}
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: PeopleCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .setRep(let change): writer.slug("rep", change.name.slug)
        case .removeRep(let name): writer.slug("rep", name.slug)
        case .setTeam(let change): writer.slug("team", change.slug.slug)
        case .removeTeam(let team): writer.slug("team", team.slug)
        case .setSkill(let change): writer.slug("skill", change.slug.slug)
        case .removeSkill(let skill): writer.slug("skill", skill.slug)
        case .setAvailability(let name, let available, let until):
            if let name { writer.slug("rep", name.slug) }
            writer.field("available", available)
            if let until { writer.time("until", until) }
        }
    }
}
