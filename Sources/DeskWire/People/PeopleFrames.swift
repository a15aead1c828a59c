public import DeskCore

/// What is read of this part of the desk without changing it.
public enum PeopleQuery: Sendable {
    case reps(RepQuery)
    case rep(RepName)
    case teams
    case skills
}

/// A page of reps that somebody wants.
public struct RepQuery: Sendable {
    public let team: TeamSlug?
    public let skill: SkillSlug?
    public let after: RepName?
    public let limit: Int
}

extension RequestTypes {
    static let people: [RequestType] = [
        RequestType("availability", .people), RequestType("reps", .people), RequestType("rep", .people), RequestType("rep.set", .admin),
        RequestType("rep.remove", .admin), RequestType("teams", .people), RequestType("team.set", .admin),
        RequestType("team.remove", .admin), RequestType("skills", .people), RequestType("skill.set", .admin),
        RequestType("skill.remove", .admin),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func people(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "reps": .people(.reps(try repQuery(fields)))
        case "rep": .people(.rep(RepName(try fields.slug("rep"))))
        case "teams": .people(.teams)
        case "skills": .people(.skills)
        case "rep.set": .command(.people(.setRep(try repChange(fields))))
        case "rep.remove": .command(.people(.removeRep(RepName(try fields.slug("rep")))))
        case "team.set": .command(.people(.setTeam(TeamChange(slug: try fields.team(), label: try fields.label()))))
        case "team.remove": .command(.people(.removeTeam(try fields.team())))
        case "skill.set": .command(.people(.setSkill(try skillChange(fields))))
        case "skill.remove": .command(.people(.removeSkill(SkillSlug(try fields.slug("skill")))))
        case "availability": .command(.people(try availability(fields)))
        default: nil
        }
    }

    private static func repQuery(_ fields: Fields) throws(Refusal) -> RepQuery {
        RepQuery(
            team: fields.optional("team") == nil ? nil : try fields.team(),
            skill: fields.optional("skill") == nil ? nil : SkillSlug(try fields.slug("skill")),
            after: fields.optional("after") == nil ? nil : RepName(try fields.slug("after")), limit: try fields.limit())
    }

    private static func repChange(_ fields: Fields) throws(Refusal) -> RepChange {
        var change = RepChange(name: RepName(try fields.slug("rep")))
        change.label = try fields.edit("label") { fields, name throws(Refusal) in try fields.text(name, bytesMax: labelBytesMax) }
        change.hasSeat = try fields.edit("seat") { fields, name throws(Refusal) in try fields.bool(name) }
        change.isActive = try fields.edit("active") { fields, name throws(Refusal) in try fields.bool(name) }
        change.mainTeam = try fields.edit("mainTeam") { fields, name throws(Refusal) in TeamSlug(try fields.slug(name)) }
        change.teams = try fields.edit("teams") { fields, name throws(Refusal) in try fields.slugs(name).map { TeamSlug($0) } }
        change.capacity = try fields.edit("capacity") { fields, name throws(Refusal) in
            Int(try fields.integer(name, in: 0...Int64(Rep.capacityMax)))
        }
        change.skills = try fields.edit("skills") { fields, name throws(Refusal) in try fields.slugs(name).map { SkillSlug($0) } }
        change.schedule = try fields.edit("schedule") { fields, name throws(Refusal) in ScheduleSlug(try fields.slug(name)) }
        change.outOfOffice = try fields.edit("outOfOffice") { fields, name throws(Refusal) in try absences(fields, name) }
        return change
    }

    private static func absences(_ fields: Fields, _ name: String) throws(Refusal) -> [Absence] {
        var absences: [Absence] = []
        for element in try fields.list(name) {
            guard element.kind == .object else { throw .badField(name, "its elements are objects with from and to") }
            absences.append(Absence(from: try Fields(element).time("from"), to: try Fields(element).time("to")))
        }
        return absences
    }

