/// What somebody wants to find among all that was ever said: words, filters, and how they are joined.
///
/// The words must all be found in one message, together with what its ticket says of itself: subject, number, contact.
public struct SearchExpression: Sendable {
    public enum Order: Sendable { case newest, oldest }

    /// The longest, in bytes.
    public static let bytesMax = 1_024
    public static let depthMax = 16
    public static let partsMax = 64

    public let root: SearchNode
    public let order: Order
    /// Tickets that are kept out of sight are wanted all the same.
    public let marks: Set<TicketMark.Kind>
}

public indirect enum SearchNode: Sendable {
    case all([SearchNode])
    case any([SearchNode])
    case not(SearchNode)
    case word(SearchWord)
    case filter(SearchFilter)
}

/// What must hold of a message besides its words.
public enum SearchFilter: Sendable {
    public enum Part: String, Sendable, CaseIterable {
        case attachment, file, image, audio, voice, video, sticker, location, link
    }

    public enum MessageKind: String, Sendable, CaseIterable {
        case note, reply, incoming
    }

    public enum When: Sendable {
        case at(Timestamp)
        /// So many milliseconds before now.
        case ago(Int64)

        public func timestamp(now: Timestamp) -> Timestamp {
            switch self {
            case .at(let time): time
            case .ago(let milliseconds): Timestamp(milliseconds: now.milliseconds - milliseconds)
            }
        }
    }

    /// Of its ticket, in the words in which people ask for tickets.
    case ticket(TicketCondition)
    /// By whom it was said: a rep, or a contact by name or identifier.
    case from(RepName?, SearchWord?)
    /// Through which it went; a note, the one that its ticket came through.
    case channel(ChannelKey)
    case account(AccountSlug)
    case onTicket(TicketID)
    case kind(MessageKind)
    case has(Part)
    /// A file's name, `*` for anything and `?` for one character in it; folded.
    case file([UInt8])
    case before(When)
    case after(When)
}

/// Why a query means nothing, and where.
public struct SearchTrouble: Error, Sendable {
    /// Counted in Unicode scalars from 1.
    public let column: Int
    /// How many scalars are meant, at least one.
    public let width: Int
    /// What is wrong, and what to write instead; a sentence's end without its period.
    public let reason: String
}
