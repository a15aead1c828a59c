/// `/chat.js`: the conversation, and how it is sent and received.
enum ChatScript {
    static let text = #"""
        // The conversation: what the desk has (items, by number), what waits to be sent (outbox), and the state of the line between.

        import { folded, summary } from '/content.js';
        import { Recorder, Tray } from '/files.js';
        import { Outbox, Shelf } from '/outbox.js';
        import { SharedStream } from '/stream.js';
        import { View } from '/view.js';

        const wanted = new URLSearchParams(location.search).get('account');
        const isWidget = location.pathname === '/widget';
        document.documentElement.className = isWidget ? 'widget' : 'page';

        const items = new Map();
        const view = new View({ retry: (key) => { outbox.retry(key); changed(); drain(); }, discard: (key) => { outbox.remove(key); changed(); },
          answer: (entry) => aim({ replyTo: entry.message }, entry), edit: (entry) => aim({ kind: 'edit', target: entry.message }, entry),
          remove: (entry) => say('', { kind: 'delete', target: entry.message }), choose: (value) => say(value),
          react: (entry, sign) => say(sign, { kind: 'reaction', target: entry.message, removed: entry.reactions.has('mine ' + sign) || undefined }),
          file: (message, file) => address('/file', { message, file }) });
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
            view.attach.hidden = !found.fileMax;
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
          if (isNew && !item.mine && !item.kind) { deskRead = Math.max(deskRead, item.message); typingEnded(); if (isLoaded && !isSeen()) unread += 1; }
        }

        function changed() {
          const entries = folded(items.values())
            .map((item) => ({ ...item, id: 'm' + item.message, mark: item.mine ? (item.message <= deskRead ? 'read' : 'sent') : undefined }));
          for (const item of outbox?.items ?? []) {
            // What is done to an earlier message shows there, once it is done.
            if (item.kind && !item.failed) continue;
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
          try { answer = await post('/send', { key: item.key, text: item.text, ...item.more }); } catch { return later(); }
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
          view.showDraft(session?.textMax ?? 4000, !tray.isEmpty, tray.isReady);
          draft?.write(view.text.value);
        }

        // What the next message is about: an earlier one that it answers or changes.
        let about = null;

        function aim(more, entry) {
          about = more;
          view.showAbout(more.kind === 'edit' ? 'Changing: ' + summary(entry) : 'Answering: ' + summary(entry), () => aimless());
          if (more.kind === 'edit') { view.text.value = entry.text; composed(); }
          view.text.focus();
        }

        function aimless() {
          if (about?.kind === 'edit') { view.text.value = ''; composed(); }
          about = null;
          view.showAbout(null);
        }

        function say(text, more) {
          if (outbox.isFull) { hint = 'Many messages wait to be sent already. Please wait until they are.'; changed(); return false; }
          outbox.add(text, more);
          changed();
          view.scrollDown();
          drain();
          return true;
        }

        function submit() {
          const text = view.text.value.trim();
          const isEdit = about?.kind === 'edit';
          if (!session || (!text && (isEdit || tray.isEmpty)) || [...text].length > session.textMax) return;
          if (!isEdit && !tray.isReady) return;
          const more = { ...about };
          if (!isEdit && !tray.isEmpty) more.files = tray.take();
          if (!say(text, Object.keys(more).length ? more : undefined)) return;
          view.text.value = '';
          about = null;
          view.showAbout(null);
          composed();
          sayTyping(false);
        }

        // ---- files

        const tray = new Tray(view.tray, () => session, () => renewSession(), () => {
          if (tray.refusal) { hint = tray.refusal; tray.refusal = undefined; changed(); }
          composed();
        });
        const trouble = (text) => { hint = text; changed(); };
        new Recorder(view.record, (file) => tray.add([file]), trouble);
        view.attach.addEventListener('click', () => view.chooser.click());
        view.chooser.addEventListener('change', () => { tray.add(view.chooser.files); view.chooser.value = ''; });
        view.text.addEventListener('paste', (event) => {
          if (!event.clipboardData?.files.length) return;
          event.preventDefault();
          tray.add(event.clipboardData.files);
        });
        addEventListener('dragover', (event) => { event.preventDefault(); });
        addEventListener('drop', (event) => { event.preventDefault(); if (event.dataTransfer?.files.length) tray.add(event.dataTransfer.files); });

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
