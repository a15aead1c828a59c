import DeskWire

/// Somebody who only hears what watchers are told, keeps the books of it, and says what should not have been.
final class RoutingWitness {
    private(set) var ticketCount = 0
    private(set) var assigned = 0
    private(set) var queued: Set<Int64> = []
    /// Whom a ticket was taken from.
    private(set) var silent: [Int64: [String]] = [:]
    private var owners: [Int64: String] = [:]
    private var closed: Set<Int64> = []
    private var capacities: [String: Int64] = [:]
    private var unfit: [String: Set<String>] = [:]
    private var away: Set<String> = []
    private var givesAway: [String: Bool] = [:]
    private var isPlain: [String: Bool] = [:]
    private var accountOf: [Int64: String] = [:]

    private func load(of rep: String) -> Int { owners.count { $0.value == rep && !closed.contains($0.key) } }

    func see(_ event: JSONValue) -> [String] {
        let ticket = event["ticket"]?.integer ?? 0
        switch event["event"]?.string {
        case "ticket_opened":
            ticketCount += 1
            accountOf[ticket] = event["account"]?.string
        case "rep_set": see(rep: event)
        case "routing_set": see(settings: event)
        case "availability_changed":
            let rep = event["rep"]?.string ?? ""
            if event["available"]?.bool == true { away.remove(rep) } else { away.insert(rep) }
        case "routed": return see(routed: event, ticket)
        case "routing_returned": silent[ticket, default: []].append(event["rep"]?.string ?? "")
        case "assigned": return see(assigned: event, ticket)
        case "status_changed":
            if event["open"]?.bool == false {
                closed.insert(ticket)
                queued.remove(ticket)
                silent[ticket] = nil
            } else {
                closed.remove(ticket)
            }
        default: break
        }
        return []
    }

    private func see(rep event: JSONValue) {
        let rep = event["rep"]?.string ?? ""
        capacities[rep] = event["capacity"]?.integer
        unfit[rep] = Set([event["seat"]?.bool == true ? nil : "seat", event["active"]?.bool == true ? nil : "active"].compactMap(\.self))
    }

    private func see(settings event: JSONValue) {
        let account = event["account"]?.string ?? ""
        givesAway[account] = event["settings"]?["onlyAvailable"]?.bool == false
        isPlain[account] = event["settings"]?["rules"]?.elements.isEmpty == true && event["settings"]?["assign"]?.bool == true
    }

    private func see(routed event: JSONValue, _ ticket: Int64) -> [String] {
        switch event["outcome"]?.string {
        case "queued":
            queued.insert(ticket)
            return []
        case "assigned": break
        default: return []
        }
        assigned += 1
        guard let rep = event["rep"]?.string, let account = event["account"]?.string else { return ["\(ticket) was given to nobody"] }
        var broken: [String] = []
        if let capacity = capacities[rep], Int64(load(of: rep)) >= capacity, owners[ticket] != rep { broken.append("\(rep) was full") }
        if let faults = unfit[rep], !faults.isEmpty { broken.append("\(rep) lacks \(faults)") }
        if away.contains(rep), givesAway[account] == false { broken.append("\(rep) was away") }
        if silent[ticket]?.contains(rep) == true { broken.append("\(rep) was silent before") }
        // Where there are no rules all tickets of an account are alike.
        let older = queued.filter { $0 < ticket && accountOf[$0] == account && silent[$0]?.contains(rep) != true }
        if isPlain[account] == true, let first = older.min() { broken.append("\(first) was overtaken") }
        return broken.map { "\(ticket) went to \(rep): \($0)" }
    }

    private func see(assigned event: JSONValue, _ ticket: Int64) -> [String] {
        let (from, to) = (event["from"]?.string, event["to"]?.string)
        defer { owners[ticket] = to }
        if to != nil { queued.remove(ticket) }
        return owners[ticket] == from ? [] : ["\(ticket) was \(owners[ticket] ?? "nobody")'s, and is taken from \(from ?? "nobody")"]
    }
}
