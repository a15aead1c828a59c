// A page for visitors. What happens in which file: ChatSite answers browsers, WebChat talks with the desk, Chat is a conversation
// in memory, and Page holds what browsers load.
import DeskKit
import HTTPServer

AdapterProgram.run(WebChat.manifest, version: "0.1", options: Settings.options) { adapter, arguments in
    let settings = try Settings(arguments)
    var limits = ChatLimits()
    limits.textMax = settings.textMax

    // Each visitor takes a descriptor; a few are the program's own.
    var webLimits = HTTPLimits.standard
    webLimits.connectionsMax = max(16, min(webLimits.connectionsMax, DescriptorLimit.raise() - 64))
    webLimits.streamsMax = min(webLimits.streamsMax, webLimits.connectionsMax * 3 / 4)

    let listener = try TCPSocket.listen(address: settings.listen, port: settings.port)
    let port = try TCPSocket.port(of: listener)
    let chat = WebChat(adapter: adapter, limits: limits)
    let site = ChatSite(chat, settings).site(port: port)
    chat.server = try HTTPServer(loop: adapter.loop, listener: listener, site: site, limits: webLimits)
    // Whoever started us, a person or `desk demo`, learns the port here.
    try StandardStream.output.write("http://\(settings.listen):\(port)/\n")
}
