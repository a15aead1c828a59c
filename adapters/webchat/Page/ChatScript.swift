/// `/chat.js`: the conversation, and how it is sent and received.
enum ChatScript {
    static let text = #"""
        // The conversation: what the desk has (items, by number), what waits to be sent (outbox), and the state of the line between.

        import { Outbox, Shelf } from '/outbox.js';
        import { SharedStream } from '/stream.js';
        import { View } from '/view.js';

        const wanted = new URLSearchParams(location.search).get('account');
        const isWidget = location.pathname === '/widget';
        document.documentElement.className = isWidget ? 'widget' : 'page';

        const items = new Map();
        const view = new View({ retry: (key) => { outbox.retry(key); changed(); drain(); }, discard: (key) => { outbox.remove(key); changed(); } });
        const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
        let session = null, outbox = null, draft = null, stream = null;
        let state = 'connecting', isLost = false, hint, isLoaded = false, deskRead = 0, unread = 0;

        // ---- talking to the server

        function address(path, fields) {
          const query = new URLSearchParams({ account: session.account, token: session.token, ...fields });
          return path + '?' + query;
        }

        async function renewSession() {
          try {
            const answer = await fetch('/session' + (wanted ? '?account=' + encodeURIComponent(wanted) : ''));
            if (answer.status === 404) { hint = 'There is no chat at this address.'; setState('off'); return false; }
            if (!answer.ok) return false;
            const found = await answer.json();
            if (!found.account) { setState('away'); return false; }
            session = found;
            view.showLook(found.look, false);
            return true;
          } catch { return false; }
        }

        async function post(path, body) {
          return fetch(path, {
            method: 'POST', body: JSON.stringify({ account: session.account, ...body }),
            headers: { 'Content-Type': 'application/json', 'X-Desk-Token': session.token },
          });
        }

        async function load() {
          try {
            const answer = await fetch(address('/history', { after: lastNumber() }));
            if (answer.status === 403) { hint = 'Your browser blocks the cookie that this chat needs. Please open the chat in a page of its own.'; return changed(); }
            if (!answer.ok) return;
            for (const item of (await answer.json()).items) take(item);
            isLoaded = true;
            changed();
          } catch { /* the stream brings it */ }
        }

        // ---- what is shown

        const lastNumber = () => Math.max(0, ...items.keys());

        function take(item) {
          const isNew = !items.has(item.message);
          items.set(item.message, item);
          if (item.key) outbox.remove(item.key);
          if (isNew && !item.mine) { deskRead = Math.max(deskRead, item.message); typingEnded(); if (isLoaded && !isSeen()) unread += 1; }
        }

        function changed() {
          const entries = [...items.values()].sort((one, other) => one.message - other.message)
            .map((item) => ({ ...item, id: 'm' + item.message, mark: item.mine ? (item.message <= deskRead ? 'read' : 'sent') : undefined }));
          for (const item of outbox?.items ?? []) {
            const mark = item.failed ? 'failed' : state === 'on' && !isLost ? 'sending' : 'waiting';
            entries.push({ ...item, id: item.key, mine: true, mark, reason: item.failed });
          }
          view.show(entries, isLoaded);
          view.showState(state, isLost, hint);
          showUnread();
          reportSeen();
        }

        function setState(to) { state = to; view.showState(state, isLost, hint); }

        // ---- seen and unread

        let isOnScreen = true, reported = '', seenTimer = null;
        const isSeen = () => document.visibilityState === 'visible' && isOnScreen;
        // Only the page around a widget knows whether the frame is shown: a hidden one cannot tell.
        addEventListener('message', (event) => {
          if (!isWidget || event.source !== parent || typeof event.data?.deskOpen !== 'boolean') return;
          isOnScreen = event.data.deskOpen;
          looked();
          if (isOnScreen) view.text.focus();
        });

        function looked() { if (isSeen()) { unread = 0; changed(); } }

        function showUnread() {
          if (isSeen()) unread = 0;
          view.showUnread(unread);
          // The embedding page learns a number and nothing else.
          if (isWidget && parent !== window) parent.postMessage({ deskUnread: unread }, '*');
        }

        function reportSeen() {
          clearTimeout(seenTimer);
          seenTimer = setTimeout(async () => {
            const shown = Math.max(0, ...[...items.values()].filter((item) => !item.mine).map((item) => item.message));
            const body = { shown, read: isSeen() };
            if (!shown || !session || state === 'away' || reported === JSON.stringify(body)) return;
            reported = JSON.stringify(body);
            try { if (!(await post('/seen', body)).ok) reported = ''; } catch { reported = ''; }
          }, 150);
        }

        // ---- sending: one at a time, in order, by one tab at a time

        let isDraining = false, drainTimer = null, pause = 1000;

