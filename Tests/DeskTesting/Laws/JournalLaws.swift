internal import DeskBroker
internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// What must hold of any journal, entry by entry, whatever was asked of the desk: read from the journal alone, with the state that the
/// desk had before each entry.
public struct JournalLaws {
    private let desk: MemoryDesk
    private var replay: Replay
    private var owners: [Int64: String] = [:]
    /// Accounts that are off whose replies from before may still go, and the entry that switched them off.
    private var stillGoing: [String: Int64] = [:]
    public private(set) var complaints: [String] = []
    /// How many decisions of routing were made again.
    public private(set) var decisions = 0

    public init(_ desk: MemoryDesk) {
        self.desk = desk
        replay = Replay(digestKey: desk.journal.digestKey)
    }

    public mutating func check() {
        for sequence in stride(from: 1, through: desk.journal.head, by: 1) where complaints.count < 5 {
            guard let bytes = try? desk.journal.read(sequence, { span in span.indices.map { span[$0] } }),
                let root = try? JSONDocument(parsing: bytes).root
            else { return complain(sequence, "it cannot be read") }
            let before = replay.desk
            do { try replay.apply(bytes.span, sequence: sequence) } catch { return complain(sequence, "\(error)") }
            check(root, sequence, before, replay.desk)
        }
        if complaints.isEmpty, replay.desk.stateBytes() != desk.broker.desk.stateBytes() {
            complaints.append("the journal makes another state than service did")
        }
    }

    private mutating func complain(_ sequence: UInt64, _ text: String) { complaints.append("entry \(sequence): \(text)") }

    private mutating func check(_ entry: JSONValue, _ sequence: UInt64, _ before: Desk, _ after: Desk) {
        let events = entry["events"]?.elements ?? []
        for event in events {
            switch event["event"]?.string {
            case "assigned": checkOwner(event, sequence, before, isAutomatic: entry["by"]?["role"]?.isString("desk") == true)
            case "message_received": checkIncoming(event, events, sequence, before)
            case "delivery_changed": checkOutgoing(event, sequence, before)
            case "account_changed": stillGoing[event["account"]?.string ?? ""] = nil
            case "account_queue":
                if event["queued"]?.isString("wait") == true { stillGoing[event["account"]?.string ?? ""] = Int64(sequence) }
            default: break
            }
        }
        if events.contains(where: { $0["event"]?.isString("routed") == true }) { checkDecision(entry, events, sequence, before, after) }
        checkLoads(sequence, after)
    }

    /// A ticket has one owner, who is the one that the next change names.
    private mutating func checkOwner(_ event: JSONValue, _ sequence: UInt64, _ before: Desk, isAutomatic: Bool) {
        guard let ticket = event["ticket"]?.integer else { return }
        let from = event["from"]?.string
        if owners[ticket] != from {
            complain(sequence, "ticket \(ticket) is taken from \(from ?? "nobody"), and \(owners[ticket] ?? "nobody") had it")
        }
        owners[ticket] = event["to"]?.string
        guard isAutomatic, let name = event["to"]?.string.flatMap({ Slug($0) }).map({ RepName($0) }) else { return }
        checkCapacity(of: name, sequence, before)
    }

    /// Nobody is given more than they can take, nor anything without a seat or while not active.
    private mutating func checkCapacity(of name: RepName, _ sequence: UInt64, _ before: Desk) {
        guard let rep = before.people.rep(name), rep.isActive, rep.hasSeat else {
            return complain(sequence, "\(name.slug) was given a ticket without being active and having a seat")
        }
        let open = before.tickets.all.count { $0.owner == name && before.tickets.isOpen($0) }
        if let capacity = rep.capacity, open >= capacity {
            complain(sequence, "\(name.slug) had \(open) open tickets of \(capacity) and was given another")
        }
    }

