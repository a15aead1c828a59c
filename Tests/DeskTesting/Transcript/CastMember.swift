internal import DeskWire

/// Somebody in a transcript: their connection, and what they were told and nobody has looked at yet.
final class CastMember {
    let name: String
    private(set) var link: (any DeskLink)?
    /// Answers to requests, until a line asks for them.
    private var answers: [Int64: JSONValue] = [:]
    /// Everything else, in the order in which it came.
    private(set) var inbox: [JSONValue] = []
    /// How they last said hello.
    var hello: FrameSentence?
    /// The delivery or probe that they were last seen to get.
    var given: JSONValue?
    /// Requests whose answers have to wait.
    var late: [Int64] = []
    /// Answers what it is told of its accounts.
    var acknowledges = true
    private var lastRequest: Int64 = 0

    init(_ name: String) { self.name = name }

    func connect(to desk: any DeskUnderTest) throws {
        link?.close()
        link = try desk.connect()
        answers = [:]
        inbox = []
        given = nil
    }

    func leave() {
        link?.close()
        link = nil
    }

    /// The desk they were attached to is dead; what it said last can still be looked at.
    func isCutOff() { link = nil }

    func nextRequest() -> Int64 {
        lastRequest += 1
        return lastRequest
    }

    func send(_ json: String) throws { try send(bytes: Framing.frame(Array(json.utf8))) }

    func send(bytes: [UInt8]) throws {
        guard let link else { throw FrameSentence.NotUnderstood(description: "\(name) is not attached") }
        try link.send(bytes: bytes)
    }

    /// Takes in one frame; false where none comes.
    private func hear() throws -> Bool {
        guard let object = try link?.next() else { return false }
        let frame = try JSONDocument(parsing: object).root
        if let request = frame["re"]?.integer {
            answers[request] = frame
        } else {
            inbox.append(frame)
            try acknowledge(frame)
        }
        return true
    }

    /// Nobody tells stories about accounts that are made known, so they are acknowledged without a line, unless a story is told about
    /// just that.
    private func acknowledge(_ frame: JSONValue) throws {
        guard acknowledges, frame["type"]?.isString("account") ?? false, let request = frame["id"]?.integer else { return }
        try send(#"{"type":"ok","re":\#(request)}"#)
    }

    func answer(to request: Int64) throws -> JSONValue? {
        while answers[request] == nil, try hear() {}
        return answers.removeValue(forKey: request)
    }

    /// Waits until everything that the desk has said to them so far is here.
    func settle() throws {
        guard let link, !link.hasEnded else { return }
        let request = nextRequest()
        do { try send(#"{"type":"ping","id":\#(request)}"#) } catch { return }
        _ = try answer(to: request)
    }

    /// The frame that is meant; what came before it, and is not of a kind with an order of its own, stays unheard.
    func take(_ expected: FrameExpectation, _ variables: inout Variables) throws -> (JSONValue?, complaint: String) {
        var index = 0
        var complaint = "no such frame has come"
        while true {
            while index >= inbox.count { guard try hear() else { return (nil, complaint) } }
            let frame = inbox[index]
            if expected.hasType(frame) {
                guard let trouble = expected.complaint(about: frame, &variables) else {
                    inbox.remove(at: index)
                    if frame["id"] != nil { given = frame }
                    return (frame, "")
                }
                complaint = trouble + ": " + String(decoding: frame.raw.prefix(400), as: UTF8.self)
                if FrameExpectation.ordered.contains(expected.type) { return (nil, complaint) }
            }
            index += 1
        }
    }

    /// Events are told in order: what was skipped for one that is meant is past.
    func forgetEvents(before frame: JSONValue) {
        guard frame["type"]?.isString("event") ?? false, let sequence = frame["seq"]?.integer else { return }
        inbox.removeAll { $0["type"]?.isString("event") ?? false && ($0["seq"]?.integer ?? 0) <= sequence }
    }

    /// A frame that was heard, or lies unheard, and is as described.
    func overheard(_ expected: FrameExpectation, _ variables: Variables) throws -> JSONValue? {
        try settle()
        return inbox.first { frame in
            var tried = variables
            return expected.complaint(about: frame, &tried) == nil
        }
    }
}
