import DeskTesting
import DeskWire

/// A day at a desk with one or two accounts, on which people come and go, learn, are given tickets and lose them, by chance.
final class RoutingDay {
    private static let reps = ["r1", "r2", "r3", "r4"]
    private static let accounts = ["one", "two"]

    let desk: MemoryDesk
    let witness = RoutingWitness()
    private(set) var brokenLaws: [String] = []
    private var random: SeededRandom
    private let root: MemoryLink
    private let adapter: MemoryLink
    private var requests = 0
    private var keys = 0
    private var threads = 0

    init(seed: UInt64) throws {
        desk = try MemoryDesk(seed: seed)
        random = SeededRandom(seed: seed)
        root = desk.connect(asUser: 1_000)
        adapter = desk.connect(asUser: 1_000)
        let capabilities = #"{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}"#
        ask(
            adapter,
            #""type":"hello","protocol":[1,1],"role":"adapter","name":"web","manifest":{"key":"web","name":"W","capabilities":\#(capabilities)}"#
        )
        ask(root, #""type":"hello","protocol":[1,1],"role":"admin","name":"root""#)
        ask(root, #""type":"watch""#)
        ask(root, #""type":"rep.set","rep":"root","seat":true"#)
        ask(root, #""type":"team.set","team":"t1""#)
        for skill in ["s1", "s2"] {
            ask(root, #""type":"skill.set","skill":"\#(skill)","rank":"\#(skill == "s1" ? "main" : "secondary")""#)
        }
        for rep in Self.reps { ask(root, #""type":"rep.set","rep":"\#(rep)","seat":true,"capacity":2"#) }
        for account in Self.accounts {
            ask(
                root,
                #""type":"account.create","channel":"web","account":"\#(account)","identifier":{"kind":"opaque","value":"\#(account)"}"#)
            ask(
                root,
                #""type":"routing.set","account":"\#(account)","assign":true,"mode":"users_and_teams","reps":["r1","r2"],"teams":["t1"]"#)
        }
    }

    private func pick<Element>(_ list: [Element]) -> Element { list[Int(random.next() % UInt64(list.count))] }

    private func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

    func step() throws {
        switch random.next() % 100 {
        case ..<40: publish()
        case ..<58: ticket { #""type":"set","ticket":\#($0),"status":"\#(pick(["closed", "closed", "waiting-us"]))","key":"\#($1)""# }
        case ..<64: ticket { #""type":"assign","ticket":\#($0),"to":\#(pick([#""r1""#, #""r3""#, "null"])),"force":true,"key":"\#($1)""# }
        case ..<70: ticket { #""type":"send","ticket":\#($0),"text":"yes","force":true,"key":"\#($1)""# }
        case ..<80: ask(root, #""type":"availability","rep":"\#(pick(Self.reps))","available":\#(chance(60))"#)
        case ..<90: ask(root, #""type":"rep.set","rep":"\#(pick(Self.reps))",\#(repSetting())"#)
        case ..<96: ask(root, #""type":"routing.set","account":"\#(pick(Self.accounts))",\#(routingSetting())"#)
        default: desk.pass(milliseconds: 1_800_000, deadlines: false)
        }
        hear()
    }

    private func publish() {
        if chance(60) { threads += 1 }
        keys += 1
        let thread = chance(60) ? threads : Int(random.next() % UInt64(threads + 1))
        ask(
            adapter,
            #""type":"publish","account":"\#(Self.accounts[thread % 2])","key":"k\#(keys)","thread":"t\#(thread)","#
                + #""from":{"kind":"opaque","value":"c\#(thread)"},"text":"\#(pick(["plain", "hola", "adeu", "spam"]))","at":"2026-11-22T14:48:00Z""#
        )
    }

    private func ticket(_ fields: (Int, String) -> String) {
        guard witness.ticketCount > 0 else { return }
        keys += 1
        ask(root, fields(1 + Int(random.next() % UInt64(witness.ticketCount)), "a\(keys)"))
    }

    private func repSetting() -> String {
        pick([
            #""capacity":\#(1 + random.next() % 4)"#, #""seat":\#(chance(80))"#, #""active":\#(chance(80))"#,
            #""mainTeam":\#(chance(50) ? #""t1""# : "null")"#, #""skills":\#(pick(["[]", #"["s1"]"#, #"["s1","s2"]"#]))"#,
        ])
    }

    private func routingSetting() -> String {
        let rules =
            #"[{"when":"hola","skills":["s1","s2"],"dropSecondary":true},{"when":"adeu","skills":["s2"]},{"when":"spam","mode":"nobody"}]"#
        return pick([
            #""selection":"\#(pick(["least_busy", "round_robin", "random"]))","seed":\#(random.next() % 1_000)"#,
            #""rules":\#(chance(70) ? rules : "[]")"#, #""onlyAvailable":\#(chance(80))"#, #""assign":\#(chance(80))"#,
            #""sticky":"\#(pick(["always", "only_if_available"]))""#, #""returnAfterMinutes":\#(pick(["null", "60"]))"#,
            #""teams":\#(pick(["[]", #"["t1"]"#]))"#,
        ])
    }

    @discardableResult
    private func ask(_ link: MemoryLink, _ fields: String) -> JSONValue? {
        requests += 1
        link.send("{\"id\":\(requests),\(fields)}")
        let frames = link.takeFrames()
        if link === root { watch(frames) }
        return frames.first { $0["re"]?.integer == Int64(requests) }
    }

    private func hear() {
        watch(root.takeFrames())
        _ = adapter.takeFrames()
        // Whoever waits still could be given to nobody.
        for ticket in witness.queued.sorted() {
            guard let now = ask(root, #""type":"rule.test","ticket":\#(ticket)"#), now["assign"]?.bool == true else { continue }
            guard let rep = now["decision"]?["rep"]?.string, !(witness.silent[ticket] ?? []).contains(rep) else { continue }
            brokenLaws.append("\(ticket) waits although \(rep) could take it")
        }
    }

    private func watch(_ frames: [JSONValue]) {
        for frame in frames where frame["type"]?.isString("event") == true {
            for event in frame["events"]?.elements ?? [] { brokenLaws += witness.see(event) }
        }
    }

    /// Every decision about every ticket, made again from what `why` says.
    func remade() -> [String] {
        (1...max(1, witness.ticketCount)).flatMap { ticket in
            (ask(root, #""type":"why","ticket":\#(ticket)"#)?["items"]?.elements ?? []).filter { $0["kind"]?.isString("routed") == true }
                .compactMap { RemadeDecision.trouble($0) }
        }
    }
}
