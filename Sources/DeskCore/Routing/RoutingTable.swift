/// Who gets a new ticket, and why.
public struct RoutingTable: Sendable {
    /// How many entries about who owns a ticket are remembered of it: the first, and the latest.
    public static let historyMax = 16

    struct Turn: Sendable {
        /// Who was given the last ticket in turn.
        var last: RepName?
        var draws: UInt64 = 0
    }

    private struct Track: Sendable {
        var owner: RepName?
        var isOpen = false
    }

    private var settings: [AccountSlug: RoutingSettings] = [:]
    var turns: [AccountSlug: Turn] = [:]
    private var tracks: [Track] = []
    var loads: [RepName: Int] = [:]
    var lasts: [RepName: SequenceNumber] = [:]
    private var teams: [TicketID: [TeamSlug]] = [:]
    private var passedOver: [TicketID: [RepName]] = [:]
    private var history: [TicketID: [SequenceNumber]] = [:]
    /// Notices to owners that do not lie where mail is fetched from yet, in order.
    public private(set) var unwrittenNotices: [SequenceNumber] = []
    var queue = RoutingQueue()
    var silences = SilenceTimers()
    /// Of the entry that is being applied.
    private var opened: TicketID?
    private var reopened: TicketID?
    /// Accounts that take tickets from silent owners: while there are none, nobody looks at messages for that.
    private(set) var returningAccounts = 0

    public func settings(of account: AccountSlug) -> RoutingSettings { settings[account] ?? .standard }
    public var configuredAccounts: [AccountSlug] { settings.keys.sorted() }
    /// Open tickets that the rep owns.
    public func load(of rep: RepName) -> Int { loads[rep] ?? 0 }
    /// The entry in which the rep was last given a ticket; zero for never.
    public func lastAssigned(_ rep: RepName) -> SequenceNumber { lasts[rep] ?? .zero }
    public func assignedTeams(of ticket: TicketID) -> [TeamSlug] { teams[ticket] ?? [] }
    public func isQueued(_ ticket: TicketID) -> Bool { queue.pool(of: ticket) != nil }
    public var queuedCount: Int { queue.count }
    /// The entries that say how the ticket came to its owners.
    public func history(of ticket: TicketID) -> [SequenceNumber] { history[ticket] ?? [] }

    func owner(of ticket: TicketID) -> RepName? { track(ticket)?.owner }
    func isOpen(_ ticket: TicketID) -> Bool { track(ticket)?.isOpen ?? false }
    func silentOwners(of ticket: TicketID) -> [RepName] { passedOver[ticket] ?? [] }

    /// Opened, or open again, in the entry that is being applied.
    func isNew(_ ticket: TicketID) -> Bool { opened == ticket }
    func isReopened(_ ticket: TicketID) -> Bool { reopened == ticket }

    private func track(_ ticket: TicketID) -> Track? {
        tracks.indices.contains(Int(ticket.number) - 1) ? tracks[Int(ticket.number) - 1] : nil
    }

    func draw(for settings: RoutingSettings, on account: AccountSlug) -> RoutingDecision.Draw {
        switch settings.selection {
        case .leastBusy: .leastBusy
        case .roundRobin: .roundRobin(after: turns[account]?.last)
        case .random: .random(seed: settings.seed, number: turns[account]?.draws ?? 0)
        }
    }
}

// Applying.
extension RoutingTable {
    mutating func apply(_ new: RoutingSettings, to account: AccountSlug) {
        if settings(of: account).returnAfterMinutes != nil { returningAccounts -= 1 }
        if new.returnAfterMinutes != nil { returningAccounts += 1 }
        settings[account] = new
    }

    mutating func apply(_ decision: RoutingDecision, in sequence: SequenceNumber) {
        remember(sequence, of: decision.ticket)
        queue.stopAwaiting(decision.ticket)
        teams[decision.ticket] = decision.teams.isEmpty ? nil : decision.teams
        take(decision, as: sequence)
    }

    /// Whose turn it is next.
    mutating func take(_ decision: RoutingDecision, as sequence: SequenceNumber) {
        guard let chosen = decision.chosen else { return }
        lasts[chosen] = sequence
        guard decision.source != .owner else { return }
        switch decision.draw {
        case .leastBusy: break
        case .roundRobin: turns[decision.account, default: Turn()].last = chosen
        case .random: turns[decision.account, default: Turn()].draws += 1
        }
    }

    mutating func open(_ ticket: TicketID) { opened = ticket }

    mutating func forgetNews() {
        opened = nil
        reopened = nil
    }

