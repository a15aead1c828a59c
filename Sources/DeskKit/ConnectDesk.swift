internal import DeskWire

/// Attempts to connect an account that wait for the adapter or for the desk's word on them.
final class ConnectDesk {
    static let attemptsMax = 64
    static let attemptMillisecondsMax = 15 * 60_000

    var onConnect: ((ConnectAttempt) -> Void)?
    private let link: BrokerLink
    /// What the adapter says of an attempt goes through here, and again until the desk has answered.
    private let verdicts: ResendQueue
    private let log: (String) -> Void
    private var attempts: [String: ConnectAttempt] = [:]
    /// Attempts that the adapter has decided.
    private var decided: Set<String> = []

    init(link: BrokerLink, verdicts: ResendQueue, log: @escaping (String) -> Void) {
        self.link = link
        self.verdicts = verdicts
        self.log = log
    }

    func hear(_ request: BrokerRequest) {
        guard let onConnect else {
            let message = "this adapter connects nothing: an admin makes its accounts with `desk channel create`"
            return link.refuse(request, Refusal(code: "unsupported", message: message))
        }
        guard let attempt = ConnectAttempt(request.body, desk: self) else {
            return link.refuse(request, Refusal(code: "bad_field", message: "a connect frame has a token"))
        }
        // Told again, after a connection was lost: it is in hand.
        guard attempts[attempt.token] == nil else { return link.answer(request) }
        guard attempts.count < Self.attemptsMax else {
            let message = "\(Self.attemptsMax) accounts are being connected already; try again in a moment"
            return link.refuse(request, Refusal(code: "busy", message: message, retryable: true))
        }
        attempts[attempt.token] = attempt
        link.answer(request)
        forgetLater(attempt)
        onConnect(attempt)
    }

    /// The desk has given up by then.
    private func forgetLater(_ attempt: ConnectAttempt) {
        link.loop.after(milliseconds: Self.attemptMillisecondsMax) { [weak self, weak attempt] in
            guard let self, let attempt, attempts[attempt.token] === attempt, !decided.contains(attempt.token) else { return }
            attempts[attempt.token] = nil
        }
    }

    func complete(
        _ attempt: ConnectAttempt, _ name: String, _ identifier: Identifier, _ address: String?,
        _ then: @escaping (ConnectAttempt.Outcome) -> Void
    ) {
        say(
            "account.complete", of: attempt,
            {
                $0.field("name", name)
                $0.name("identifier")
                Party(identifier).write(to: &$0)
                if let address { $0.field("address", PlainText.ascii(address, max: 500)) }
            }
        ) { answer in
            switch answer {
            case .ok(let frame): then(.connected(account: frame["account"]?.string ?? attempt.account ?? ""))
            case .refused(let refusal): then(.refused(refusal))
            case .lost: break
            }
        }
    }

    func fail(_ attempt: ConnectAttempt, _ code: String, _ text: String) {
        say(
            "account.fail", of: attempt,
            {
                $0.field("code", code)
                $0.field("text", text)
            }
        ) { _ in }
    }

    private func say(
        _ type: String, of attempt: ConnectAttempt, _ fields: (inout JSONWriter) -> Void, then: @escaping (LinkAnswer) -> Void
    ) {
        guard attempts[attempt.token] === attempt, decided.insert(attempt.token).inserted else { return }
        let request = link.prepare(type) {
            $0.field("token", attempt.token)
            fields(&$0)
        }
        let judge: (LinkAnswer) -> ResendQueue.Verdict = { [weak self] in self?.judge($0, type, attempt.token, then) ?? .finished }
        // No account's name begins with a zero, so that no thread has this lane.
        verdicts.add(ResendQueue.Entry(request: request, judge: judge), to: [0] + Array(attempt.token.utf8))
    }

    private func judge(
        _ answer: LinkAnswer, _ type: String, _ token: String, _ then: (LinkAnswer) -> Void
    ) -> ResendQueue.Verdict {
        if case .refused(let refusal) = answer {
            if refusal.retryable { return .again }
            log("the desk does not take \(type): \(refusal.code)")
        }
        if case .lost = answer { return .again }
        attempts[token] = nil
        decided.remove(token)
        then(answer)
        return .finished
    }
}