        function drainLater(milliseconds) { clearTimeout(drainTimer); drainTimer = setTimeout(drain, milliseconds); }

        async function drain() {
          if (isDraining || !session || !outbox.next) return;
          isDraining = true;
          const send = async () => { while (outbox.next && (await sendOne(outbox.next))) changed(); };
          try { await (navigator.locks ? navigator.locks.request('send ' + outbox.shelf.name, send) : send()); } finally { isDraining = false; }
          changed();
        }

        // True where the next may follow at once.
        async function sendOne(item, isSecondTry = false) {
          let answer;
          try { answer = await post('/send', { key: item.key, text: item.text }); } catch { return later(); }
          const body = await answer.json().catch(() => ({}));
          if (answer.ok && body.item) { pause = 1000; hint = undefined; take(body.item); outbox.remove(item.key); return true; }
          if (answer.status === 403 && !isSecondTry && (await renewSession())) return sendOne(item, true);
          if (answer.status === 429) { hint = 'That was quick. The rest follows in a moment.'; drainLater(retryAfter(answer)); return false; }
          if (answer.status >= 500) { if (body.code === 'channel_off') setState('off'); return later(retryAfter(answer)); }
          outbox.fail(item.key, body.message ?? 'The message was refused.');
          return true;
        }

        const retryAfter = (answer) => 1000 * (Number(answer.headers.get('Retry-After')) || 0);

        function later(atLeast = 0) {
          drainLater(Math.max(atLeast, pause));
          pause = Math.min(pause * 2, 15000);
          return false;
        }

        // ---- typing

        let typingTimer = null, typedAt = 0, typedTimer = null;

        function typingEnded() { clearTimeout(typingTimer); view.showTyping(null); }

        function deskTypes(data) {
          typingEnded();
          if (!data?.on) return;
          view.showTyping(data.name || 'Somebody');
          typingTimer = setTimeout(typingEnded, 6000);
        }

        function sayTyping(on) {
          clearTimeout(typedTimer);
          if (!session || state !== 'on') return;
          if (on) typedTimer = setTimeout(() => sayTyping(false), 6000);
          if (on ? Date.now() - typedAt < 3000 : typedAt === 0) return;
          typedAt = on ? Date.now() : 0;
          post('/typing', { on }).catch(() => {});
        }

        // ---- what the stream brings

        function receive(kind, data) {
          if (kind === 'message') { take(data); changed(); }
          else if (kind === 'typing') deskTypes(data);
          else if (kind === 'read') { deskRead = Math.max(deskRead, data.message); changed(); }
          else if (kind === 'ready') { if (isLoaded) return; if (stream.isSource) { isLoaded = true; changed(); } else load(); }
          else if (kind === 'reset') location.reload();
          else if (kind === 'look') view.showLook(data, true);
          else if (kind === 'link') { isLost = !data; if (data && !isLoaded && !stream.isSource) load(); changed(); }
          else if (kind === 'state') { hint = undefined; setState(data.state); typingEnded(); changed(); if (data.state === 'on') { pause = 1000; drain(); } }
        }

        // ---- the composer

        function composed() {
          view.showDraft(session?.textMax ?? 4000);
          draft?.write(view.text.value);
        }

        function submit() {
          const text = view.text.value.trim();
          if (!session || !text || [...text].length > session.textMax) return;
          if (outbox.isFull) { hint = 'Many messages wait to be sent already. Please wait until they are.'; changed(); return; }
          outbox.add(text);
          view.text.value = '';
          composed();
          sayTyping(false);
          changed();
          view.scrollDown();
          drain();
        }

        view.text.addEventListener('input', () => { composed(); sayTyping(view.text.value.trim() !== ''); });
        view.text.addEventListener('keydown', (event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        });
        document.getElementById('composer').addEventListener('submit', (event) => { event.preventDefault(); submit(); view.text.focus(); });
        document.addEventListener('visibilitychange', looked);
        addEventListener('online', () => drain());
        // Another tab wrote, sent or gave up something.
        addEventListener('storage', (event) => { if (event.key === outbox?.shelf.name) { changed(); drain(); } });

        // ---- beginning

        async function begin() {
          for (let wait = 500; !(await renewSession()); wait = Math.min(wait * 2, 8000)) await sleep(wait);
          // Named after the conversation: what was written as one visitor is never sent as another.
          outbox = new Outbox('desk-outbox ' + session.thread);
          draft = new Shelf('desk-draft ' + session.thread);
          view.text.value ||= draft.read() ?? '';
          composed();
          setState(session.state);
          await load();
          stream = new SharedStream('desk ' + session.thread, () => address('/events', { after: lastNumber() }), renewSession, receive);
          stream.start();
          changed();
          drain();
          if (!isWidget && matchMedia('(pointer: fine)').matches) view.text.focus();
        }

        begin();
        """#
}
