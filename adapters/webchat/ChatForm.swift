import DeskKit

extension WebChat {
    /// Web chat can do little, and says so.
    static var manifest: Manifest {
        var capabilities = Capabilities()
        capabilities.supportsTyping = true
        capabilities.supportsReadReceipts = true
        capabilities.supportsDeliveryReceipts = true
        capabilities.supportsQuotedReply = true
        capabilities.supportsEdit = true
        capabilities.supportsDelete = true
        capabilities.supportsReactions = true
        capabilities.richText = ["bold", "italic", "underline", "strikethrough", "code", "hyperlink", "blockquote"]
        capabilities.outgoingAttachmentTypes = ["file", "location", "contact", "quick_replies"]
        capabilities.allowInlineImages = true
        capabilities.orderedDelivery = true
        // A page knows the desk's numbers and shows each once.
        capabilities.idempotentSend = true
        var manifest = Manifest(
            key: "webchat", name: "Web chat", description: "A chat page and a widget for visitors of a site", capabilities: capabilities)
        manifest.glyph = "web"
        manifest.logo = "/icon.svg"
        manifest.setupInstructions =
            "Nothing is needed but a free port, or none: pages without a port of their own share the one that desk-webchat was started "
            + "with, and are told apart by ?account=NAME. For visitors from elsewhere put a proxy with TLS in front."
        manifest.connectSchema = form
        return manifest
    }

    private static let form = [
        ConnectField("title", "Title of the page", standard: .text(Look().title), help: "stands above the conversation"),
        ConnectField("greeting", "Greeting", standard: .text(Look().greeting), help: "what a visitor reads who has not written yet"),
        ConnectField(
            "colour", "Colour", standard: .text("#4353c9"), pattern: "#[0-9a-fA-F]{6}",
            help: "of the visitor's messages and of buttons, as #4353c9"),
        ConnectField(
            "background", "Background", standard: .text("#eceef4"), pattern: "#[0-9a-fA-F]{6}", help: "around the conversation, as #eceef4"),
        ConnectField(
            "origins", "Sites that may show the widget", help: "with blanks between them, as https://www.example.org; none: the page only"),
        ConnectField(
            "hours", "Opening hours", help: "as Mon-Fri 09:00-17:00, Sat 10:00-14:00; none: always. Visitors can write at any time"),
        ConnectField("zone", "Time zone of the opening hours", standard: .text("UTC"), help: "as Europe/Madrid"),
        ConnectField(
            "port", "Port of its page", .int, standard: .integer(0), help: "0 shares the port that desk-webchat was started with"),
    ]
}
