import DeskKit
import HTTPServer

/// The port that browsers come to. Somebody who starts us by hand hears at once that it is taken; the desk is told, and the port
/// is tried until it is free, as it is a moment after a former process has let go of it.
final class ChatDoor {
    private static let retryMillisecondsMax = 5_000

    private let chat: WebChat
    private let settings: Settings
    private let limits: HTTPLimits
    private var wait = 250

    init(_ chat: WebChat, _ settings: Settings, _ limits: HTTPLimits) {
        self.chat = chat
        self.settings = settings
        self.limits = limits
    }

    func open() throws {
        do throws(SystemError) {
            try serve(try TCPSocket.listen(address: settings.listen, port: settings.port))
        } catch {
            guard chat.adapter.isSupervised, error.isAddressTaken else { throw error }
            tryLater(error)
        }
    }

    private func serve(_ listener: consuming Descriptor) throws(SystemError) {
        let port = try TCPSocket.port(of: listener)
        let site = ChatSite(chat, settings).site(port: port)
        chat.server = try HTTPServer(loop: chat.loop, listener: listener, site: site, limits: limits)
        chat.adapter.report(.connected)
        // Whoever started us, a person or `desk demo`, learns the port here.
        try StandardStream.output.write("http://\(settings.listen):\(port)/\n")
    }

    private func tryLater(_ error: SystemError) {
        chat.adapter.report(.retrying(inMilliseconds: wait, reason: error.description))
        chat.adapter.after(milliseconds: wait) { [self] in
            do {
                try open()
            } catch {
                // Nothing that waiting mends: whoever started us decides what follows.
                try? StandardStream.error.write("desk-webchat: \(error)\n")
                ProcessEnd.exit(ExitCode.configuration.rawValue)
            }
        }
        wait = min(Self.retryMillisecondsMax, wait * 2)
    }
}
