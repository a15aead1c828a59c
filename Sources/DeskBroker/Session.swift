internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// A session's number, never used again while the broker runs.
public struct SessionID: Hashable, Comparable, Sendable {
    public let number: UInt64
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// One peer's connection as the bus sees it: what it may do, what it asked, what it has still to read.
///
/// A class because the broker's tables share it; only the broker touches it.
final class Session {
    enum State {
        case awaitingHello
        case rep(Attendance)
        case adapter(AdapterPost)
        /// Nothing is read any more; what is in the outbox still goes out.
        case ending
    }

    let id: SessionID
    let peer: PeerIdentity
    let opened: Moment
    var state = State.awaitingHello
    /// Who acts, once the hello has said it.
    var author: Author?
    var decoder: FrameDecoder
    var outbox = Outbox()
    var malformed = 0
    /// Requests whose answers wait for the turn's end.
    var unanswered = 0
    var watch: Watch?
    var tap: Tap?
    /// What was odd about its manifest.
    var warnings: [String] = []
    /// What it was opened for; nil where the kernel's identity alone decides.
    let binding: SessionBinding?
    /// When bytes of it came last.
    var heard: Int64
    /// When its adapter was asked for a sign of life; nil while that waits for the disk, as it has since ``isPingHeld``.
    var pinged: Int64?
    var isPingHeld = false
    /// Why it was ended by us.
    var farewell: Refusal?
    /// When the frame now arriving began.
    var frameBegan: Int64?
    /// Since when the peer has taken nothing of what it was offered; what waits for the disk is not offered yet.
    var stalledSince: Int64?
    var isTouched = false
    /// Files that are coming, under the names that the peer has for them.
    var uploads: [OpenUpload] = []
    /// Files that came, the latest last: their sender may have them back before any message carries them.
    private(set) var ownBlobs: [BlobID] = []
    /// Frames of it wait for room on the disk.
    var isStranded = false

    init(_ id: SessionID, _ peer: PeerIdentity, _ limits: Limits, boundTo binding: SessionBinding? = nil, at now: Moment) {
        self.id = id
        self.peer = peer
        opened = now
        self.binding = binding
        heard = now.monotonicMilliseconds
        decoder = FrameDecoder(frameBytesMax: limits.frameBytesMax)
    }

    var isEnding: Bool { if case .ending = state { true } else { false } }
    var adapter: AdapterPost? { if case .adapter(let post) = state { post } else { nil } }
    var attendance: Attendance? { if case .rep(let attendance) = state { attendance } else { nil } }

    var role: Hello.Role? {
        switch author {
        case .adapter: .adapter
        case .rep: .rep
        case .admin: .admin
        case .desk, nil: nil
        }
    }

    func remember(_ blob: BlobID, max: Int) {
        if ownBlobs.count >= max { ownBlobs.removeFirst() }
        ownBlobs.append(blob)
    }

    /// For logs and taps.
    var name: String {
        switch author {
        case .adapter(let key): key.slug.text
        case .rep(let name), .admin(let name): name.slug.text
        case .desk, nil: "-"
        }
    }
}

/// A reader of entries with a cursor.
struct Watch {
    /// The last entry that is in the outbox.
    var cursor: SequenceNumber
    /// Events go straight into the outbox; else they are read from the journal as it drains.
    var isLive: Bool
}

/// What a rep or admin is doing.
final class Attendance {
    let name: RepName
    var viewing: TicketID?

    init(_ name: RepName) { self.name = name }
}

/// What an adapter carries and what it has in hand.
final class AdapterPost {
    /// What the broker asked the adapter.
    enum Request {
        case deliver(MessageID)
        case probe(MessageID)
        /// That something has happened to an account, in that entry.
        case account(AccountSlug, SequenceNumber)
        case connect(StagingToken)
        /// Whether what an admin wants to change can be meant.
        case edit(EditTrial.ID)
        case ping
    }

    let channel: ChannelKey
    let instance: Slug
    let generation: UInt64
    /// Nil: all of the channel's that nobody serves.
    let wanted: [AccountSlug]?
    let window: Int
    /// What it says that it is: program and version.
    var software: Text?
    var accounts: [AccountSlug] = []
    var requests: [UInt64: Request] = [:]
    /// Deliveries that an earlier session left in doubt and that are still to be probed, the oldest last.
    var doubts: [MessageID] = []
    /// How many deliveries of a thread are still to be probed or being probed.
    var doubtfulThreads: [ThreadID: Int] = [:]
    /// How it fares with its service, as it says itself: as a whole, and account by account.
    var health: Health?
    var healthOf: [AccountSlug: Health] = [:]
    /// Where contacts find its accounts, as it says itself.
    var addresses: [AccountSlug: [UInt8]] = [:]
    /// It looks at changes of settings before they are stored.
    let judgesEdits: Bool
    /// The adapter has said that it is shutting down: it is given nothing more.
    var isLeaving = false
    /// Deliveries and probes without an answer.
    var unanswered = 0
    private var lastRequest: UInt64 = 0

    init(channel: ChannelKey, instance: Slug, generation: UInt64, wanted: [AccountSlug]?, window: Int, judgesEdits: Bool) {
        self.channel = channel
        self.instance = instance
        self.generation = generation
        self.wanted = wanted
        self.window = window
        self.judgesEdits = judgesEdits
    }

    func wants(_ account: AccountSlug) -> Bool { wanted?.contains(account) ?? true }

    func number(_ request: Request) -> UInt64 {
        lastRequest += 1
        requests[lastRequest] = request
        guard Self.countsInWindow(request) else { return lastRequest }
        unanswered += 1
        return lastRequest
    }

    func answered(_ number: UInt64) -> Request? {
        guard let request = requests.removeValue(forKey: number) else { return nil }
        if Self.countsInWindow(request) { unanswered -= 1 }
        return request
    }

    private static func countsInWindow(_ request: Request) -> Bool {
        switch request {
        case .deliver, .probe: true
        case .account, .connect, .edit, .ping: false
        }
    }
}

/// A file of which not all pieces have come.
struct OpenUpload {
    let name: [UInt8]
    let upload: BlobStore.Upload
    /// When a piece came last.
    var heard: Int64
}
