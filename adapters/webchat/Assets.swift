import HTTPServer

/// Everything that pages are made of. It is part of the program: nothing is read from disk.
enum Assets {
    static var routes: [HTTPRoute] {
        [
            asset("/chat.css", "text/css; charset=utf-8", PageStyle.text),
            asset("/icon.svg", "image/svg+xml", PageIcon.text),
            asset("/chat.js", javaScript, ChatScript.text),
            asset("/outbox.js", javaScript, OutboxScript.text),
            asset("/stream.js", javaScript, StreamScript.text),
            asset("/view.js", javaScript, ViewScript.text),
            asset("/files.js", javaScript, FileScript.text),
            asset("/content.js", javaScript, ContentScript.text),
            asset("/embed.js", javaScript, EmbedScript.text, servesOtherSites: true),
        ]
    }

    private static let javaScript = "text/javascript; charset=utf-8"

    static func page(_ look: Look, _ account: String?, frameAncestors: String) -> HTTPResponse {
        let text = PageHTML.rendered(title: look.title, greeting: look.greeting, account: account)
        var response = HTTPResponse(status: 200, contentType: "text/html; charset=utf-8", body: Array(text.utf8))
        // Own files only, nothing inline; and no string may become markup, whatever a script does.
        response.contentSecurityPolicy = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
            form-action 'none'; frame-ancestors \(frameAncestors); require-trusted-types-for 'script'; trusted-types 'none'
            """
        response.cacheControl = "no-cache"
        return response
    }

    /// The account's colours, over those of `/chat.css`.
    static func style(_ look: Look) -> HTTPResponse {
        var response = HTTPResponse(status: 200, contentType: "text/css; charset=utf-8", body: Array(look.css.utf8))
        response.cacheControl = "no-cache"
        return response
    }

    private static func asset(_ path: String, _ type: String, _ text: String, servesOtherSites: Bool = false) -> HTTPRoute {
        .get(path, servesOtherSites: servesOtherSites) { _, exchange in
            var response = HTTPResponse(status: 200, contentType: type, body: Array(text.utf8))
            response.cacheControl = "no-cache"
            if servesOtherSites { response.resourcePolicy = "cross-origin" }
            exchange.answer(response)
        }
    }
}
