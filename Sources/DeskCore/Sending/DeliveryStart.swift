/// How a reply begins its way.
struct DeliveryStart: Sendable {
    let state: DeliveryState
    /// Until when it can be taken back.
    let until: Timestamp?
}

extension Account {
    /// The longest that replies can be kept back for.
    public static let undoSecondsMax = 600
    /// Where nobody has said, for what is written rather than chatted.
    static let undoSecondsOfMail = 5
}

extension ChannelBook {
    /// How long replies of the account can be taken back: as an admin has said, else as it is usual with its kind of service.
    public func undoSeconds(of account: Account) -> Int {
        if let said = account.profile.undoSeconds { return said }
        return channel(account.channel)?.identifierKinds == [.email] ? Account.undoSecondsOfMail : 0
    }
}

extension Desk {
    /// What is about an earlier message goes at once: it corrects what the contact has in front of them.
    func start(
        in thread: ThreadID, on account: Account, _ aim: MessageAction?, at now: Timestamp, _ readiness: AdapterReadiness
    ) -> DeliveryStart {
        let first = deliveries.firstState(in: thread, accountIsActive: account.carries, readiness)
        guard account.carries else { return DeliveryStart(state: first, until: nil) }
        let seconds = aim?.target == nil ? channels.undoSeconds(of: account) : 0
        let wish = seconds > 0 ? Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1_000) : nil
        let until = deliveries.windowEnd(in: thread, wish: wish)
        return DeliveryStart(state: until == nil ? first : .held, until: until)
    }
}
