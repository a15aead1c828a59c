import DeskKit
import HTTPServer

/// One port that browsers come to. Somebody who starts us by hand hears at once that it is taken; the desk is told, and the port
/// is tried until it is free, as it is a moment after a former process has let go of it.
final class ChatDoor {
    static let retryMillisecondsMax = 5_000

    /// Why it is not open, again and again until it is.
    var onTrouble: (String) -> Void = { _ in }
    var onOpen: () -> Void = {}
    /// It listens, under ``port``.
    var onPort: () -> Void = {}
    /// The account whose page this is; nil where every account has its page here.
    let account: String?
    private let chat: WebChat
    private let settings: Settings
    private let limits: HTTPLimits
    private var server: HTTPServer?
    private var wait = 250
    private var isClosed = false
    /// The port; 0 where a free one is to be taken and was not yet.
    private(set) var port: UInt16

    init(_ chat: WebChat, _ settings: Settings, _ limits: HTTPLimits, account: String? = nil) {
        self.chat = chat
        self.settings = settings
        self.limits = limits
        self.account = account
        port = settings.port
    }

    var isOpen: Bool { server != nil }

    /// The program's own: what cannot be mended by waiting is thrown.
    func open() throws {
        onTrouble = { [chat] in chat.adapter.report(.retrying(inMilliseconds: Self.retryMillisecondsMax, reason: $0)) }
        onOpen = { [chat] in chat.adapter.report(.connected) }
        do throws(SystemError) {
            try serve()
        } catch {
            guard chat.adapter.isSupervised, error.isAddressTaken else { throw error }
            tryLater(error)
        }
    }

    /// An account's: the program goes on whatever becomes of it.
    func openOrWait() {
        guard !isClosed else { return }
        do throws(SystemError) {
            try serve()
        } catch {
            tryLater(error)
        }
    }

    /// Ends all its connections; the port is free in the next turn.
    func close() {
        isClosed = true
        guard let server else { return }
        server.stop()
        self.server = nil
        // Kept until nobody of its connections is in the middle of something.
        chat.loop.after(milliseconds: 0) { withExtendedLifetime(server) {} }
    }

    private func serve() throws(SystemError) {
        let listener = try TCPSocket.listen(address: settings.listen, port: port)
        port = try TCPSocket.port(of: listener)
        let site = ChatSite(chat, settings, account: account).site(port: port)
        server = try HTTPServer(loop: chat.loop, listener: listener, site: site, limits: limits)
        onOpen()
        onPort()
        let address = "http://\(settings.listen):\(port)/"
        // Whoever started us, a person or `desk demo`, learns the program's port from its output.
        guard let account else { return try StandardStream.output.write(address + "\n") }
        try StandardStream.error.write("desk-webchat: \(account) is at \(address)\n")
    }

    private func tryLater(_ error: SystemError) {
        onTrouble(account == nil ? error.description : LookTrouble(error, port: port, address: settings.listen).sentence)
        chat.adapter.after(milliseconds: wait) { [self] in account == nil ? openOrEnd() : openOrWait() }
        wait = min(Self.retryMillisecondsMax, wait * 2)
    }

    private func openOrEnd() {
        do {
            try open()
        } catch {
            // Nothing that waiting mends: whoever started us decides what follows.
            try? StandardStream.error.write("desk-webchat: \(error)\n")
            ProcessEnd.exit(ExitCode.configuration.rawValue)
        }
    }
}
