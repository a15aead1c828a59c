internal import DeskConsole
internal import DeskKit

/// Services that let us answer for so long only after the contact's last message.
enum WindowWords {
    static func left(_ closes: Int64, now: Int64) -> String {
        guard closes > now else { return "too late to answer here" }
        return "answers go out for \(TimeWords.age(closes - now)) more"
    }

    static func tell(_ refusal: DeskKit.Refusal, _ ticket: Int64, _ call: Call) {
        guard call.format.shape != .json else { return call.refuse(refusal) }
        let ways = (refusal.data?["alternatives"]?.elements ?? []).compactMap(\.string).map { SafeText.line($0) }
        let hint =
            ways.isEmpty
            ? "wait until they write again"
            : (call.seat.isLineDoor ? "via \(ways[0])" : "desk reply \(ticket) --via \(ways[0]) …")
                + (ways.count > 1 ? ", or \(ways.dropFirst().joined(separator: ", "))" : "")
        call.fail("not sent: it is too long since they last wrote there; to reach them: \(hint)", Call.no)
    }
}
