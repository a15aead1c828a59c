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
    /// The service lets nobody answer any more; over these accounts the contact could be reached.
    case windowClosed(AccountSlug, at: Timestamp, alternatives: [AccountSlug])
    case textTooLong(bytesMax: Int)
    case capability(String)
    /// The delivery is in a state that does not allow it.
    case deliveryState(MessageID, DeliveryState, wanted: String)
    /// There is no such thing as it names; the sentence says what and where to look.
    case unknown(String)
    /// It is at odds with what is; the sentence says with what and what to do.
    case conflicting(String)
    /// Somebody changed it since the asker looked; it has this revision by now.
    case revisionConflict(UInt64)
    /// The account was deleted; nothing comes or goes through it any more.
    case accountDeleted(AccountSlug)
    /// The account's credentials do not hold.
    case channelUnauthorized(AccountSlug)
    /// A status asks for properties that the ticket does not have.
    case requiredPropertiesMissing([Slug])
    /// The asker's own ceiling is reached; `after` is when to come back, in milliseconds, or 0.
    case quota(String, after: Int)
    /// More than the sender or the account may send; there is room again in so long.
    case tooFast(milliseconds: Int)
    case stagingToken(StagingTokenTrouble)
    /// A word of a condition that means nothing here.
    case queryNotUnderstood(word: [UInt8])
    /// A query asks for a name that nothing has.
    case queryNamesNothing(sentence: String)
    /// The asker's role or seat does not reach that far; the sentence says whose would.
    case notAllowed(String)
}

/// Why a staging token cannot be used.
public enum StagingTokenTrouble: String, Sendable {
    case unknown = "staging_token_unknown"
    case used = "staging_token_used"
    case expired = "staging_token_expired"
}
