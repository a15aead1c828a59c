public import DeskCore

/// An `error` frame's content: the typed no that a peer gets.
public struct Refusal: Error, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case malformed, tooLarge = "too_large", frameTimeout = "frame_timeout"
        case notHello = "not_hello", unsupportedVersion = "unsupported_version", notPermitted = "not_permitted"
        case fenced, accountTaken = "account_taken", alreadyWatching = "already_watching"
        case slowConsumer = "slow_consumer", shuttingDown = "shutting_down"
        case unknownType = "unknown_type", unsupported, badField = "bad_field", notFound = "not_found"
        case notAllowed = "not_allowed", badIdentifier = "bad_identifier"
        case conflict, staleView = "stale_view", revisionConflict = "revision_conflict", ownerChanged = "owner_changed"
        case accountExists = "account_exists", statusNotInPipeline = "status_not_in_pipeline"
        case requiredPropertiesMissing = "required_properties_missing"
        case channelOff = "channel_off", channelUnauthorized = "channel_unauthorized"
        case channelNotInstalled = "channel_not_installed", accountDeleted = "account_deleted"
        case capability, textTooLong = "text_too_long", windowClosed = "window_closed"
        case stagingTokenUnknown = "staging_token_unknown", stagingTokenUsed = "staging_token_used"
        case stagingTokenExpired = "staging_token_expired"
        case busy, quota, noSpace = "no_space", readOnly = "read_only", `internal`

        public var isRetryable: Bool {
            switch self {
            case .channelOff, .busy, .noSpace: true
            default: false
            }
        }
    }

    public let code: Code
    /// One sentence: what happened, why, what to do.
    public let message: String
    public let retryAfterMilliseconds: Int
    /// The members of `data`, as JSON without the braces' commas left open: an object or nothing.
    public let data: [UInt8]?

    public init(_ code: Code, _ message: String, retryAfterMilliseconds: Int = 0, data: ((inout JSONWriter) -> Void)? = nil) {
        self.code = code
        self.message = message
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.data = data.map { describe in
            var writer = JSONWriter()
            writer.beginObject()
            describe(&writer)
            writer.endObject()
            return writer.bytes
        }
    }

    public static func badField(_ field: String, _ reason: String) -> Refusal {
        Refusal(.badField, "The field \(field) cannot be used: \(reason).") { $0.field("field", field) }
    }
}

