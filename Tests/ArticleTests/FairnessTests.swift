import DeskTesting
import DeskWire
import Testing

/// Nobody is forgotten, nobody is overloaded, nobody is two people.
@Suite("Complaints: who answers, and whom")
struct FairnessTests {
    private static func assign(_ front: Front, _ more: String = "") throws {
        try front.ask("root", "routing.set", #""account":"shop","assign":true,"mode":"users_and_teams","reps":["ana","kim"]\#(more)"#)
    }

    @Test(
        "when everybody is busy nothing is forgotten, nothing overtakes, and the load stays even", .tags(.u21),
        arguments: 1...4 as ClosedRange<UInt64>)
    func queue(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let front = try Front.open()
        try Self.assign(front)
        for rep in ["ana", "kim"] { try front.ask("root", "rep.set", #""rep":"\#(rep)","capacity":3"#) }
        var waiting: [Int] = []
        var open: [Int: String] = [:]
        for number in 1...40 {
            try front.ask("webchat", "publish", Front.publish("k\(number)", thread: "t\(number)"))
            waiting.append(number)
            while Int.random(in: 0..<3, using: &random) == 0, let closed = open.keys.sorted().randomElement(using: &random) {
                open[closed] = nil
                try front.ask("ana", "set", #""ticket":\#(closed),"status":"closed","key":"c\#(closed)""#)
                try Self.take(&waiting, &open, front)
            }
            try Self.take(&waiting, &open, front)
            let loads = ["ana", "kim"].map { rep in open.values.count { $0 == rep } }
            #expect(loads.allSatisfy { $0 <= 3 }, "seed \(seed)")
            #expect(waiting.isEmpty || loads == [3, 3], "seed \(seed): somebody is free and \(waiting) wait")
        }
        while let closed = open.keys.min() {
            open[closed] = nil
            try front.ask("ana", "set", #""ticket":\#(closed),"status":"closed","key":"d\#(closed)""#)
            try Self.take(&waiting, &open, front)
        }
        #expect(waiting.isEmpty, "seed \(seed): forgotten")
    }

    /// Those that have an owner by now are the first of those that waited.
    private static func take(_ waiting: inout [Int], _ open: inout [Int: String], _ front: Front) throws {
        while let next = waiting.first, let owner = try front.owner(of: next) {
            open[next] = owner
            waiting.removeFirst()
        }
        for ticket in waiting.dropFirst() { #expect(try front.owner(of: ticket) == nil, "\(ticket) overtakes \(waiting[0])") }
    }

    @Test("nobody is given anything outside of their hours or while they are out of office", .tags(.u22))
    func hours() throws {
        let front = try Front.open()
        try Self.assign(front)
        let day = #"[["09:00","17:00"]]"#
        try front.ask(
            "root", "schedule.set",
            #""schedule":"office","zone":"Europe/Madrid","hours":{"mon":\#(day),"tue":\#(day),"wed":\#(day),"thu":\#(day),"fri":\#(day)},"holidays":["2026-11-26"]"#
        )
        // Kim is out for the whole of Wednesday.
        try front.ask("root", "rep.set", #""rep":"ana","schedule":"office""#)
        try front.ask(
            "root", "rep.set",
            #""rep":"kim","schedule":"office","outOfOffice":[{"from":"2026-11-24T23:00:00Z","to":"2026-11-25T23:00:00Z"}]"#)
        var given: [(hour: Int, day: Int, owner: String)] = []
        for number in 1...(24 * 7) {
            let at = front.desk.wallMilliseconds + 3_600_000
            try front.ask("webchat", "publish", Front.publish("k\(number)", thread: "t\(number)"))
            if let owner = try front.owner(of: number) {
                // Madrid is an hour ahead of UTC in November.
                let hours = (front.desk.wallMilliseconds / 3_600_000) + 1
                given.append((Int(hours % 24), Int(hours / 24), owner))
            }
            front.desk.pass(milliseconds: at - front.desk.wallMilliseconds, deadlines: false)
        }
        #expect(given.count > 20, "during the hours somebody gets it at once")
        // 1970-01-01 was a Thursday; 2026-11-25 is day 20,782.
        for gift in given {
            #expect((9..<17).contains(gift.hour), "\(gift)")
            #expect(![2, 3].contains(gift.day % 7), "a week-end: \(gift)")
            #expect(gift.day != 20_783, "a holiday: \(gift)")
            #expect(gift.day != 20_782 || gift.owner == "ana", "out of office: \(gift)")
        }
        // What came at night was given first thing in the morning.
        #expect(try (1...(24 * 5)).allSatisfy { try front.owner(of: $0) != nil })
    }

    @Test("one address is one person on every channel, and two of one name are two", .tags(.u23))
    func onePerson() throws {
        let front = try Front.open()
        try front.attach("post", capabilities: #"{"deliveryIdentifierTypes":["email"],"threadingModel":"by_address"}"#)
        try front.ask(
            "root", "account.create", #""channel":"post","account":"post","identifier":{"kind":"email","value":"post@example.org"}"#)
        let maria = #"{"kind":"email","value":"maria@example.org","name":"Maria"}"#
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t1", from: maria))
        try front.ask("post", "publish", Front.publish("k2", thread: nil, from: maria, account: "post"))
        #expect(try front.ask("root", "stats")["contacts"]?.integer == 1)
        // Another Maria, and a third who calls herself by the first one's address.
        try front.ask("webchat", "publish", Front.publish("k3", thread: "t3", from: #"{"kind":"opaque","value":"m2","name":"Maria"}"#))
        try front.ask(
            "webchat", "publish", Front.publish("k4", thread: "t4", from: #"{"kind":"opaque","value":"m3","name":"maria@example.org"}"#))
        #expect(try front.ask("root", "stats")["contacts"]?.integer == 3)
    }

    @Test("who waits for what is told by clocks that know holidays", .tags(.u26))
    func promises() throws {
        try Front.play("sla-clocks")
        try Front.play("sla-pauses")
    }

    @Test("what an account does with a message on a closed ticket is its own to say, and its adapter may close", .tags(.u8, .u27))
    func reopening() throws { try Front.play("reopen-policy") }
}
