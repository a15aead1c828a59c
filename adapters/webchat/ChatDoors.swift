import DeskKit
import HTTPServer

/// The ports that browsers come to: the program's, where every account has its page, and those that accounts have of their own.
/// What an admin edits takes effect at once.
final class ChatDoors {
    static let ownDoorsMax = 64

    private let chat: WebChat
    private let settings: Settings
    private let limits: HTTPLimits
    private let common: ChatDoor
    private var own: [String: ChatDoor] = [:]
    /// Accounts of which a trouble was reported.
    private var troubled: Set<String> = []

    init(_ chat: WebChat, _ settings: Settings, _ limits: HTTPLimits) {
        self.chat = chat
        self.settings = settings
        self.limits = limits
        common = ChatDoor(chat, settings, limits)
        chat.adapter.onConnect = { self.connect($0) }
        chat.adapter.onEdit = { (state) throws(ConnectTrouble) in try self.judge(state) }
        common.onPort = { self.tellAddresses() }
        chat.onAccounts = { self.arrange() }
    }

    func open() throws { try common.open() }

    /// Gives each account the door that its settings ask for.
    private func arrange() {
        let looks = chat.looks
        for (account, door) in own where looks[account]?.port != door.port {
            door.close()
            own[account] = nil
        }
        for (account, look) in looks.sorted(by: { $0.key < $1.key }) where own[account] == nil && look.port != 0 && look.port != common.port
        {
            open(account, look.port)
        }
        tellAddresses()
        for (account, trouble) in chat.troubles { report(account, trouble.sentence) }
        for account in troubled where chat.troubles[account] == nil && !isWaiting(account) { reportWell(account) }
    }

    /// Admins are told where each page is, as soon as that is known.
    private func tellAddresses() {
        for state in chat.adapter.accounts {
            let door = own[state.account]
            let port = door.map { $0.isOpen ? $0.port : 0 } ?? common.port
            guard port != 0 else { continue }
            chat.adapter.report(address: settings.page(of: state.account, port: port, isOwn: door != nil), of: state.account)
        }
    }

    private func isWaiting(_ account: String) -> Bool { own[account]?.isOpen == false }

    private func open(_ account: String, _ port: UInt16) {
        guard own.count < Self.ownDoorsMax else { return report(account, LookTrouble.tooManyPorts(Self.ownDoorsMax).sentence) }
        if let other = holder(of: port) { return report(account, LookTrouble.portTaken(port, by: other).sentence) }
        var settings = settings
        settings.port = port
        var limits = limits
        // Descriptors are the program's: each page takes no more than its part of them.
        limits.connectionsMax = max(16, limits.connectionsMax / 4)
        limits.streamsMax = max(8, limits.streamsMax / 4)
        let door = ChatDoor(chat, settings, limits, account: account)
        own[account] = door
        door.onTrouble = { [weak self] in self?.report(account, $0) }
        door.onOpen = { [weak self] in self?.reportWell(account) }
        door.onPort = { [weak self] in self?.tellAddresses() }
        door.openOrWait()
    }

    private func holder(of port: UInt16) -> String? { own.first { $0.value.port == port }?.key }

    private func report(_ account: String, _ reason: String) {
        troubled.insert(account)
        chat.adapter.report(.retrying(inMilliseconds: ChatDoor.retryMillisecondsMax, reason: reason), account: account)
    }

    private func reportWell(_ account: String) {
        if troubled.remove(account) != nil { chat.adapter.report(.connected, account: account) }
    }
}

// An admin connects a page.
extension ChatDoors {
    private func connect(_ attempt: ConnectAttempt) {
        do throws(LookTrouble) {
            let look = try Look(attempt.values)
            try tryPort(look.port, for: attempt.account)
            attempt.complete(name: look.title, identifier: identifier(of: attempt, look), address: address(attempt.account, look))
        } catch {
            attempt.fail(ConnectTrouble(error))
        }
    }

    /// Where the page is going to be; nil where that is not known before the account has a name.
    private func address(_ account: String?, _ look: Look) -> String? {
        if look.port != 0, look.port != common.port { return settings.page(of: "", port: look.port, isOwn: true) }
        return common.port == 0 ? nil : account.map { settings.page(of: $0, port: common.port, isOwn: false) }
    }

    /// An edit has to be possible as a whole, as what is connected has.
    private func judge(_ state: AccountState) throws(ConnectTrouble) {
        do throws(LookTrouble) {
            try tryPort(try Look(state.settings).port, for: state.account)
        } catch {
            throw ConnectTrouble(error)
        }
    }

    /// A page is its account's; without a name for that it is its port's, or its title's.
    private func identifier(of attempt: ConnectAttempt, _ look: Look) -> Identifier {
        if attempt.isRenewal, let former = attempt.account.flatMap({ chat.adapter.account($0) })?.identifier { return former }
        return .opaque(attempt.account ?? (look.port == 0 ? look.title : "page-\(look.port)"))
    }

    /// Whether a page could be opened there: by opening the port, and leaving it again.
    private func tryPort(_ port: UInt16, for account: String?) throws(LookTrouble) {
        guard port != 0, port != common.port else { return }
        if let other = holder(of: port) {
            guard other == account else { throw .portTaken(port, by: other) }
            return
        }
        guard own.count < Self.ownDoorsMax else { throw .tooManyPorts(Self.ownDoorsMax) }
        do throws(SystemError) {
            _ = try TCPSocket.listen(address: settings.listen, port: port)
        } catch {
            throw LookTrouble(error, port: port, address: settings.listen)
        }
    }
}
