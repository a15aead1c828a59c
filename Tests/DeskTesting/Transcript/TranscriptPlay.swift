internal import DeskWire

/// Plays transcripts on a desk, line by line.
///
/// A request that no line answers must have been answered `ok`. Whatever else the desk says may be left unmentioned, unless it was
/// forbidden.
public final class TranscriptPlay {
    private let desk: any DeskUnderTest
    private var cast: [String: CastMember] = [:]
    private var variables = Variables()
    private var forbidden: [(who: CastMember, expected: FrameExpectation, line: TranscriptLine)] = []
    /// The request that has just been made.
    private var asked: (who: CastMember, request: Int64)?
    private var lastAsker: CastMember?
    private var lastKey = 0

    private struct Complaint: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    public init(on desk: any DeskUnderTest) { self.desk = desk }

    public func play(_ transcript: Transcript) throws {
        var current: TranscriptLine?
        do {
            for line in try transcript.lines() {
                if line.mark != .hears { try requireOk() }
                current = line
                try play(line, of: transcript)
            }
            try requireOk()
            try requireSilence()
        } catch let failure as TranscriptFailure {
            throw failure
        } catch {
            throw TranscriptFailure(
                path: transcript.path, line: current?.number ?? 1, message: "\(current?.source ?? ""): \(error) \(desk.excuse)")
        }
    }

    private func play(_ line: TranscriptLine, of transcript: Transcript) throws {
        switch line.mark {
        case .does: try act(member(line.who), line)
        case .hears: try expect(line)
        case .fault: try suffer(line.fault, transcript)
        }
    }

    private func member(_ name: String) -> CastMember {
        if let known = cast[name] { return known }
        let new = CastMember(name)
        cast[name] = new
        return new
    }

    /// The last request, where no line has looked at its answer.
    private func requireOk() throws {
        guard let (who, request) = asked else { return }
        asked = nil
        let answer = try who.answer(to: request)
        guard let type = answer?["type"], type.isString("ok") || type.isString("welcome") else {
            throw Complaint("(before this line) \(who.name) was answered \(Self.shown(answer)) instead of ok")
        }
    }

    private func requireSilence() throws {
        for (who, expected, line) in forbidden {
            if let frame = try who.overheard(expected, variables) { throw Complaint("line \(line.number) forbids \(Self.shown(frame))") }
        }
    }

    private static func shown(_ frame: JSONValue?) -> String {
        frame.map { String(decoding: $0.raw.prefix(600), as: UTF8.self) } ?? "nothing"
    }
}

// What people and adapters do.
extension TranscriptPlay {
    private func act(_ who: CastMember, _ line: TranscriptLine) throws {
        let verb = line.words[0].value
        let words = line.words.dropFirst().map(variables.filled)
        lastAsker = who
        switch verb {
        case "attach": try attach(who, words)
        case "connect": try who.connect(to: desk)
        case "acknowledges": who.acknowledges = words.first?.value != "nothing"
        case "accept", "refuse", "outcome": try answer(who, verb, words)
        case "sent", "delivered", "read", "failed": try report(who, verb, words)
        case "bytes", "hex", "frame": try who.send(bytes: try Self.bytes(verb, words))
        case "json": try sendAsWritten(who, words)
        default: try ask(who, verb, words)
        }
    }

    private func ask(_ who: CastMember, _ verb: String, _ words: [TranscriptLine.Word]) throws {
        var words = words
        let wantsLatest = words.contains { $0.name == "seen" && $0.value == "latest" }
        words.removeAll { $0.name == "seen" && $0.value == "latest" }
        lastKey += 1
        var sentence = try FrameSentence(verb, words, key: "\(who.name)-\(lastKey)")
        if wantsLatest { sentence.add("seen", json: try head(who, sentence["ticket"] ?? "0")) }
        try say(sentence, who)
    }

    private func say(_ sentence: FrameSentence, _ who: CastMember) throws {
        guard sentence.isRequest else {
            try who.send(sentence.json)
            return try who.settle()
        }
        var sentence = sentence
        let request = who.nextRequest()
        sentence.add("id", json: "\(request)")
        try who.send(sentence.json)
        asked = (who, request)
    }

