// A page for visitors. What happens in which file: ChatSite answers browsers, ChatDoors has the ports, WebChat talks with the desk,
// Look is what an account's settings say, Chat is a conversation in memory, and Page holds what browsers load.
import DeskKit
import HTTPServer

let manual = AdapterManual(
    [
        "It serves a page, and a widget for other pages, on which visitors of a site write to the desk. There are no files at run time and nothing is loaded from elsewhere; what a visitor has typed is kept in the browser while the desk is away. TLS is the business of a proxy in front."
    ],
    examples: [
        ("A page on this machine:", "desk-webchat --port 8080"),
        ("A page behind a proxy that brings https:", "desk-webchat --port 8080 --url https://chat.example.org"),
    ])

AdapterProgram.run(WebChat.manifest, version: "0.1", options: Settings.options, manual: manual) { adapter, arguments in
    let settings = try Settings(arguments)
    var limits = ChatLimits()
    (limits.textMax, limits.fileBytesMax) = (settings.textMax, settings.fileBytesMax)

    // Each visitor takes a descriptor; a few are the program's own.
    var webLimits = HTTPLimits.standard
    webLimits.connectionsMax = max(16, min(webLimits.connectionsMax, DescriptorLimit.raise() - 64))
    webLimits.streamsMax = min(webLimits.streamsMax, webLimits.connectionsMax * 3 / 4)

    try ChatDoors(WebChat(adapter: adapter, limits: limits), settings, webLimits).open()
}
