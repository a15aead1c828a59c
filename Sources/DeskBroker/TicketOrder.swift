internal import DeskCore
internal import DeskWire

/// The order in which a list has its tickets.
struct TicketOrder {
    struct Place: Comparable {
        let first: UInt64
        let second: UInt64
        let number: UInt32

        static func < (left: Self, right: Self) -> Bool {
            (left.first, left.second, left.number) < (right.first, right.second, right.number)
        }

        /// An opaque string that says where the next page begins.
        var cursor: String { "\(first).\(second).\(number)" }

        init(_ first: UInt64, _ second: UInt64, _ ticket: Ticket) {
            self.first = first
            self.second = second
            number = ticket.id.number
        }

        init?(cursor: [UInt8]?) throws(Refusal) {
            guard let cursor else { return nil }
            let parts = String(decoding: cursor, as: UTF8.self).split(separator: ".")
            guard parts.count == 3, let first = UInt64(parts[0]), let second = UInt64(parts[1]), let number = UInt32(parts[2]) else {
                throw .badField("after", "it is not what a former answer had in next")
            }
            (self.first, self.second, self.number) = (first, second, number)
        }
    }

    private let sort: TicketSort

    init(_ sort: TicketSort) { self.sort = sort }

    func place(of ticket: Ticket) -> Place {
        // The latest first: entries are counted up.
        let latest = UInt64.max - ticket.head.number
        return switch sort {
        case .attention: Place(ticket.failed + ticket.unknown == 0 ? 1 : 0, latest, ticket)
        case .newest: Place(0, latest, ticket)
        case .oldest: Place(0, ticket.head.number, ticket)
        case .created: Place(0, UInt64(UInt32.max - ticket.id.number), ticket)
        case .number: Place(0, 0, ticket)
        }
    }
}