    /// What the desk counts is what there is.
    private mutating func checkLoads(_ sequence: UInt64, _ after: Desk) {
        var loads: [RepName: Int] = [:]
        for ticket in after.tickets.all where after.tickets.isOpen(ticket) { if let owner = ticket.owner { loads[owner, default: 0] += 1 } }
        for name in DeskMachine.reps.compactMap({ Slug($0) }).map({ RepName($0) }) where after.routing.load(of: name) != loads[name] ?? 0 {
            complain(sequence, "\(name.slug) has \(loads[name] ?? 0) open tickets and counts as having \(after.routing.load(of: name))")
        }
    }

    /// The same again comes of the same state; nobody who could be given an older ticket is given a younger one.
    private mutating func checkDecision(
        _ entry: JSONValue, _ events: [JSONValue], _ sequence: UInt64, _ before: Desk, _ after: Desk
    ) {
        guard let at = entry["at"]?.string.flatMap({ Timestamp(text: Array($0.utf8)) }),
            case .record(let again)? = try? before.decide(.tick, by: .desk, at: at, adapter: { _ in .busyOrAway })
        else { return complain(sequence, "what was decided cannot be decided again") }
        decisions += 1
        var desk = before
        desk.apply(again, in: SequenceNumber(sequence), at: at)
        if desk.stateBytes() != after.stateBytes() { complain(sequence, "another decision comes of the same state") }
        for case .routing(.decided(let decision)) in again { checkOrder(decision, sequence, before) }
    }

    private mutating func checkOrder(_ decision: RoutingDecision, _ sequence: UInt64, _ before: Desk) {
        if decision.chosenAgain != decision.chosen {
            complain(sequence, "its own inputs choose \(String(describing: decision.chosenAgain))")
        }
        guard let chosen = decision.chosen, decision.cause == .queue || decision.cause == .opened else { return }
        for account in before.channels.sortedAccounts where account.isActive {
            let settings = before.routing.settings(of: account.slug)
            guard settings.isOn else { continue }
            for id in before.routing.queuedTickets(of: account.slug) where id < decision.ticket {
                guard let ticket = before.tickets[id], let thread = before.threads[ticket.thread] else { continue }
                // Whom it was taken from is not asked again, which a rehearsal does not know.
                let older = before.rehearse(ticket, in: thread, settings)
                if older.chosen == chosen, before.routing.history(of: id).count < 2 {
                    complain(sequence, "ticket \(decision.ticket.number) overtakes \(id.number), which \(chosen.slug) could take")
                }
            }
        }
    }

    /// The table of flags, incoming.
    private mutating func checkIncoming(_ event: JSONValue, _ events: [JSONValue], _ sequence: UInt64, _ before: Desk) {
        guard event["direction"]?.isString("outgoing") != true, let account = account(event, before) else { return }
        let isReleased = events.contains { $0["event"]?.isString("message_released") == true }
        let isSilenced = events.contains { $0["event"]?.isString("message_silenced") == true }
        if account.isArchived || !account.isAuthorized { complain(sequence, "\(account.slug.slug) took a message although it may not") }
        if !account.isActive, !isReleased, !isSilenced { complain(sequence, "\(account.slug.slug) took a message while it is off") }
    }

    /// The table of flags, outgoing: what is dispatched goes through an account that is on.
    private mutating func checkOutgoing(_ event: JSONValue, _ sequence: UInt64, _ before: Desk) {
        guard event["state"]?.isString("dispatched") == true, let id = event["ticket"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let ticket = before.tickets[TicketID(id)], let thread = before.threads[ticket.thread],
            let account = before.channels.account(thread.account)
        else { return }
        let mayStillGo = stillGoing[account.slug.slug.text].map { (event["message"]?.integer ?? .max) < $0 } ?? false
        if account.isArchived || !account.isAuthorized || !(account.isActive || mayStillGo) {
            complain(sequence, "a reply went out through \(account.slug.slug), which is off")
        }
    }

    private func account(_ event: JSONValue, _ before: Desk) -> Account? {
        event["account"]?.string.flatMap { AccountSlug(Array($0.utf8)) }.flatMap { before.channels.account($0) }
    }
}
