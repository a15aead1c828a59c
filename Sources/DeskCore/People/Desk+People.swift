/// Reps, teams, seats, skills and who is available when.
extension Desk {
    func decide(_ command: PeopleCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        if case .setRep(let change) = command { try checkSchedule(change) }
        let events: [PeopleEvent] =
            switch command {
            case .setRep(let change): try people.set(change)
            case .removeRep(let name): try remove(name)
            case .setTeam(let change): try people.set(change)
            case .removeTeam(let team): try remove(team)
            case .setSkill(let change): try people.set(change)
            case .removeSkill(let skill): try remove(skill)
            case .setAvailability(let name, let available, let until):
                try people.setAvailability(try whose(name, author), available: available, until: until, at: now)
            }
        return .record(events.map { .people($0) })
    }

    private func remove(_ name: RepName) throws(Rejection) -> [PeopleEvent] {
        let open = routing.load(of: name)
        guard open == 0 else {
            throw .conflicting(
                "\(name.slug) has \(open) open tickets; give these to others first, or say `desk rep set \(name.slug) --inactive`, and contacts who write again go to somebody else."
            )
        }
        return try people.remove(name)
    }

    private func remove(_ team: TeamSlug) throws(Rejection) -> [PeopleEvent] {
        if let account = routing.configuredAccounts.first(where: { routing.settings(of: $0).teams.contains(team) }) {
            throw .conflicting("The account \(account.slug) gives tickets to the team \(team.slug); take it out of that routing first.")
        }
        return try people.remove(team)
    }

    private func remove(_ skill: SkillSlug) throws(Rejection) -> [PeopleEvent] {
        if let account = routing.configuredAccounts.first(where: { routing.settings(of: $0).skills.contains(skill) }) {
            throw .conflicting("A rule of the account \(account.slug) asks for the skill \(skill.slug); change that rule first.")
        }
        return try people.remove(skill)
    }

    /// Everybody says so of themselves; an admin of others as well.
    private func whose(_ name: RepName?, _ author: Author) throws(Rejection) -> RepName {
        guard let person = author.person else { throw .notYours }
        guard let name, name != person else { return person }
        guard case .admin = author else { throw .notAllowed("Only an admin says of others whether they are available.") }
        guard people.rep(name) != nil else { throw .unknown(PeopleBook.noRep(name)) }
        return name
    }

    mutating func apply(_ event: PeopleEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .repSet(let rep): people.apply(rep)
        case .repRemoved(let name): people.apply(removed: name)
        case .teamSet(let team): people.apply(team)
        case .teamRemoved(let team): people.apply(removed: team)
        case .skillSet(let skill): people.apply(skill)
        case .skillRemoved(let skill): people.apply(removed: skill)
        case .availabilityChanged(let change): people.apply(change, at: now)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`. Hours and absences are the schedules' part: they emit
    /// `availabilityChanged` with their cause, which also ends what somebody has said.
    func peopleDue(at now: Timestamp) -> [Event] {
        people.ends(by: now).prefix(Self.endsAnEntry).map { name in
            let change = AvailabilityChanged(rep: name, isAvailable: people.availability(of: name).afterwards, cause: .until)
            return .people(.availabilityChanged(change))
        }
    }

    private static let endsAnEntry = 100

    /// When time alone will next bring something about; nil where it will not.
    var peopleDeadline: Timestamp? { people.nextEnd }
}
