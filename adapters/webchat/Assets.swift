import HTTPServer

/// Everything that pages are made of. It is part of the program: nothing is read from disk.
enum Assets {
    static func routes(_ settings: Settings) -> [HTTPRoute] {
        let frames = settings.embedders.isEmpty ? "'self'" : (["'self'"] + settings.embedders).joined(separator: " ")
        return [
            page("/", frameAncestors: "'none'"),
            page("/widget", frameAncestors: frames),
            asset("/chat.css", "text/css; charset=utf-8", PageStyle.text),
            asset("/icon.svg", "image/svg+xml", PageIcon.text),
            asset("/chat.js", javaScript, ChatScript.text),
            asset("/outbox.js", javaScript, OutboxScript.text),
            asset("/stream.js", javaScript, StreamScript.text),
            asset("/view.js", javaScript, ViewScript.text),
            asset("/embed.js", javaScript, EmbedScript.text, servesOtherSites: true),
        ]
    }

    private static let javaScript = "text/javascript; charset=utf-8"

    private static func page(_ path: String, frameAncestors: String) -> HTTPRoute {
        .get(path) { _, exchange in
            var response = HTTPResponse(status: 200, contentType: "text/html; charset=utf-8", body: Array(PageHTML.text.utf8))
            // Own files only, nothing inline; and no string may become markup, whatever a script does.
            response.contentSecurityPolicy = """
                default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
                form-action 'none'; frame-ancestors \(frameAncestors); require-trusted-types-for 'script'; trusted-types 'none'
                """
            response.cacheControl = "no-cache"
            exchange.answer(response)
        }
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
