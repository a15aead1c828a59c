internal import DeskWire

/// The whole desk under random commands: people, routing, accounts, tickets, contacts, strangers and service levels, with jumps of the
/// clock, adapters that come and go, and deaths. The same seed does the same.
public final class DeskMachine {
    public let seed: UInt64
    public let desk: MemoryDesk
    /// What was broken; empty is good.
    public private(set) var complaints: [String] = []
    /// How often each type of frame was answered how: a law that nothing was tried against proves nothing.
    public private(set) var answers: [String: [String: Int]] = [:]

    var random: SeededRandom
    private var links: [String: MemoryLink] = [:]
    private var requests: Int64 = 0
    private var keys = 0
    /// What adapters have been asked and not answered.
    var asked: [(adapter: String, frame: JSONValue)] = []
    /// Messages that went out, for reports of what came of them.
    var delivered: [(adapter: String, message: Int64)] = []
    /// Contacts that were merged into others.
    var merged: [Int] = []

    static let reps = ["ana", "ben", "kim", "li"]
    static let adapters = ["webchat", "sms"]
    static let accounts = ["shop", "help", "phone"]
    static let channels = ["shop": "webchat", "help": "webchat", "phone": "sms"]

    public init(seed: UInt64) throws {
        self.seed = seed
        random = SeededRandom(seed: seed)
        desk = try MemoryDesk(seed: seed)
        attachAll()
        setUp()
    }

    /// So many commands, and then everything that the journal must hold.
    public func run(steps: Int) {
        for step in 1...steps where complaints.isEmpty {
            act()
            if Int.random(in: 0..<60, using: &random) == 0 { die(at: step) }
        }
        if complaints.isEmpty { die(at: steps) }
        guard complaints.isEmpty else { return }
        var laws = JournalLaws(desk)
        laws.check()
        complaints += laws.complaints
    }

    func complain(_ text: String) { complaints.append("seed \(seed): \(text)") }

    /// Whatever the broker dies of, what it had said is there, and the state is what it was.
    private func die(at step: Int) {
        do {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: try desk.perform(.restart)
            case 1: try desk.perform(.killAndRestart)
            default: try desk.perform(.powerCutAndRestart)
            }
        } catch {
            complain("after \(step) commands: \(error)")
        }
        asked = []
        attachAll()
    }

    private func attachAll() { for name in Self.adapters + ["root"] + Self.reps { attach(name) } }

    func attach(_ name: String) {
        links[name]?.close()
        links[name] = desk.connect(asUser: 1_000)
        asked.removeAll { $0.adapter == name }
        let role = Self.adapters.contains(name) ? "adapter" : name == "root" ? "admin" : "rep"
        let kinds = name == "sms" ? #"["phone"],"threadingModel":"by_address""# : #"["opaque","email"],"threadingModel":"adapter_thread""#
        let manifest = #"{"key":"\#(name)","name":"\#(name)","capabilities":{"deliveryIdentifierTypes":\#(kinds)}}"#
        ask(
            name, "hello",
            #""protocol":[1,1],"role":"\#(role)","name":"\#(name)""# + (role == "adapter" ? #","manifest":\#(manifest)"# : ""))
    }

    func isAttached(_ name: String) -> Bool { links[name].map { !$0.hasEnded } ?? false }

    func leave(_ name: String) {
        links[name]?.close()
        asked.removeAll { $0.adapter == name }
    }

    func key() -> String {
        keys += 1
        return #""key":"m\#(keys)""#
    }

    @discardableResult
    func ask(_ name: String, _ type: String, _ fields: String = "") -> JSONValue? {
        guard isAttached(name) else { return nil }
        requests += 1
        links[name]?.send(#"{"type":"\#(type)","id":\#(requests)\#(fields.isEmpty ? "" : ",")\#(fields)}"#)
        let request = requests
        let answer = hear(name).first { $0["re"]?.integer == request }
        let code = answer?["type"]?.isString("error") == true ? answer?["code"]?.string ?? "error" : answer == nil ? "nothing" : "ok"
        answers[type, default: [:]][code, default: 0] += 1
        if ["internal", "malformed"].contains(code) { complain("\(type) \(fields) was answered \(code)") }
        return answer
    }

    /// Says something that is not answered.
    func tell(_ name: String, _ object: String) {
        guard isAttached(name) else { return }
        links[name]?.send(object)
        _ = hear(name)
    }

    private func hear(_ name: String) -> [JSONValue] {
        let frames = links[name]?.takeFrames() ?? []
        for frame in frames where frame["id"] != nil { asked.append((name, frame)) }
        return frames
    }

    /// What has come for adapters since they were last looked at.
    func gather() { for name in Self.adapters { _ = hear(name) } }

    func pick<Element>(_ from: [Element]) -> Element { from[Int.random(in: 0..<from.count, using: &random)] }

    func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    func flag() -> Bool { Bool.random(using: &random) }
}
