internal import DeskJournal
internal import DeskSystem
internal import DeskWire
internal import Glibc

/// Writers, adapters and a rep at work while the broker is killed again and again, and the audit afterwards.
///
/// Each writer is an adapter too, whose service does, forgets and delays as the seed says. All of it is one thread of one process;
/// the broker is another, so that it dies wherever it happens to be.
public struct KillLoop {
    public enum Ending: Sendable {
        case kill
        /// Asked to stop, by signal, as a service manager does that keeps the listener: whoever is hung up on comes back at once.
        case restart
    }

    public struct Settings: Sendable {
        public var kills = 100
        public var ending = Ending.kill
        public var writers = 4
        public var killMillisecondsMax = 50
        public var unansweredMax = 8
        /// How many messages and replies must have been acknowledged for the audit to prove anything.
        public var messagesMin = 30
        public var repliesMin = 15
        public var seed: UInt64 = 1
        public init() {}
    }

    public struct Report: Sendable {
        public var kills = 0
        public var messages = 0
        public var replies = 0
        public var unknown = 0
        public var secondAttempts = 0
        /// What must not be: empty where all is well.
        public var complaints: [String] = []
    }

    private let settings: Settings
    private let broker: RealBroker
    private var random: SeededRandom
    private var writers: [LoopPeer] = []
    private let rep = LoopPeer("rep", hello: #""role":"rep","name":"ana""#)
    private var service = FakeService()
    /// Deliveries that an adapter has taken and will carry out in a moment.
    private var inHand: [(writer: Int, message: Int64)] = []
    /// It was killed, and nobody can come back before the next one is there.
    private var isBrokerGone = false
    /// The last reply that each writer was given for the first time.
    private var lastGiven: [Int: Int64] = [:]
    public private(set) var report = Report()
    /// Told after each kill.
    public var onKill: (Report) -> Void = { _ in }

    public init(_ settings: Settings, on broker: RealBroker) throws {
        self.settings = settings
        self.broker = broker
        random = SeededRandom(seed: settings.seed)
        for number in 0..<settings.writers {
            let manifest =
                #"{"key":"writer-\#(number)","name":"W","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
            writers.append(LoopPeer("w\(number)", hello: #""role":"adapter","name":"writer-\#(number)","manifest":\#(manifest)"#))
        }
        try makeAccounts()
    }

    private func makeAccounts() throws {
        let admin = try broker.attach(as: "admin", "root")
        for number in writers.indices {
            _ = try broker.connect().attachAdapter("writer-\(number)")
            let account = #""channel":"writer-\#(number)","account":"account-\#(number)""#
            _ = try admin.ask(#""type":"account.create",\#(account),"identifier":{"kind":"opaque","value":"a\#(number)"}"#)
        }
    }

    /// Kills as often as asked, lets everything come to rest, and audits. How much gets done between two kills is the machine's: a disk
    /// that syncs slowly leaves too little to audit, and a quick one no delivery in an adapter's hands to be sent a second time. Then it
    /// goes on, with more time between two kills.
    public mutating func run() throws -> Report {
        var millisecondsMax = settings.killMillisecondsMax
        for count in 0..<settings.kills * 4 {
            if count >= settings.kills {
                if hasEnough { break }
                millisecondsMax += 1
            }
            try round(millisecondsMax)
            report.kills += 1
            onKill(report)
        }
        try rest()
        try audit()
        return report
    }

    private var hasEnough: Bool {
        writers.reduce(0) { $0 + $1.acknowledged.count } >= settings.messagesMin && rep.acknowledged.count >= settings.repliesMin
            && (report.secondAttempts > 0 || settings.ending == .restart)
    }

    private mutating func round(_ millisecondsMax: Int) throws {
        for peer in writers + [rep] { peer.connect(to: broker.socket) }
        let end = MonotonicTime.now.advanced(milliseconds: Int.random(in: 0...millisecondsMax, using: &random))
        while MonotonicTime.now < end {
            work()
            pump()
        }
        if settings.ending == .restart { return try restart() }
        try broker.kill()
        isBrokerGone = true
        // What was sent before it died was said, and counts.
        pump()
        for peer in writers + [rep] { peer.hangUp() }
        inHand = []
        if Int.random(in: 0..<8, using: &random) == 0 {
            try broker.launch()
            _ = try broker.waitForEnd(milliseconds: Int.random(in: 0...30, using: &random))
            try broker.kill()
            report.kills += 1
        }
        try broker.start()
        isBrokerGone = false
    }

    private mutating func restart() throws {
        broker.signal(SIGTERM)
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while try broker.waitForEnd(milliseconds: 0) == nil, MonotonicTime.now < end {
            work()
            pump()
            comeBack()
        }
        pump()
        comeBack()
        if let ended = try broker.waitForEnd(milliseconds: 0), ended == .exited(0) { return try broker.start() }
        report.complaints.append("deskd did not stop as asked: \(broker.log.suffix(300))")
        try broker.kill()
        try broker.start()
    }

    /// Nobody waits for the next broker before they knock.
    private mutating func comeBack() {
        for (number, writer) in writers.enumerated() where writer.hasEnded { reconnect(writer, number) }
        if rep.hasEnded { rep.connect(to: broker.socket) }
    }

    private mutating func pump() {
        for number in writers.indices {
            let writer = writers[number]
            writer.pump { take($0, number) }
        }
        rep.pump { _ in }
        carryOut()
    }
}

// Working.
extension KillLoop {
    private mutating func work() {
        for (number, writer) in writers.enumerated() where writer.isAttached && writer.unanswered.count < settings.unansweredMax {
            let text = words(writer.name)
            writer.order(text) { _ in
                #""type":"publish","account":"account-\#(number)","thread":"t\#(number)","from":{"kind":"opaque","value":"c\#(number)"},"#
                    + #""text":"\#(text)","at":"2026-11-22T14:48:00Z""#
            }
        }
        guard rep.isAttached, rep.unanswered.count < settings.unansweredMax else { return }
        let tickets = writers.compactMap { $0.acknowledged.first?.ticket }
        guard let ticket = tickets.randomElement(using: &random) else { return }
        let text = words("rep")
        rep.order(text) { _ in #""type":"send","ticket":\#(ticket),"text":"\#(text)","force":true"# }
    }

    /// A text that occurs once in the world.
    private mutating func words(_ name: String) -> String {
        let size = [0, 10, 400, 4_000][Int.random(in: 0..<4, using: &random)]
        return "\(name) \(random.next()) \(String(repeating: "é ", count: size / 3))."
    }

    private mutating func take(_ frame: JSONValue, _ number: Int) {
        let writer = writers[number]
        guard let request = frame["id"]?.integer else { return }
        guard let message = frame["message"]?.integer, let type = frame["type"] else {
            return writer.answer(#"{"type":"ok","re":\#(request)}"#)
        }
        if type.isString("probe") { return answerProbe(request, message, writer) }
        noteOrder(message, attempt: frame["attempt"]?.integer ?? 1, number)
        switch Int.random(in: 0..<20, using: &random) {
        case 0:  // It was said, and the adapter died before it could tell.
            service.say(message)
            reconnect(writer, number)
        case 1: reconnect(writer, number)
        case 2...5:
            writer.answer(#"{"type":"ok","re":\#(request)}"#)
            inHand.append((number, message))
        default:
            writer.answer(#"{"type":"ok","re":\#(request)}"#)
            say(message, writer)
        }
    }

    /// Each writer has one thread, so what it is given for the first time is given in the order in which it was written.
    private mutating func noteOrder(_ message: Int64, attempt: Int64, _ number: Int) {
        if attempt > 1 {
            report.secondAttempts += 1
        } else if message <= lastGiven[number, default: 0] {
            report.complaints.append("reply \(message) was given out after reply \(lastGiven[number, default: 0]) of the same thread")
        } else {
            lastGiven[number] = message
        }
    }

    private mutating func answerProbe(_ request: Int64, _ message: Int64, _ writer: LoopPeer) {
        var outcome = service.has(message) ? "sent" : "not_sent"
        if Int.random(in: 0..<10, using: &random) == 0 {
            outcome = "cannot_tell"
            service.doubt(message)
        }
        writer.answer(#"{"type":"ok","re":\#(request),"outcome":"\#(outcome)"}"#)
    }

    private mutating func say(_ message: Int64, _ writer: LoopPeer) {
        service.say(message)
        writer.tell(#""type":"status","message":\#(message),"status":"sent""#)
    }

    private mutating func carryOut() {
        let due = inHand
        inHand = []
        for (number, message) in due {
            if Bool.random(using: &random) { say(message, writers[number]) } else { inHand.append((number, message)) }
        }
    }

    private mutating func reconnect(_ writer: LoopPeer, _ number: Int) {
        inHand.removeAll { $0.writer == number }
        writer.hangUp()
        // An adapter that dies of the last thing that it heard of a dead broker comes back with the others.
        if !isBrokerGone { writer.connect(to: broker.socket) }
    }
}

// The audit.
extension KillLoop {
    /// Everybody comes back, and nothing new is written.
    private mutating func rest() throws {
        for peer in writers + [rep] { peer.connect(to: broker.socket) }
        let admin = try broker.attach(as: "admin", "root")
        let end = MonotonicTime.now.advanced(milliseconds: 60_000)
        while MonotonicTime.now < end {
            for _ in 0..<20 { pump() }
            let isQuiet = (writers + [rep]).allSatisfy { $0.isAttached && $0.unanswered.isEmpty } && inHand.isEmpty
            if isQuiet, try admin.ask(#""type":"stats""#)?["unsent"]?.integer == 0 { return }
        }
        report.complaints.append("not at rest after 60 s: \((writers + [rep]).map { "\($0.name) \($0.unanswered.count)" })")
    }

    private mutating func audit() throws {
        for peer in writers + [rep] { report.complaints += peer.refusals }
        let reader = try broker.attach(as: "rep", "auditor")
        var told: [Int64: String] = [:]
        for ticket in writers.indices {
            for item in try timeline(of: Int64(ticket + 1), reader) { audit(item, &told) }
        }
        for (order, message, _) in (writers + [rep]).flatMap(\.acknowledged) where told.removeValue(forKey: message) != order.text {
            report.complaints.append("\(order.key) was acknowledged as message \(message) and is not there as it was written")
        }
        for (message, text) in told { report.complaints.append("message \(message) was never acknowledged: \(text.prefix(60))") }
        report.messages = writers.reduce(0) { $0 + $1.acknowledged.count }
        report.replies = rep.acknowledged.count
        guard try broker.stop() == .exited(0) else {
            return report.complaints.append("deskd did not stop as asked: \(broker.log.suffix(300))")
        }
        try auditJournal()
    }

    private mutating func audit(_ item: JSONValue, _ told: inout [Int64: String]) {
        guard let message = item["message"]?.integer, let text = item["text"]?.string else { return }
        if told.updateValue(text, forKey: message) != nil { report.complaints.append("message \(message) is there twice") }
        guard let state = item["delivery"]?["state"]?.string else { return }
        if state == "unknown" { report.unknown += 1 }
        if let complaint = service.complaint(message, state) { report.complaints.append(complaint) }
    }

    private func timeline(of ticket: Int64, _ reader: FrameClient) throws -> [JSONValue] {
        var items: [JSONValue] = []
        var before = ""
        while true {
            guard let answer = try reader.ask(#""type":"ticket","ticket":\#(ticket),"limit":200\#(before)"#) else { return items }
            items += answer["items"]?.elements ?? []
            guard let next = answer["next"]?.integer else { return items }
            before = ",\"before\":\(next)"
        }
    }

    /// In the journal itself: sound, and each key in it once.
    private mutating func auditJournal() throws {
        var keys: [String: Int] = [:]
        let journal = try JournalReader.read(DiskStorage(directory: broker.data)) { _, bytes in
            var entry: [UInt8] = []
            for index in bytes.indices { entry.append(bytes[index]) }
            for event in try JSONDocument(parsing: entry).root["events"]?.elements ?? [] {
                if let key = event["key"]?.string { keys[key, default: 0] += 1 }
            }
        }
        if !journal.isSound { report.complaints.append("the journal is damaged: \(journal.damages)") }
        for peer in writers + [rep] {
            for (order, _, _) in peer.acknowledged where keys[order.key] != 1 {
                report.complaints.append("the key \(order.key) is \(keys[order.key, default: 0]) times in the journal")
            }
        }
    }
}
