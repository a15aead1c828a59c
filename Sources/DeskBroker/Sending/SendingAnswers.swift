internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: SendingQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .none: break
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: SendingEvent, in sequence: SequenceNumber) {
        switch event {
        case .none: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: SendingCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .undo(let message, _): delivery(message, desk, &writer)
        }
    }
}
