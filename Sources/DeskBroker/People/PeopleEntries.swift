internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let people: [String: [[UInt8]]] = [
        "rep_set": names("event rep label seat active mainTeam teams capacity skills schedule outOfOffice"),
        "rep_removed": names("event rep"),
        "team_set": names("event team label"),
        "team_removed": names("event team"),
        "skill_set": names("event skill label category rank"),
        "skill_removed": names("event skill"),
        "availability_changed": names("event rep available cause until"),
    ]
}

extension EntryCoding {
    static func append(_ event: PeopleEvent, to writer: inout JSONWriter) {
        switch event {
        case .repSet(let rep):
            writer.field("event", "rep_set")
            writer.repSettings(rep)
        case .repRemoved(let name):
            writer.field("event", "rep_removed")
            writer.slug("rep", name.slug)
        case .teamSet(let team):
            writer.field("event", "team_set")
            writer.slug("team", team.slug.slug)
            writer.text("label", team.label)
        case .teamRemoved(let team):
            writer.field("event", "team_removed")
            writer.slug("team", team.slug)
        case .skillSet(let skill):
            writer.field("event", "skill_set")
            writer.skillSettings(skill)
        case .skillRemoved(let skill):
            writer.field("event", "skill_removed")
            writer.slug("skill", skill.slug)
        case .availabilityChanged(let change):
            writer.field("event", "availability_changed")
            writer.slug("rep", change.rep.slug)
            writer.field("available", change.isAvailable)
            writer.field("cause", change.cause.rawValue)
            if let until = change.until { writer.time("until", until) }
        }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func people(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "rep_set": .people(.repSet(try rep(value)))
        case "rep_removed": .people(.repRemoved(RepName(try slug(value, "rep"))))
        case "team_set":
            .people(.teamSet(Team(slug: TeamSlug(try slug(value, "team")), label: try text(value, "label"))))
        case "team_removed": .people(.teamRemoved(TeamSlug(try slug(value, "team"))))
        case "skill_set": .people(.skillSet(try skill(value)))
        case "skill_removed": .people(.skillRemoved(SkillSlug(try slug(value, "skill"))))
        case "availability_changed": .people(.availabilityChanged(try availabilityChanged(value)))
        default: nil
        }
    }

    private func rep(_ value: JSONValue) throws(UnreadableEntry) -> Rep {
        var absences: [Absence] = []
        for element in value["outOfOffice"]?.elements ?? [] {
            absences.append(Absence(from: try time(element, "from"), to: try time(element, "to")))
        }
        return Rep(
            name: RepName(try slug(value, "rep")), label: optionalText(value, "label"), hasSeat: value["seat"]?.bool ?? false,
            isActive: value["active"]?.bool ?? true, mainTeam: optionalSlug(value, "mainTeam").map { TeamSlug($0) },
            teams: slugs(value, "teams").map { TeamSlug($0) }, capacity: value["capacity"]?.integer.map { Int($0) },
            skills: slugs(value, "skills").map { SkillSlug($0) }, schedule: optionalSlug(value, "schedule").map { ScheduleSlug($0) },
            outOfOffice: absences)
    }

    func optionalSlug(_ value: JSONValue, _ name: String) -> Slug? { value[name]?.utf8.flatMap { Slug($0) } }

    func slugs(_ value: JSONValue, _ name: String) -> [Slug] {
        (value[name]?.elements ?? []).compactMap { $0.utf8.flatMap { Slug($0) } }
    }

    private func skill(_ value: JSONValue) throws(UnreadableEntry) -> Skill {
        guard let rank = (value["rank"]?.string).flatMap(Skill.Rank.init(rawValue:)) else { throw unreadable("a skill's rank") }
        return Skill(
            slug: SkillSlug(try slug(value, "skill")), label: try text(value, "label"), category: try slug(value, "category"), rank: rank)
    }

    private func availabilityChanged(_ value: JSONValue) throws(UnreadableEntry) -> AvailabilityChanged {
        guard let cause = (value["cause"]?.string).flatMap(Availability.Cause.init(rawValue:)), let available = value["available"]?.bool
        else { throw unreadable("an availability") }
        return AvailabilityChanged(
            rep: RepName(try slug(value, "rep")), isAvailable: available, cause: cause,
            until: value["until"] == nil ? nil : try time(value, "until"))
    }
}
