/// How the page looks: one column, two colour schemes, no fonts or pictures from elsewhere.
enum PageStyle {
    static let text = #"""
        :root {
          color-scheme: light dark;
          --ground: #eceef4; --surface: #ffffff; --ink: #1d2230; --soft: #5b6377; --line: #e0e3ec;
          --theirs: #f0f2f8; --mine: #4353c9; --mine-ink: #ffffff; --accent: #4353c9;
          --good: #1f8a5b; --wait: #b7791f; --bad: #b3261e; --bad-ground: #fdecea; --notice: #fff6e3; --notice-ink: #6b4a0c;
          --shadow: 0 1px 2px rgb(29 34 48 / .05), 0 12px 40px rgb(29 34 48 / .10);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0f1116; --surface: #171a21; --ink: #e8eaf1; --soft: #9aa3b8; --line: #272c37;
            --theirs: #232833; --mine: #4e5fdc; --mine-ink: #ffffff; --accent: #93a0ff;
            --good: #4cc38a; --wait: #e2a94b; --bad: #ff8a80; --bad-ground: #3a1f20; --notice: #2d2616; --notice-ink: #efd9a6;
            --shadow: none;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html, body { height: 100%; margin: 0; }
        body { display: flow-root; overflow: hidden; }
        body {
          background: var(--ground); color: var(--ink);
          font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
          -webkit-text-size-adjust: 100%;
        }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

        .chat {
          position: relative; display: flex; flex-direction: column; height: 100vh; height: 100dvh;
          max-width: 46rem; margin: 0 auto; background: var(--surface); overflow: hidden;
        }
        @media (min-width: 52rem) and (min-height: 36rem) {
          .page .chat {
            height: calc(100dvh - 4rem); margin: 2rem auto; border-radius: 1.25rem;
            border: 1px solid var(--line); box-shadow: var(--shadow);
          }
        }

        .bar { display: flex; align-items: center; gap: .75rem; padding: .9rem 1.25rem; border-bottom: 1px solid var(--line); flex: none; }
        .badge { display: grid; place-items: center; width: 2.5rem; height: 2.5rem; border-radius: .9rem; background: var(--mine); flex: none; }
        .badge svg { width: 1.35rem; fill: var(--mine-ink); }
        .names { min-width: 0; }
        h1 { font-size: 1.05rem; line-height: 1.3; font-weight: 650; margin: 0; }
        .presence { display: flex; align-items: center; gap: .45rem; margin: .1rem 0 0; color: var(--soft); font-size: .85rem; line-height: 1.3; }
        .lamp { width: .5rem; height: .5rem; border-radius: 50%; background: var(--wait); flex: none; transition: background-color .3s; }
        [data-state="on"] .lamp { background: var(--good); }
        [data-state="away"] .lamp, [data-state="off"] .lamp { background: var(--soft); }

        .scroller { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1rem 1.25rem .5rem; scrollbar-width: thin; }
        .scroller:focus-visible { outline-offset: -3px; }
        .empty { display: grid; justify-items: center; align-content: center; min-height: 100%; text-align: center; color: var(--soft); padding: 1rem; }
        .empty svg { width: 7.5rem; margin-bottom: 1.1rem; }
        .empty .far { fill: var(--theirs); } .empty .near { fill: var(--mine); } .empty .dot { fill: var(--mine-ink); opacity: .92; }
        .empty h2 { margin: 0 0 .3rem; font-size: 1.2rem; font-weight: 650; color: var(--ink); }
        .empty p { margin: 0; max-width: 24rem; }

        .log { display: flex; flex-direction: column; }
        .day { align-self: center; margin: 1.1rem 0 .6rem; color: var(--soft); font-size: .78rem; font-weight: 550; letter-spacing: .01em; }
        .day:first-child { margin-top: .2rem; }
        .message { display: flex; flex-direction: column; max-width: min(82%, 34rem); margin-top: .2rem; }
        .message.first { margin-top: .8rem; }
        .message.theirs { align-self: flex-start; align-items: flex-start; }
        .message.mine { align-self: flex-end; align-items: flex-end; }
        .mine .name, .message:not(.first) .name { display: none; }
        .name { font-size: .78rem; font-weight: 600; color: var(--soft); margin: 0 0 .2rem .9rem; overflow-wrap: anywhere; }
        .bubble {
          padding: .55rem .9rem; border-radius: 1.15rem; background: var(--theirs); max-width: 100%;
          white-space: pre-wrap; overflow-wrap: anywhere; overflow: hidden; unicode-bidi: plaintext; tab-size: 4;
        }
        .mine .bubble { background: var(--mine); color: var(--mine-ink); }
        .theirs:not(.last) .bubble { border-bottom-left-radius: .4rem; }
        .theirs:not(.first) .bubble { border-top-left-radius: .4rem; }
        .mine:not(.last) .bubble { border-bottom-right-radius: .4rem; }
        .mine:not(.first) .bubble { border-top-right-radius: .4rem; }
        .mine[data-mark="sending"] .bubble { opacity: .85; }
        .mine[data-mark="waiting"] .bubble { background: var(--surface); color: var(--ink); box-shadow: inset 0 0 0 1.5px var(--mine); }
        .mine[data-mark="failed"] .bubble { background: var(--bad-ground); color: var(--ink); box-shadow: inset 0 0 0 1px var(--bad); }
        .meta { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .5rem; margin: .2rem .9rem 0; color: var(--soft); font-size: .75rem; }
        .mine .meta { justify-content: flex-end; }
        .message:not(.last)[data-mark="sent"] .meta, .message:not(.last)[data-mark="read"] .meta, .theirs:not(.last) .meta { display: none; }
        [data-mark="read"] .mark { color: var(--accent); font-weight: 600; }
        [data-mark="failed"] .mark { color: var(--bad); font-weight: 600; }
        .meta button {
          font: inherit; font-weight: 600; color: var(--accent); background: none; border: 0; padding: .15rem .1rem; cursor: pointer;
          text-decoration: underline; text-underline-offset: .15em; border-radius: .25rem;
        }
        .fresh { animation: rise .22s ease-out; }
        @keyframes rise { from { opacity: 0; transform: translateY(.4rem); } }

        .typing { display: flex; align-items: center; gap: .6rem; margin-top: .8rem; }
        .typist { color: var(--soft); font-size: .78rem; overflow-wrap: anywhere; }
        .typing .bubble { display: inline-flex; gap: .28rem; padding: .85rem 1rem; }
        .typing i { width: .42rem; height: .42rem; border-radius: 50%; background: var(--soft); animation: breathe 1.3s infinite ease-in-out; }
        .typing i:nth-child(2) { animation-delay: .18s; } .typing i:nth-child(3) { animation-delay: .36s; }
        @keyframes breathe { 0%, 60%, 100% { opacity: .35; transform: none; } 30% { opacity: 1; transform: translateY(-.16rem); } }

        .newer {
          position: absolute; left: 50%; bottom: 7rem; transform: translateX(-50%); border: 0; border-radius: 2rem; padding: .5rem 1.1rem;
          background: var(--mine); color: var(--mine-ink); font: inherit; font-size: .85rem; font-weight: 600; cursor: pointer; box-shadow: var(--shadow);
        }
        .notice { flex: none; margin: 0 1rem .6rem; padding: .65rem .95rem; border-radius: .9rem; background: var(--notice); color: var(--notice-ink);
          font-size: .88rem; line-height: 1.45; }

        .composer { display: grid; grid-template-columns: auto 1fr auto; gap: .3rem .6rem; align-items: end; flex: none;
          padding: .25rem 1rem max(.7rem, env(safe-area-inset-bottom)); }
        textarea {
          width: 100%; min-height: 2.9rem; max-height: 10rem; resize: none; padding: .68rem 1.05rem; border-radius: 1.45rem;
          border: 1px solid var(--line); background: var(--theirs); color: inherit; font: inherit; line-height: 1.45; overflow-y: auto; scrollbar-width: thin; unicode-bidi: plaintext;
        }
        textarea::placeholder { color: var(--soft); opacity: 1; }
        textarea:focus-visible { outline-offset: -1px; background: var(--surface); }
        .send { display: grid; place-items: center; width: 2.9rem; height: 2.9rem; border: 0; border-radius: 50%; background: var(--mine); cursor: pointer;
          transition: background-color .15s, opacity .15s; }
        .send svg { width: 1.35rem; fill: none; stroke: var(--mine-ink); stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
        .send:disabled { background: var(--line); cursor: default; }
        .send:disabled svg { stroke: var(--soft); }
        .tools { display: flex; gap: .1rem; padding-bottom: .35rem; }
        .tool { display: grid; place-items: center; width: 2.2rem; height: 2.2rem; border: 0; border-radius: 50%; background: none; cursor: pointer; }
        .tool:hover { background: var(--theirs); }
        .tool svg { width: 1.25rem; fill: none; stroke: var(--soft); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
        .tool.on { background: var(--bad-ground); } .tool.on svg { stroke: var(--bad); }
        .about, .tray { grid-column: 1 / -1; margin: 0 .2rem; }
        .about { display: flex; justify-content: space-between; gap: .6rem; padding: .35rem .7rem; border-left: 3px solid var(--accent);
          background: var(--theirs); border-radius: .4rem; color: var(--soft); font-size: .85rem; }
        .about span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .about button, .chip button { border: 0; background: none; color: inherit; font: inherit; cursor: pointer; padding: 0 .3rem; }
        .tray { display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; list-style: none; max-height: 7rem; overflow-y: auto; }
        .chip { display: flex; align-items: center; gap: .4rem; padding: .25rem .4rem .25rem .6rem; border-radius: .8rem; background: var(--theirs);
          font-size: .82rem; max-width: 100%; }
        .chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .chip img { width: 2rem; height: 2rem; object-fit: cover; border-radius: .4rem; }
        .chip.failed { background: var(--bad-ground); }
        .bubble > * + * { margin-top: .4rem; }
        .bubble blockquote { margin: 0 0 .4rem; padding: .1rem .6rem; border-left: 3px solid currentColor; opacity: .75; font-size: .88rem; }
        .bubble a { color: inherit; }
        .picture { display: block; max-width: 100%; max-height: 18rem; border-radius: .6rem; }
        .player { display: block; width: min(18rem, 100%); max-height: 16rem; }
        .file { display: flex; align-items: baseline; gap: .6rem; }
        .file-name { overflow-wrap: anywhere; } .file-size { opacity: .75; font-size: .8rem; white-space: nowrap; }
        .gone { opacity: .7; }
        .choices { display: flex; flex-wrap: wrap; gap: .4rem; }
        .choices button { font: inherit; font-size: .9rem; padding: .3rem .8rem; border-radius: 1rem; border: 1px solid currentColor; background: none; color: inherit; cursor: pointer; }
        .reactions { display: flex; gap: .25rem; }
        .reactions span { padding: 0 .4rem; border-radius: .8rem; background: var(--surface); color: var(--ink); font-size: .85rem; box-shadow: inset 0 0 0 1px var(--line); }
        .message { position: relative; }
        .doing { position: absolute; top: .35rem; right: -1.9rem; } .mine .doing { right: auto; left: -1.9rem; }
        .doing button { font: inherit; font-size: .88rem; color: var(--ink); background: none; border: 0; border-radius: .5rem; padding: .1rem .4rem; cursor: pointer; }
        .doing button:hover { background: var(--theirs); }
        .doing .more { color: var(--soft); opacity: 0; } .message:hover .more, .more:focus-visible, .more[aria-expanded="true"] { opacity: 1; }
        @media (hover: none) { .doing .more { opacity: .6; } }
        .choose { position: absolute; z-index: 2; top: 1.7rem; right: 0; display: flex; gap: .1rem; padding: .25rem; border-radius: .8rem; white-space: nowrap;
          background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shadow); }
        .mine .choose { right: auto; left: 0; }
        .below { grid-column: 1 / -1; display: flex; justify-content: space-between; gap: 1rem; margin: 0 .4rem; color: var(--soft); font-size: .74rem; min-height: 1.15rem; }
        .counter.over { color: var(--bad); font-weight: 650; }
        @media (pointer: coarse), (max-width: 30rem) { #hint { display: none; } .below { min-height: 0; justify-content: flex-end; } .message { max-width: 88%; } .scroller { padding-inline: .9rem; } }
        .noscript { position: fixed; inset: 0; display: grid; place-items: center; margin: 0; padding: 2rem; background: var(--surface); text-align: center; }
        @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
        @media (forced-colors: active) { .bubble, textarea, .send, .notice { border: 1px solid CanvasText; } }
        """#
}
