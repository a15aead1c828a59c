internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// Whether a channel can be connected: what the broker says of it, and what lies on this machine.
struct Preflight {
    let isReady: Bool
    let findings: [Finding]
    private let channel: String
    private let near: String?

    /// - Parameters:
    ///   - body: the broker's answer; nil where there is none to ask.
    ///   - start: what starts the adapter, where it has to be started.
    init(_ body: JSONValue?, _ catalogue: Catalogue, _ channel: String, brokerTrouble: String = "", start: () -> String) {
        self.channel = SafeText.line(channel)
        isReady = body?["ready"]?.bool == true
        let item = catalogue.item(channel)
        let isRegistered = body?["manifest"]?.isNull == false
        near = item == nil && !isRegistered ? NearestWord.name(like: channel, among: catalogue.items.map(\.key)) : nil
        var findings = [Self.manifest(item, catalogue, isRegistered, self.channel)]
        if body == nil { findings.append(.fail("broker", brokerTrouble, "desk doctor")) }
        let checks = body?["checks"]?.elements ?? []
        let isAway = checks.contains { $0["check"]?.isString("running") == true && $0["ok"]?.bool != true }
        let mend = isAway ? start() : ""
        for check in checks where !(isAway && check["check"]?.isString("service") == true) {
            findings.append(Self.finding(check, start: mend, self.channel))
        }
        self.findings = findings
    }

    /// Nothing failed, also of what does not stand in the way of connecting.
    var isWell: Bool { isReady && !findings.contains { $0.grade == .fail } }

    /// A word for programs.
    var code: String {
        if findings.contains(where: { $0.check == "registered" && $0.grade == .fail }) { return "channel_not_installed" }
        return findings.contains { $0.check == "role" && $0.grade == .fail } ? "not_permitted" : "not_ready"
    }

    /// The first thing in the way, in a sentence.
    var verdict: String {
        guard let first = findings.first(where: { $0.grade == .fail }) else {
            return "\(channel) cannot be connected now; desk channel check \(channel)"
        }
        let guess = near.map { " Did you mean \($0)?" } ?? ""
        let mend = first.mend.isEmpty ? "." : ". Mend it: \(first.mend)."
        let beginning = isReady ? "\(channel) can be connected, but something is wrong" : "\(channel) cannot be connected"
        return "\(beginning): \(first.text)\(mend)\(guess)"
    }

    func lines(_ format: Format) -> [String] {
        findings.flatMap { finding in
            let line = finding.line(format)
            return format.isForPeople ? TextWrap.hanging(line, columns: format.columns()) : [line]
        }
    }

    private static func manifest(_ item: Catalogue.Item?, _ catalogue: Catalogue, _ isRegistered: Bool, _ channel: String) -> Finding {
        guard let item else {
            let place = "\(catalogue.directory)/desk-\(channel) and \(channel).manifest.json there"
            // Who runs on another machine's disk, or as a program of another name, has said what it is itself.
            if isRegistered { return .ok("manifest", "its adapter said it; there is nothing of it in \(catalogue.directory)") }
            return .fail("manifest", "there is none: looked at \(place)", "install its adapter, or desk channel available --adapters DIR")
        }
        guard item.fault.isEmpty else {
            return .fail("manifest", "\(item.path): \(item.fault)", "put that right in the adapter, then start it anew")
        }
        return .ok("manifest", item.path)
    }

    private static func finding(_ check: JSONValue, start: String, _ channel: String) -> Finding {
        let name = SafeText.line(check["check"]?.utf8 ?? [])
        let text = SafeText.line(check["message"]?.utf8 ?? []).withoutFullStop
        return check["ok"]?.bool == true ? .ok(name, text) : .fail(name, text, mend(name, start, channel))
    }

    private static func mend(_ check: String, _ start: String, _ channel: String) -> String {
        switch check {
        case "role": "have your user listed under [role admin] in the broker's configuration"
        case "registered", "running": start.isEmpty ? "put its manifest right, then start it anew" : start
        case "service": "desk adapter list, then desk adapter logs \(channel)"
        case "authorized": "desk channel list, then desk channel reauthorize ACCOUNT"
        case "room": "desk channel delete ACCOUNT"
        default: ""
        }
    }
}
