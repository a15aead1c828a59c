/// The page and the widget: the same document. It holds no script and no style of its own, so that the policy can forbid both.
enum PageHTML {
    static let text = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
        <meta name="color-scheme" content="light dark">
        <title>{title}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/chat.css">
        <link rel="stylesheet" href="/look.css{query}" id="look">
        <script type="module" src="/chat.js"></script>
        </head>
        <body data-state="connecting">
        <main class="chat">
          <header class="bar">
            <span class="badge" aria-hidden="true">
              <svg viewBox="0 0 24 24"><path d="M4 5.5h16a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 20 17h-7.5L7.5 21v-4H4a1.5 1.5 0 0 \#
        1-1.5-1.5V7A1.5 1.5 0 0 1 4 5.5Z"/></svg>
            </span>
            <div class="names">
              <h1 id="title">{title}</h1>
              <p class="presence" role="status"><span class="lamp" aria-hidden="true"></span><span id="presence">Connecting…</span></p>
            </div>
          </header>
          <div class="scroller" id="scroller" role="region" tabindex="0" aria-label="Conversation">
            <div class="empty" id="empty" hidden>
              <svg viewBox="0 0 120 96" aria-hidden="true">
                <path class="far" d="M44 10h58a10 10 0 0 1 10 10v30a10 10 0 0 1-10 10h-6v14L80 60H44a10 10 0 0 1-10-10V20a10 10 0 0 1 10-10Z"/>
                <path class="near" d="M18 30h50a10 10 0 0 1 10 10v24a10 10 0 0 1-10 10H36L22 88V74h-4A10 10 0 0 1 8 64V40a10 10 0 0 1 10-10Z"/>
                <circle class="dot" cx="29" cy="52" r="4"/><circle class="dot" cx="43" cy="52" r="4"/><circle class="dot" cx="57" cy="52" r="4"/>
              </svg>
              <h2>Write to us</h2>
              <p id="greeting">{greeting}</p>
            </div>
            <div class="log" id="log" role="log" aria-live="polite" aria-relevant="additions" aria-label="Messages" aria-busy="true"></div>
            <div class="typing" id="typing" hidden>
              <span class="bubble" aria-hidden="true"><i></i><i></i><i></i></span>
              <span class="typist" role="status" id="typing-name"></span>
            </div>
          </div>
          <button class="newer" id="newer" type="button" hidden>New message</button>
          <div class="notice" id="notice" role="status" hidden></div>
          <form class="composer" id="composer" autocomplete="off">
            <div class="about" id="about" role="status" hidden></div>
            <ul class="tray" id="tray" aria-label="Files that go with your message" hidden></ul>
            <label class="unseen" for="text">Your message</label>
            <input type="file" id="chooser" multiple hidden>
            <span class="tools">
              <button class="tool" id="attach" type="button" aria-label="Attach files" hidden>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5 12.5 19a5 5 0 0 1-7-7L13 4.500a3.400 3.400 0 0 1 4.800 4.800L10.500 16.500a1.700 \#
        1.700 0 0 1-2.400-2.400L14.500 7.700"/></svg>
              </button>
              <button class="tool" id="record" type="button" aria-label="Record a voice message" aria-pressed="false" hidden>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.500a2.800 2.800 0 0 1 2.800 2.800v5a2.800 2.800 0 0 1-5.600 0v-5A2.800 2.800 0 0 1 12 3.500ZM6 \#
        11a6 6 0 0 0 12 0M12 17v3.500"/></svg>
              </button>
            </span>
            <textarea id="text" rows="1" placeholder="Write a message…" aria-describedby="hint counter" enterkeyhint="send"></textarea>
            <button class="send" id="send" type="submit" aria-label="Send" disabled>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5M5.5 11.5 12 5l6.5 6.5"/></svg>
            </button>
            <p class="below">
              <span id="hint">Enter sends, Shift and Enter starts a new line</span>
              <span id="counter" class="counter" role="status"></span>
            </p>
          </form>
        </main>
        <noscript><p class="noscript">This chat needs JavaScript. It loads nothing from other sites.</p></noscript>
        </body>
        </html>
        """#

    /// The page of one account. An account's name is plain ASCII; the rest is an admin's and becomes text whatever it is.
    static func rendered(title: String, greeting: String, account: String?) -> String {
        // Cut first, filled in then: what somebody wrote is not looked at again.
        let marks = ["{title}": escaped(title), "{greeting}": escaped(greeting), "{query}": account.map { "?account=" + $0 } ?? ""]
        var (page, rest) = ("", text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            page += rest[..<open] + (marks[String(rest[open...close])] ?? String(rest[open...close]))
            rest = rest[rest.index(after: close)...]
        }
        return page + rest
    }

    private static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}

/// The tab's picture.
enum PageIcon {
    static let text = #"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#4353c9" d="M5 3.5h14A3.5 3.5 0 0 1 22.5 7v7a3.5 3.5 0 0 \#
        1-3.5 3.5h-5.6L8 21.8v-4.3H5A3.5 3.5 0 0 1 1.5 14V7A3.5 3.5 0 0 1 5 3.5Z"/></svg>
        """#
}
