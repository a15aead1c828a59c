internal import DeskConsole
internal import DeskKit

/// `desk __complete WORDS…`: what the last of the words may become, one a line, a tab before what it is about. It is quick,
/// asks nobody anything, and says nothing where it has nothing to say.
final class CompletionAnswer {
    /// Longer than this no broker is waited for.
    static let millisecondsMax = 100
    private static let aboutColumnsMax = 60
    private static let candidatesMax = 500
    /// Stands for: the names of files, which shells know best.
    static let files = ":files"

    private let plan: CompletionPlan
    private let last: String
    private var found: [Candidate]
    private var awaited: [DeskWord] = []
    private var isOver = false

    init(_ words: [String]) {
        last = words.last ?? ""
        plan = CompletionPlan(Array(words.dropLast()), last: last, door: .command)
        found = plan.candidates
    }

    func lines() -> [String] {
        if plan.verb.map({ !$0.doors.contains(.command) }) == true { return [] }
        if !plan.asks.isEmpty { askTheDesk() }
        var seen: Set<String> = []
        let lines = found.filter(isWorthSaying).filter { seen.insert($0.word).inserted }.prefix(Self.candidatesMax).map(line)
        return lines + (plan.wantsFiles ? [Self.files] : [])
    }

    /// `owner:` is nothing new to who has typed it.
    private func isWorthSaying(_ candidate: Candidate) -> Bool {
        candidate.word.hasPrefix(last) && !(candidate.word.hasSuffix(":") && candidate.word == last)
    }

    private func line(_ candidate: Candidate) -> String {
        let word = SafeText.line(candidate.word)
        guard !candidate.about.isEmpty else { return word }
        return word + "\t" + Self.brief(SafeText.line(candidate.about.filter { $0 != "`" }))
    }

    /// As many words as there is room for; half of one is none.
    private static func brief(_ text: String) -> String {
        guard DisplayWidth.columns(of: text) > aboutColumnsMax else { return text }
        let words = DisplayWidth.wrap(text, to: aboutColumnsMax - 1)[0]
        return String(words.reversed().drop { " ,;:".contains($0) }.reversed()) + "…"
    }

    /// Whatever goes wrong: what is known without the desk is offered all the same.
    private func askTheDesk() {
        guard let loop = try? EventLoop(), let link = try? link(loop) else { return }
        loop.after(milliseconds: Self.millisecondsMax) { [self] in isOver = true }
        link.onState = { [self, unowned link] state in
            switch state {
            case .connecting: break
            case .attached: if awaited.isEmpty { ask(link) }
            case .waiting, .ended: isOver = true
            }
        }
        link.start()
        while !isOver { do { try loop.turn(waitingAtMostMilliseconds: nil) } catch { break } }
        link.close()
    }

    private func link(_ loop: EventLoop) throws -> BrokerLink {
        var role = Introduction.Role.rep
        if case .broker(let wanted)? = plan.verb?.need { role = wanted }
        let hello = Introduction(role, name: try Login.name(plan.flags.name), software: Program.software)
        let place = try SocketLocation(explicit: plan.flags.socket)
        let link = BrokerLink(loop: loop, endpoint: .path(place), hello: hello, comesBack: false)
        GivenName.follow(link, plan.flags)
        return link
    }

    private func ask(_ link: BrokerLink) {
        awaited = plan.asks.map(\.what)
        for (what, prefix) in plan.asks {
            link.request(what.request, what.fields) { [self] answer in
                if case .ok(let body) = answer {
                    found += what.candidates(body).map { Candidate(word: prefix + $0.word, about: $0.about) }
                }
                awaited.removeLast()
                if awaited.isEmpty { isOver = true }
            }
        }
    }
}

// What is asked, and what the answer says.
extension DeskWord {
    fileprivate var request: String {
        switch self {
        case .ticket: "tickets"
        case .rep: "who"
        case .account, .channel: "channels"
        case .adapter: "adapters"
        case .pipeline: "pipelines"
        case .property: "properties"
        }
    }

    fileprivate func fields(_ writer: inout JSONWriter) {
        guard self == .ticket else { return }
        writer.field("query", "is:open")
        writer.field("limit", 200)
    }

    fileprivate func candidates(_ body: JSONValue) -> [Candidate] {
        let items = body["items"]?.elements ?? []
        return switch self {
        case .ticket:
            items.compactMap(TicketFacts.init).map { Candidate(word: "\($0.number)", about: $0.shownContact + ": " + $0.shownSubject) }
        case .rep: items.compactMap { $0["name"]?.string }.map { Candidate(word: $0) }
        case .channel: items.compactMap { item in item["channel"]?.string.map { Candidate(word: $0, about: item["name"]?.string ?? "") } }
        case .adapter:
            items.filter { $0["supervised"]?.bool == true }.compactMap { item in
                item["name"]?.string.map { Candidate(word: $0, about: AdapterWords(item).state) }
            }
        case .pipeline: labeled("pipeline", items)
        case .property: labeled("property", items)
        case .account:
            items.flatMap { $0["accounts"]?.elements ?? [] }.compactMap { account in
                account["account"]?.string.map { Candidate(word: $0, about: account["label"]?.string ?? "") }
            }
        }
    }

    private func labeled(_ name: String, _ items: [JSONValue]) -> [Candidate] {
        items.compactMap { item in item[name]?.string.map { Candidate(word: $0, about: item["label"]?.string ?? "") } }
    }
}
