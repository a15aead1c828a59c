/// The polite no: the asker was allowed to ask and is told why not. DeskWire words it and gives it its code.
public enum Rejection: Error, Equatable, Sendable {
    case unknownAccount
    case unknownTicket(TicketID)
    case unknownMessage(MessageID)
    case channelNotInstalled(ChannelKey)
    case accountExists(AccountSlug)
    /// The account belongs to another adapter.
    case notYours
    case badIdentifier(String)
    /// `field` says which; `reason` what to send instead.
    case badField(String, reason: String)
    case keyConflict(recordedAs: SequenceNumber)
    case channelOff(AccountSlug)
    case staleView(newer: [MessageID], head: SequenceNumber)
    case ownerChanged(RepName?)
    case statusNotInPipeline(StatusSlug, known: [StatusSlug])
    case textTooLong(bytesMax: Int)
    case capability(String)
    /// The delivery is in a state that does not allow it.
    case deliveryState(MessageID, DeliveryState, wanted: String)
}
