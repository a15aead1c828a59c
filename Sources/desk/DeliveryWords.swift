internal import DeskConsole

/// What became of a reply, in words that leave no doubt.
enum DeliveryWords {
    static func short(_ delivery: Item.Delivery) -> String {
        switch delivery.state {
        case "dispatched": "on its way"
        case "accepted": "taken by the channel"
        // What no adapter was ever given cannot have been sent.
        case "canceled": delivery.attempt == 0 ? "dropped, never sent" : "dropped; it may have been sent"
        default: SafeText.line(delivery.state)
        }
    }

    /// The state, why, and what can be done about it.
    static func long(_ delivery: Item.Delivery, hint: ReplyHint?) -> String {
        let settle = hint.map { " (\($0.text(["retry", "drop"])))" } ?? ""
        return switch delivery.state {
        case "failed": "FAILED\(reason(delivery))\(settle)"
        case "unknown": "UNKNOWN: it may have been sent, nobody knows\(settle)"
        case "held" where delivery.until != nil: "held, it can still be taken back" + (hint.map { " (\($0.text(["undo"])))" } ?? "")
        case "held": "held: the channel is off" + (hint.map { " (\($0.text(["drop"])))" } ?? "")
        case "queued": "queued: the channel's adapter is away or busy"
        default: short(delivery)
        }
    }

    static func reason(_ delivery: Item.Delivery) -> String {
        let parts = [delivery.code, delivery.text].compactMap(\.self).filter { !$0.isEmpty }.map { SafeText.line($0) }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: " ").withoutFullStop
    }

    static func isTrouble(_ state: String) -> Bool { state == "failed" || state == "unknown" }
}
