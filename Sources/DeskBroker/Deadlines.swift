public import DeskCore
internal import DeskWire

/// What may take only so long: saying hello, finishing a frame, taking what was asked for.
extension Broker {
    /// Ends those whose time is over.
    public mutating func expire() {
        settleLateEdits()
        for id in timed.sorted() {
            guard let session = sessions[id], let (at, refusal) = deadline(session), at <= now.monotonicMilliseconds else { continue }
            note(.notice, "session \(id.number) (\(session.name)) ended: \(refusal.code.rawValue)", of: session.peer)
            if session.isEnding {
                // It had its goodbye and does not read it.
                session.outbox = Outbox()
                touch(session)
                timed.remove(id)
            } else {
                end(session, refusal)
            }
        }
    }

    /// Keeps the list of those with a deadline, so that idle sessions cost nothing.
    mutating func track(_ session: Session) {
        if deadline(session) == nil { timed.remove(session.id) } else { timed.insert(session.id) }
    }

    private func deadline(_ session: Session) -> (at: Int64, Refusal)? {
        var nearest: (at: Int64, Refusal)?
        func consider(_ at: Int64, _ refusal: @autoclosure () -> Refusal) {
            if nearest.map({ at < $0.at }) ?? true { nearest = (at, refusal()) }
        }
        if case .awaitingHello = session.state {
            let limit = session.binding == nil ? limits.helloMillisecondsMax : limits.supervisedHelloMillisecondsMax
            consider(
                session.opened.monotonicMilliseconds + limit,
                Refusal(.frameTimeout, "No hello came within \(limit) ms; send it first."))
        }
        if let began = session.frameBegan {
            consider(
                began + limits.frameMillisecondsMax,
                Refusal(.frameTimeout, "A frame was begun and not finished within \(limits.frameMillisecondsMax) ms."))
        }
        if let since = session.stalledSince {
            consider(
                since + limits.stalledMillisecondsMax,
                Refusal(.slowConsumer, "Nothing was read for \(limits.stalledMillisecondsMax) ms; come back and go on from your cursor."))
        }
        return nearest
    }
}

// What happens in the desk because time has passed.
extension Broker {
    /// When to begin a turn although nobody has said anything; nil where nothing is due ever, or cannot happen now.
    public var nextDeadline: Timestamp? { isReadOnly || isFull ? nil : [desk.nextDeadline, zonesDeadline].compactMap(\.self).min() }

    /// Lets happen what is due. What comes of that may be due at once as well, but not for ever: the rest is the next turn's.
    mutating func tick() {
        renewZones()
        for _ in 0..<Self.ticksATurn {
            guard let due = nextDeadline, due <= wall else { return }
            guard (try? decide(.tick, by: .desk)) != nil else { return }
        }
    }

    private static let ticksATurn = 64
}
