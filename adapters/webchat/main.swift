// A page for visitors. What happens in which file: ChatSite answers browsers, ChatDoors has the ports, WebChat talks with the desk,
// Look is what an account's settings say, Chat is a conversation in memory, and Page holds what browsers load.
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

    try ChatDoors(WebChat(adapter: adapter, limits: limits), settings, webLimits).open()
}
