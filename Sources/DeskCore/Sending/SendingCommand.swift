/// How replies leave: the undo window, other channels, calls, conversations that a rep begins. What a peer may want of it.
public enum SendingCommand: Sendable {
    /// Whoever wrote a reply takes it back, as long as nobody outside has it.
    case undo(MessageID, Key)
    /// A reply again, by somebody who was shown the ticket as far as `seen`.
    case retry(MessageID, seen: SequenceNumber?, Key)
    /// A conversation that nobody has begun, or only a ticket for one.
    case start(ConversationStart)
}

/// Another way to the same contact.
public struct Via: Sendable {
    public let account: AccountSlug
    /// Nil: the address that they last wrote from there, or the first that is known.
    public let identifier: Identifier?

    public init(account: AccountSlug, identifier: Identifier?) {
        self.account = account
        self.identifier = identifier
    }
}

/// Whom a rep writes to first.
public struct ConversationStart: Sendable {
    public enum Somebody: Sendable {
        case contact(ContactID)
        case party(Party)
    }

    public let account: AccountSlug
    public let to: Somebody
    public let subject: Text?
    /// Nil opens a ticket and says nothing.
    public let text: Text?
    public let content: MessageContent?
    public let pipeline: PipelineSlug?
    public let key: Key

    public init(
        account: AccountSlug, to: Somebody, subject: Text?, text: Text?, content: MessageContent?, pipeline: PipelineSlug?, key: Key
    ) {
        self.account = account
        self.to = to
        self.subject = subject
        self.text = text
        self.content = content
        self.pipeline = pipeline
        self.key = key
    }
}
