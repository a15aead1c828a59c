internal import DeskConsole

/// What became of a reply, in words that leave no doubt.
enum DeliveryWords {
    static func short(_ state: String) -> String {
        switch state {
        case "dispatched": "on its way"
        case "accepted": "taken by the channel"
        case "canceled": "dropped, never sent"
        default: SafeText.line(state)
        }
    }

    /// The state, why, and what can be done about it.
    static func long(_ delivery: Item.Delivery, reference: String) -> String {
        switch delivery.state {
        case "failed": "FAILED\(reason(delivery)) (retry \(reference) | drop \(reference))"
        case "unknown": "UNKNOWN: it may have been sent, nobody knows (retry \(reference) | drop \(reference))"
        case "held": "held: the channel is off (drop \(reference))"
        case "queued": "queued: the channel's adapter is away or busy"
        default: short(delivery.state)
        }
    }

    static func reason(_ delivery: Item.Delivery) -> String {
        let parts = [delivery.code, delivery.text].compactMap(\.self).filter { !$0.isEmpty }.map { SafeText.line($0) }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: " ")
    }

    static func isTrouble(_ state: String) -> Bool { state == "failed" || state == "unknown" }
}
