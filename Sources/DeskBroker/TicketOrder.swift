internal import DeskCore
internal import DeskWire

/// Tickets whose replies have failed or are in doubt first, then the latest activity first.
enum TicketOrder {
    struct Place: Comparable {
        let isCalm: Bool
        let head: UInt64
        let number: UInt32

        static func < (left: Self, right: Self) -> Bool {
            if left.isCalm != right.isCalm { return !left.isCalm }
            return left.head == right.head ? left.number < right.number : left.head > right.head
        }

        /// An opaque string that says where the next page begins.
        var cursor: String { "\(isCalm ? 1 : 0).\(head).\(number)" }

        init(isCalm: Bool, head: UInt64, number: UInt32) {
            self.isCalm = isCalm
            self.head = head
            self.number = number
        }

        init?(cursor: [UInt8]?) throws(Refusal) {
            guard let cursor else { return nil }
            let parts = String(decoding: cursor, as: UTF8.self).split(separator: ".")
            guard parts.count == 3, let head = UInt64(parts[1]), let number = UInt32(parts[2]) else {
                throw .badField("after", "it is not what a former answer had in next")
            }
            self.init(isCalm: parts[0] == "1", head: head, number: number)
        }
    }

    static func place(of ticket: Ticket) -> Place {
        Place(isCalm: ticket.failed + ticket.unknown == 0, head: ticket.head.number, number: ticket.id.number)
    }
}