    private static func skillChange(_ fields: Fields) throws(Refusal) -> SkillChange {
        var rank: Skill.Rank?
        if fields.optional("rank") != nil {
            rank = Skill.Rank(rawValue: try fields.shortString("rank"))
            if rank == nil { throw .badField("rank", "it is neither main nor secondary") }
        }
        return SkillChange(
            slug: SkillSlug(try fields.slug("skill")), label: try fields.label(),
            category: fields.optional("category") == nil ? nil : try fields.slug("category"), rank: rank)
    }

    private static func availability(_ fields: Fields) throws(Refusal) -> PeopleCommand {
        .setAvailability(
            fields.optional("rep") == nil ? nil : RepName(try fields.slug("rep")), available: try fields.bool("available"),
            until: fields.optional("until") == nil ? nil : try fields.time("until"))
    }

    static let labelBytesMax = 256
}

extension Fields {
    func team() throws(Refusal) -> TeamSlug { TeamSlug(try slug("team")) }

    func label() throws(Refusal) -> Text? { try optionalText("label", bytesMax: Dispatch.labelBytesMax) }

    /// A setting: absent is unchanged, null is cleared.
    func edit<Value: Sendable>(
        _ name: String, _ read: (Fields, String) throws(Refusal) -> Value
    ) throws(Refusal) -> Edit<Value> {
        guard let value = object[name] else { return .unchanged }
        return value.isNull ? .cleared : .set(try read(self, name))
    }

    /// Names, at most so many.
    func slugs(_ name: String, countMax: Int = Fields.listMax) throws(Refusal) -> [Slug] {
        guard let value = optional(name) else { return [] }
        guard value.kind == .array else { throw .badField(name, "it is not an array") }
        let elements = value.elements
        guard elements.count <= countMax else { throw .badField(name, "it has more than \(countMax) elements") }
        var slugs: [Slug] = []
        for element in elements {
            guard let slug = element.utf8.flatMap({ Slug($0) }) else {
                throw .badField(name, "it has an element that is no name of 1 to 64 of a-z, 0-9, '.', '_' and '-'")
            }
            slugs.append(slug)
        }
        return slugs
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: PeopleEvent, _ desk: Desk, to writer: inout JSONWriter) {
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

/// People as frames and journal entries show them.
extension JSONWriter {
    public mutating func slugs(_ name: String, _ slugs: [Slug]) {
        self.name(name)
        beginArray()
        for slug in slugs { string(slug.text) }
        endArray()
    }

    /// What is said of a rep; what says nothing is left out.
    public mutating func repSettings(_ rep: Rep) {
        slug("rep", rep.name.slug)
        optionalText("label", rep.label)
        field("seat", rep.hasSeat)
        field("active", rep.isActive)
        if let team = rep.mainTeam { slug("mainTeam", team.slug) }
        if !rep.teams.isEmpty { slugs("teams", rep.teams.map(\.slug)) }
        if let capacity = rep.capacity { field("capacity", capacity) }
        if !rep.skills.isEmpty { slugs("skills", rep.skills.map(\.slug)) }
        if let schedule = rep.schedule { slug("schedule", schedule.slug) }
        guard !rep.outOfOffice.isEmpty else { return }
        name("outOfOffice")
        beginArray()
        for absence in rep.outOfOffice {
            beginObject()
            time("from", absence.from)
            time("to", absence.to)
            endObject()
        }
        endArray()
    }

    public mutating func skillSettings(_ skill: Skill) {
        slug("skill", skill.slug.slug)
        text("label", skill.label)
        slug("category", skill.category)
        field("rank", skill.rank.rawValue)
    }

    public mutating func availability(_ availability: Availability) {
        field("available", availability.isAvailable)
        if availability.cause != .none {
            field("cause", availability.cause.rawValue)
            time("since", availability.since)
        }
        if let until = availability.until { time("until", until) }
    }
}