extension Refusal {
    /// Words what the core rejected. A stale view's messages are added by the broker, which can read them.
    public init(_ rejection: Rejection) {
        switch rejection {
        case .unknownAccount:
            self.init(
                .notFound, "There is no such account; `desk channel list` shows those there are, and `desk channel connect` makes one.")
        case .unknownTicket(let id): self.init(.notFound, "There is no ticket \(id.number).")
        case .unknownMessage(let id): self.init(.notFound, "There is no message \(id.number) that this could be about.")
        case .channelNotInstalled(let key):
            self.init(
                .channelNotInstalled, "No adapter has registered the channel \(key.slug); start desk-\(key.slug) once, then try again.")
        case .accountExists(let slug):
            self.init(.accountExists, "The account \(slug.slug) has this name or identifier already; use it, or choose another name.") {
                $0.field("account", slug.slug.text)
            }
        case .notYours: self.init(.notAllowed, "Only a rep or an admin can do that; attach in one of these roles.")
        case .badIdentifier(let reason): self.init(.badIdentifier, "The identifier cannot be used: \(reason).")
        case .badField(let field, let reason): self = .badField(field, reason)
        case .keyConflict(let sequence):
            self.init(.conflict, "This key was used for something else, in entry \(sequence.number); make a new key for a new thing.") {
                $0.field("seq", sequence.number)
            }
        case .channelOff(let slug):
            self.init(
                .channelOff, "The account \(slug.slug) is switched off; keep the message and send it again when the account is active.",
                retryAfterMilliseconds: 5_000)
        case .staleView(_, let head):
            self.init(.staleView, "The ticket has newer messages than the ones you saw; read them, then reply again or force it.") {
                $0.field("head", head.number)
            }
        case .ownerChanged(let owner):
            self.init(.ownerChanged, "The ticket's owner is \(owner?.slug.text ?? "nobody") by now; look again, then assign.") {
                $0.field("owner", owner?.slug.text)
            }
        case .statusNotInPipeline(let slug, let known):
            let names = known.map(\.slug.text)
            self.init(.statusNotInPipeline, "The pipeline has no status \(slug.slug); it has \(names.joined(separator: ", ")).") {
                $0.name("statuses")
                $0.beginArray()
                for name in names { $0.string(name) }
                $0.endArray()
            }
        case .windowClosed(let account, let closed, let alternatives):
            let names = alternatives.map(\.slug.text)
            let ways = names.isEmpty ? "wait until they write again" : "reach them via \(names.joined(separator: ", "))"
            self.init(.windowClosed, "\(account.slug) lets nobody answer so long after the contact's last message; \(ways).") {
                $0.time("closedAt", closed)
                $0.strings("alternatives", names.map { Array($0.utf8) })
            }
        case .textTooLong(let bytesMax):
            self.init(.textTooLong, "The channel takes texts of at most \(bytesMax) bytes; shorten it or send it in parts.") {
                $0.field("max", bytesMax)
            }
        case .capability(let reason): self.init(.capability, "The channel cannot do that: \(reason).")
        case .unknown(let sentence): self.init(.notFound, sentence)
        case .conflicting(let sentence): self.init(.conflict, sentence)
        case .revisionConflict(let revision):
            self.init(
                .revisionConflict, "It was changed since you looked, and has revision \(revision) by now; look again, then change it."
            ) {
                $0.field("revision", revision)
            }
        case .accountDeleted(let slug):
            self.init(.accountDeleted, "The account \(slug.slug) was deleted; nothing comes or goes through it any more.") {
                $0.slug("account", slug.slug)
            }
        case .channelUnauthorized(let slug):
            self.init(
                .channelUnauthorized,
                "The credentials of the account \(slug.slug) do not hold; an admin renews them with `desk channel reauthorize \(slug.slug)`."
            ) { $0.slug("account", slug.slug) }
        case .requiredPropertiesMissing(let names):
            let words = names.map(\.text)
            self.init(
                .requiredPropertiesMissing,
                "The status asks for \(words.joined(separator: ", ")); say \(words.count == 1 ? "it" : "them") in the same step, as `--set \(words.first ?? "NAME")=VALUE`."
            ) {
                $0.strings("properties", words.map { Array($0.utf8) })
            }
        case .quota(let sentence, let after): self.init(.quota, sentence, retryAfterMilliseconds: after)
        case .tooFast(let milliseconds):
            self.init(
                .busy, "More comes than the account takes of one sender, or of all; send it again when there is room.",
                retryAfterMilliseconds: milliseconds)
        case .stagingToken(let trouble): self.init(trouble)
        case .queryNotUnderstood(let word): self.init(notUnderstood: word)
        case .queryNamesNothing(let sentence): self.init(.badField, sentence) { $0.field("field", "query") }
        case .notAllowed(let sentence): self.init(.notAllowed, sentence)
        case .deliveryState(let id, let state, let wanted):
            self.init(.conflict, "Message \(id.number) is \(state.rawValue), so it cannot be \(wanted).") {
                $0.field("state", state.rawValue)
            }
        }
    }
}

extension Refusal {
    private init(_ trouble: StagingTokenTrouble) {
        switch trouble {
        case .unknown: self.init(.stagingTokenUnknown, "There is no such staging token; begin connecting anew.")
        case .used: self.init(.stagingTokenUsed, "The staging token was used with other values; begin connecting anew for another account.")
        case .expired: self.init(.stagingTokenExpired, "The staging token's time is over; begin connecting anew.")
        }
    }
}

extension Refusal {
    /// - Parameter word: of a query, as it was sent.
    private init(notUnderstood word: [UInt8]) {
        let shown = String(decoding: word.prefix(80), as: UTF8.self)
        self.init(
            .badField,
            "The query's word \(shown) is not understood; use is:open|closed|failed|unknown|unsent|unassigned|overdue|due-soon|unread|mentioned|followed|snoozed|spam|trash, owner:, team:, sort:, status:, pipeline:, channel:, account:, contact:, PROPERTY=VALUE or plain words."
        ) {
            $0.field("field", "query")
            $0.field("word", utf8: word)
        }
    }
}
