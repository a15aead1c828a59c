/// The conversation with a contact on one account.
public struct MessageThread: Sendable {
    public let id: ThreadID
    public let account: AccountSlug
    /// The adapter's name for it, or empty where the account groups by address.
    public fileprivate(set) var name: [UInt8]
    public let contact: ContactID
    /// Where replies go.
    public fileprivate(set) var party: Identifier
    /// Who else is in it, and gets replies too.
    public fileprivate(set) var others: [Identifier]
    /// The ticket that its messages go to now.
    public fileprivate(set) var ticket: TicketID?
    /// Messages of either side in order, notes not among them.
    public fileprivate(set) var messages: [MessageID] = []
    /// When the contact's side last said something: services that let us answer for so long only count from then.
    public fileprivate(set) var lastIncoming: Timestamp?

    public init(_ opened: ThreadOpened) {
        id = opened.thread
        account = opened.account
        name = opened.name
        contact = opened.contact
        party = opened.party
        others = opened.others
    }

    /// All who are in it on the contact's side.
    var members: [Identifier] { [party] + others }
}

/// Threads by what the adapter calls them, or by who is in them.
public struct ThreadIndex: Sendable {
    private var threads: [MessageThread] = []
    private var byDigest = DigestTable<ThreadID>()

    public var count: Int { threads.count }

    public subscript(id: ThreadID) -> MessageThread? {
        threads.indices.contains(Int(id.number) - 1) ? threads[Int(id.number) - 1] : nil
    }

    /// The ticket that the thread's messages go to now.
    func ticket(of id: ThreadID) -> TicketID? { threads[Int(id.number) - 1].ticket }

    func contact(of id: ThreadID) -> ContactID? { self[id]?.contact }
    public var all: [MessageThread] { threads }

    /// Its contact was forgotten: it stays as a place, and nothing is found by its name any more.
    mutating func forget(_ id: ThreadID, _ digest: Digest) {
        guard let nobody = try? Identifier(.opaque, Array("forgotten-\(id.number)".utf8)) else { return }
        byDigest[digest] = nil
        if !threads[Int(id.number) - 1].name.isEmpty { threads[Int(id.number) - 1].name = nobody.value }
        threads[Int(id.number) - 1].party = nobody
        threads[Int(id.number) - 1].others = []
    }

    var nextID: ThreadID { ThreadID(UInt32(threads.count + 1)) }

    func find(_ digest: Digest) -> ThreadID? { byDigest[digest] }

    mutating func apply(_ opened: ThreadOpened, _ digest: Digest) {
        threads.append(MessageThread(opened))
        byDigest[digest] = opened.thread
    }

    /// The service has a name of its own for a conversation that we began. The former one goes on to mean it.
    mutating func rename(_ id: ThreadID, _ name: [UInt8], _ digest: Digest) {
        threads[Int(id.number) - 1].name = name
        byDigest[digest] = id
    }

    mutating func heard(in id: ThreadID, at time: Timestamp) { threads[Int(id.number) - 1].lastIncoming = time }

    mutating func attach(_ id: ThreadID, to ticket: TicketID) { threads[Int(id.number) - 1].ticket = ticket }

    mutating func append(_ message: MessageID, to id: ThreadID) { threads[Int(id.number) - 1].messages.append(message) }

    func write(to state: inout StateWriter) {
        for thread in threads {
            state.write(thread.id.number)
            state.write(thread.account.slug)
            state.write(thread.name)
            state.write(thread.contact.number)
            state.write(thread.party.value)
            for other in thread.others { state.write(other.value) }
            state.write(thread.lastIncoming) { $0.write($1.milliseconds) }
            state.write(thread.ticket) { $0.write($1.number) }
            for message in thread.messages { state.write(message.number) }
        }
        let named = byDigest.inOrder.sorted { ($0.value.number, $0.key.high, $0.key.low) < ($1.value.number, $1.key.high, $1.key.low) }
        for (digest, id) in named {
            state.write(digest)
            state.write(id.number)
        }
    }
}