    mutating func remember(_ sequence: SequenceNumber, of ticket: TicketID) {
        var entries = history[ticket] ?? []
        guard entries.last != sequence else { return }
        entries.append(sequence)
        if entries.count > Self.historyMax { entries.remove(at: 1) }
        history[ticket] = entries
    }

    mutating func pass(over rep: RepName, for ticket: TicketID) {
        if !silentOwners(of: ticket).contains(rep) { passedOver[ticket, default: []].append(rep) }
    }

    mutating func apply(teams new: [TeamSlug], of ticket: TicketID) { teams[ticket] = new.isEmpty ? nil : new }

    mutating func notify(in sequence: SequenceNumber) { unwrittenNotices.append(sequence) }
    mutating func noticeWritten(_ sequence: SequenceNumber) { unwrittenNotices.removeAll { $0 == sequence } }

    /// Takes note of how a ticket stands: whose it is, and whether it counts.
    /// - Returns: who was given it; nil where nobody was.
    mutating func observe(_ ticket: TicketID, owner: RepName?, isOpen: Bool, in sequence: SequenceNumber) -> RepName? {
        let index = Int(ticket.number) - 1
        while tracks.count <= index { tracks.append(Track()) }
        let old = tracks[index]
        tracks[index] = Track(owner: owner, isOpen: isOpen)
        if old.isOpen, let former = old.owner { count(former, by: -1) }
        if isOpen, let owner { count(owner, by: 1) }
        if let former = old.owner, old.isOpen && !(isOpen && owner == former) { queue.wake(former) }
        if isOpen && !old.isOpen && opened != ticket { reopened = ticket }
        if owner != nil || !isOpen { queue.remove(ticket) }
        if owner != old.owner || !isOpen { queue.stopAwaiting(ticket) }
        if !isOpen { passedOver[ticket] = nil }
        guard old.owner != owner else { return nil }
        silences.stop(ticket)
        if let owner { lasts[owner] = sequence }
        return owner
    }

    mutating func count(_ rep: RepName, by step: Int) {
        let load = load(of: rep) + step
        loads[rep] = load == 0 ? nil : load
    }

    func write(to state: inout StateWriter) {
        for account in configuredAccounts { write(settings(of: account), of: account, to: &state) }
        for account in turns.keys.sorted() {
            state.write(account.slug)
            state.write(turns[account]?.last) { $0.write($1.slug) }
            state.write(turns[account]?.draws ?? 0)
        }
        for rep in loads.keys.sorted() {
            state.write(rep.slug)
            state.write(load(of: rep))
        }
        for rep in lasts.keys.sorted() {
            state.write(rep.slug)
            state.write(lastAssigned(rep).number)
        }
        writeTickets(to: &state)
        queue.write(to: &state)
        silences.write(to: &state)
    }

    private func writeTickets(to state: inout StateWriter) {
        for ticket in teams.keys.sorted() {
            state.write(ticket.number)
            for team in assignedTeams(of: ticket) { state.write(team.slug) }
        }
        for ticket in passedOver.keys.sorted() {
            state.write(ticket.number)
            for rep in silentOwners(of: ticket) { state.write(rep.slug) }
        }
        for ticket in history.keys.sorted() {
            state.write(ticket.number)
            for entry in history(of: ticket) { state.write(entry.number) }
        }
        for notice in unwrittenNotices { state.write(notice.number) }
    }

    private func write(_ settings: RoutingSettings, of account: AccountSlug, to state: inout StateWriter) {
        state.write(account.slug)
        state.write(settings.isOn)
        for word in [settings.mode.rawValue, settings.selection.rawValue, settings.stickiness.rawValue] { state.write(Array(word.utf8)) }
        write(settings.targets, to: &state)
        write(settings.fallback, to: &state)
        state.write(settings.onlyAvailable)
        state.write(settings.skipsOfflineOwner)
        state.write(settings.seed)
        state.write(settings.returnAfterMinutes) { $0.write($1) }
        for rule in settings.rules {
            state.write(rule.condition.text)
            for skill in rule.skills { state.write(skill.slug) }
            state.write(rule.dropsSecondary)
            if let targets = rule.targets { write(targets, to: &state) }
            state.write(rule.mode) { $0.write(Array($1.rawValue.utf8)) }
        }
    }

    private func write(_ targets: RoutingTargets, to state: inout StateWriter) {
        state.write(targets.reps.count)
        for rep in targets.reps { state.write(rep.slug) }
        state.write(targets.teams.count)
        for team in targets.teams { state.write(team.slug) }
    }
}