    /// What a rep who looks at the ticket now is shown to be its head.
    private func head(_ who: CastMember, _ ticket: String) throws -> String {
        let request = who.nextRequest()
        try who.send(#"{"type":"ticket","id":\#(request),"ticket":\#(ticket),"limit":1}"#)
        guard let head = try who.answer(to: request)?["ticket"]?["head"]?.integer else {
            throw Complaint("there is no ticket \(ticket) to be seen")
        }
        return "\(head)"
    }

    /// `attach rep`, `attach admin`, `attach adapter threading=by_address kinds=email`, `attach again`.
    private func attach(_ who: CastMember, _ words: [TranscriptLine.Word]) throws {
        try who.connect(to: desk)
        let role = words.first?.value ?? ""
        if role == "again" {
            guard var hello = who.hello else { throw Complaint("\(who.name) has not attached before") }
            for word in words.dropFirst() where word.name != nil { hello.set(word.name ?? "", json: word.value) }
            return try say(hello, who)
        }
        var hello = try FrameSentence(
            "hello", words.dropFirst().filter { !["threading", "kinds", "capabilities", "accounts", "manifest"].contains($0.name) }, key: ""
        )
        hello.add("protocol", json: "[1,1]")
        hello.add("role", json: "\"\(role)\"")
        hello.add("name", json: "\"\(who.name)\"")
        if role == "adapter" { Self.describe(&hello, words) }
        who.hello = hello
        try say(hello, who)
    }

    private static func describe(_ hello: inout FrameSentence, _ words: [TranscriptLine.Word]) {
        func value(_ name: String, _ usual: String) -> String { words.first { $0.name == name }?.value ?? usual }
        func list(_ text: String) -> String { "[" + text.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        let more = value("capabilities", "{}").dropFirst().dropLast()
        let capabilities =
            #"{"deliveryIdentifierTypes":\#(list(value("kinds", "opaque"))),"threadingModel":"\#(value("threading", "adapter_thread"))""#
            + (more.isEmpty ? "}" : ",\(more)}")
        let manifest = value("manifest", "{}").dropFirst().dropLast()
        let name = manifest.hasPrefix(#""name":"#) ? "" : #","name":"A channel""#
        hello.add(
            "manifest",
            json: #"{"key":\#(hello["name"] ?? "\"\"")\#(name),"capabilities":\#(capabilities)"#
                + (manifest.isEmpty ? "}" : ",\(manifest)}"))
        if words.contains(where: { $0.name == "accounts" }) { hello.add("accounts", json: list(value("accounts", ""))) }
    }

    /// `accept`, `refuse no_session "We were logged out." retryable`, `outcome cannot_tell`: to the last delivery or probe.
    private func answer(_ who: CastMember, _ verb: String, _ words: [TranscriptLine.Word]) throws {
        guard let request = who.given?["id"]?.integer else { throw Complaint("\(who.name) was not asked anything") }
        let ids = words.first { $0.name == "externalIds" }.map { #","externalIds":["\#($0.value)"]"# } ?? ""
        switch verb {
        case "accept": try who.send(#"{"type":"ok","re":\#(request)}"#)
        case "outcome": try who.send(#"{"type":"ok","re":\#(request),"outcome":"\#(words.first?.value ?? "")"\#(ids)}"#)
        default:
            let text = words.first { $0.kind == .quoted }?.value ?? ""
            let isRetryable = words.contains { $0.value == "retryable" }
            try who.send(
                #"{"type":"error","re":\#(request),"code":"\#(words.first?.value ?? "")","message":"\#(text)","retryable":\#(isRetryable)}"#
            )
        }
        try who.settle()
    }

    /// `sent`, `failed "No such number."`: of the last delivery, or of `message=`.
    private func report(_ who: CastMember, _ status: String, _ words: [TranscriptLine.Word]) throws {
        var sentence = try FrameSentence("status", words, key: "")
        sentence.add("status", json: "\"\(status)\"")
        if let message = who.given?["message"]?.integer { sentence.add("message", json: "\(message)") }
        try say(sentence, who)
    }

    /// `json {"type":"ping","id":7}`: whatever the transcript wants to say.
    private func sendAsWritten(_ who: CastMember, _ words: [TranscriptLine.Word]) throws {
        let json = words.first?.value ?? ""
        try who.send(json)
        if let request = try? JSONDocument(parsing: Array(json.utf8)).root["id"]?.integer {
            asked = (who, request)
        } else {
            try who.settle()
        }
    }

    /// `bytes "GET / HTTP/1.1"`, `hex 00000002`, `frame "{]" times=15`.
    private static func bytes(_ verb: String, _ words: [TranscriptLine.Word]) throws -> [UInt8] {
        let times = words.first { $0.name == "times" }.flatMap { Int($0.value) } ?? 1
        var bytes: [UInt8] = []
        for word in words where word.name == nil {
            switch verb {
            case "hex":
                bytes += stride(from: 0, to: word.value.utf8.count - 1, by: 2).compactMap { index in
                    UInt8(word.value.dropFirst(index).prefix(2), radix: 16)
                }
            case "frame": bytes += Framing.frame(word.bytes)
            default: bytes += word.bytes
            }
        }
        return (0..<times).flatMap { _ in bytes }
    }
}

// What the desk says, and what goes wrong.
extension TranscriptPlay {
    private func expect(_ line: TranscriptLine) throws {
        guard let who = line.who == "desk" ? lastAsker : member(line.who) else { throw Complaint("nobody has asked anything") }
        var words = line.words
        switch words[0].value {
        case "ended": return try expectEnd(of: who)
        case "no", "never":
            let isForEver = words.removeFirst().value == "never"
            return try forbid(FrameExpectation(words), who, line, isForEver)
        case "nothing": return try expectNothing(of: who)
        case "later": return try expectLater(from: who)
        default: break
        }
        let expected = FrameExpectation(words)
        let isAnswer = ["ok", "error", "welcome"].contains(expected.type)
        if isAnswer, let (asker, request) = asked, asker === who {
            asked = nil
            guard let answer = try who.answer(to: request) else { throw Complaint("no answer has come") }
            if let complaint = expected.complaint(about: answer, &variables) { throw Complaint("\(complaint): \(Self.shown(answer))") }
            return
        }
        if isAnswer, let request = who.late.first {
            guard let answer = try who.answer(to: request) else { throw Complaint("the late answer has not come") }
            who.late.removeFirst()
            if let complaint = expected.complaint(about: answer, &variables) { throw Complaint("\(complaint): \(Self.shown(answer))") }
            return
        }
        let (frame, complaint) = try who.take(expected, &variables)
        guard let frame else { throw Complaint(complaint) }
        who.forgetEvents(before: frame)
    }

    private func forbid(_ expected: FrameExpectation, _ who: CastMember, _ line: TranscriptLine, _ isForEver: Bool) throws {
        if let frame = try who.overheard(expected, variables) { throw Complaint("there is one: \(Self.shown(frame))") }
        if isForEver { forbidden.append((who, expected, line)) }
    }

    private func expectEnd(of who: CastMember) throws {
        while let link = who.link, !link.hasEnded {
            guard try link.next() != nil || link.hasEnded else { throw Complaint("\(who.name) is still attached") }
        }
    }

    /// The desk has died without an answer.
    private func expectNothing(of who: CastMember) throws {
        guard let (asker, request) = asked, asker === who else { throw Complaint("\(who.name) has asked nothing") }
        asked = nil
        if let answer = try who.answer(to: request) { throw Complaint("it is \(Self.shown(answer))") }
    }

    /// The answer has to wait; the next that this one hears of is what came of it.
    private func expectLater(from who: CastMember) throws {
        guard let (asker, request) = asked, asker === who else { throw Complaint("\(who.name) has asked nothing") }
        asked = nil
        if let answer = try who.answer(to: request) { throw Complaint("it is there: \(Self.shown(answer))") }
        who.late.append(request)
    }

    private func suffer(_ words: String, _ transcript: Transcript) throws {
        let parts = words.split(separator: " ").map(String.init)
        if words.hasPrefix("only in memory") { return }
        if parts.count == 2, parts[0] == "play" { return try play(try Transcript(transcript.directory + parts[1])) }
        if parts.count == 2, parts[1] == "gone" { return member(parts[0]).leave() }
        if parts.count == 3, parts[1] == "reads" {
            member(parts[0]).link?.reads(parts[2] == "again")
            return
        }
        guard let fault = Fault(words) else { throw Complaint("nobody knows this fault") }
        try desk.perform(fault)
        switch fault {
        case .killAndRestart, .restart, .powerCutAndRestart: for member in cast.values { member.isCutOff() }
        case .crashBeforeCommit, .diskIsFull, .clock, .wait: break
        }
    }
}
