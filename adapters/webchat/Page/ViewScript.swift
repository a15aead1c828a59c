/// `/view.js`: everything that touches the document.
enum ViewScript {
    static let text = #"""
        // Everything that touches the document. Strangers' text goes in as text and never as markup.

        import { fill } from '/content.js';

        const byID = (id) => document.getElementById(id);
        const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
        const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
        const marks = { sending: 'Sending…', waiting: 'Waiting to be sent', sent: 'Sent', read: 'Read', failed: 'Not sent' };
        const presence = {
          connecting: 'Connecting…', on: 'We usually answer here', away: 'Away at the moment', off: 'Closed at the moment',
        };
        const notices = {
          away: 'We are away at the moment. Write anyway: your words are kept on this device and sent by themselves as soon as we are back.',
          off: 'This chat is closed at the moment. Write anyway: your words are kept on this device and sent by themselves when it opens.',
          lost: 'The connection is interrupted. Your words are kept on this device and sent by themselves when it is back.',
        };

        // Opening hours by the clocks of their own time zone, which the browser knows: {zone, spans: [[day, from, to]]}, minutes of the day.
        const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
        const clockText = (minutes) => String(Math.floor(minutes / 60)).padStart(2, '0') + ':' + String(minutes % 60).padStart(2, '0');

        export function closedUntil(hours, now) {
          if (!hours) return null;
          const format = new Intl.DateTimeFormat('en-GB', { timeZone: hours.zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
          const parts = Object.fromEntries(format.formatToParts(now).map((part) => [part.type, part.value]));
          const day = dayNames.indexOf(parts.weekday), minute = Number(parts.hour) * 60 + Number(parts.minute);
          if (hours.spans.some(([of, from, to]) => of === day && from <= minute && minute < to)) return null;
          const waits = hours.spans.map(([of, from]) => ({ of, from, wait: ((of - day + 7) % 7) * 1440 + from - minute }))
            .map((next) => (next.wait < 0 ? { ...next, wait: next.wait + 10080 } : next)).sort((one, other) => one.wait - other.wait);
          return dayNames[waits[0].of] + ' ' + clockText(waits[0].from) + ' (' + hours.zone + ')';
        }

        function element(name, className, text) {
          const made = document.createElement(name);
          made.className = className;
          if (text !== undefined) made.textContent = text;
          return made;
        }

        function dayName(date) {
          const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
          return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : longDay.format(date);
        }

        export class View {
          // actions: retry(key), discard(key), answer(entry), edit(entry), remove(entry), react(entry, sign), choose(value), file(message, file)
          constructor(actions) {
            this.actions = actions;
            this.rows = new Map();
            this.baseTitle = document.title;
            for (const id of ['scroller', 'log', 'empty', 'typing', 'newer', 'notice', 'text', 'send', 'counter', 'tray', 'attach', 'record', 'chooser', 'about']) this[id] = byID(id);
            this.newer.addEventListener('click', () => this.scrollDown());
            this.scroller.addEventListener('scroll', () => { if (this.isAtEnd) this.newer.hidden = true; });
            setInterval(() => this.showHours(), 30000);
            addEventListener('resize', () => { if (this.wasAtEnd) this.scrollDown(); });
          }

          get isAtEnd() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60; }
          scrollDown() { this.scroller.scrollTop = this.scroller.scrollHeight; this.newer.hidden = true; }

          // entries: in order, each {id, mine, name, text, at, mark, reason, key}
          show(entries, isLoaded) {
            this.byMessage = new Map(entries.map((entry) => [entry.message, entry]));
            // An answer to what was said last needs no quote.
            const latest = {};
            for (const entry of entries) {
              entry.isPlain = [latest.any, latest[!entry.mine]].includes(entry.replyTo ?? -1);
              latest.any = latest[entry.mine] = entry.message;
            }
            const stays = this.isAtEnd;
            const before = this.rows.size;
            const kept = new Map();
            let place = this.log.firstChild;
            const put = (node) => { if (node === place) place = place.nextSibling; else this.log.insertBefore(node, place); };
            let previous = null;
            entries.forEach((entry, index) => {
              const day = new Date(entry.at).toDateString();
              if (!previous || new Date(previous.at).toDateString() !== day) {
                const id = 'day ' + day;
                const row = this.rows.get(id) ?? element('div', 'day');
                row.textContent = dayName(new Date(entry.at));
                kept.set(id, row);
                put(row);
                previous = null;
              }
              const row = this.rowOf(entry);
              const next = entries[index + 1];
              const continues = next && this.belongTogether(entry, next);
              row.classList.toggle('first', !previous || !this.belongTogether(previous, entry));
              row.classList.toggle('last', !continues);
              kept.set(entry.id, row);
              put(row);
              previous = entry;
            });
            for (const [id, row] of this.rows) if (kept.get(id) !== row) row.remove();
            this.rows = kept;
            this.empty.hidden = entries.length > 0 || !isLoaded;
            this.log.hidden = entries.length === 0;
            this.log.setAttribute('aria-busy', String(!isLoaded));
            this.settle(stays, before, entries);
          }

          settle(stays, before, entries) {
            const isNew = this.rows.size > before;
            if (stays || (isNew && entries.at(-1)?.mine)) this.scrollDown();
            else if (isNew) this.newer.hidden = false;
            this.wasAtEnd = this.isAtEnd;
          }

          belongTogether(one, other) {
            return one.mine === other.mine && one.name === other.name && new Date(other.at) - new Date(one.at) < 300000
              && new Date(one.at).toDateString() === new Date(other.at).toDateString();
          }

          rowOf(entry) {
            let row = this.rows.get(entry.id) ?? this.rows.get(entry.key);
            if (!row) {
              row = element('article', 'message fresh ' + (entry.mine ? 'mine' : 'theirs'));
              row.append(element('div', 'name', entry.name), element('div', 'bubble'), element('div', 'meta'));
              row.tabIndex = -1;
            }
            this.showContent(row, entry);
            this.showMark(row, entry);
            return row;
          }

          // Drawn anew only where something is new: a player that plays goes on.
          showContent(row, entry) {
            const quoted = entry.replyTo && !entry.isPlain ? this.byMessage.get(entry.replyTo) : undefined;
            const signature = JSON.stringify([
              entry.text, entry.deleted, entry.rich, entry.parts, entry.files, entry.message, entry.quote, entry.isPlain, quoted?.text, quoted?.deleted,
              [...(entry.reactions?.keys() ?? [])],
            ]);
            if (row.content === signature) return;
            row.content = signature;
            fill(row.children[1], entry, quoted, (message, file) => this.actions.file(message, file), this.actions);
          }

          showMark(row, entry) {
            const signature = [entry.mark, entry.at, entry.reason, entry.key, entry.edited, entry.deleted, entry.message, [...(entry.reactions?.keys() ?? [])]].join(' ');
            if (row.dataset.signature === signature) return;
            Object.assign(row.dataset, { signature, mark: entry.mark ?? '', message: entry.message ?? '' });
            const meta = row.querySelector('.meta');
            const time = element('time', '', clock.format(new Date(entry.at)));
            time.dateTime = entry.at;
            const mark = element('span', 'mark', marks[entry.mark] ?? '');
            if (entry.reason) mark.textContent += ': ' + entry.reason;
            meta.replaceChildren(time, mark);
            if (entry.edited && !entry.deleted) meta.append(element('span', 'edited', 'edited'));
            row.querySelector('.doing')?.remove();
            if (entry.message && !entry.deleted) row.append(this.doing(entry));
            if (entry.mark === 'failed') {
              meta.append(this.button('Try again', () => this.actions.retry(entry.key)));
              meta.append(this.button('Discard', () => this.actions.discard(entry.key)));
            }
          }

          // What can be done with a message: one button that opens the others.
          doing(entry) {
            const around = element('span', 'doing');
            const choices = element('span', 'choose');
            choices.hidden = true;
            const open = this.button('⋯', () => { choices.hidden = !choices.hidden; open.setAttribute('aria-expanded', String(!choices.hidden)); });
            open.className = 'more';
            open.setAttribute('aria-label', 'More');
            open.setAttribute('aria-expanded', 'false');
            const done = (action) => () => { choices.hidden = true; open.setAttribute('aria-expanded', 'false'); action(); };
            choices.append(this.button('Reply', done(() => this.actions.answer(entry))));
            for (const sign of ['👍', '❤️', '😊']) {
              const react = this.button(sign, done(() => this.actions.react(entry, sign)));
              react.setAttribute('aria-label', (entry.reactions.has('mine ' + sign) ? 'Take back ' : 'React with ') + sign);
              choices.append(react);
            }
            if (entry.mine && entry.text) choices.append(this.button('Edit', done(() => this.actions.edit(entry))));
            if (entry.mine) choices.append(this.button('Delete', done(() => this.actions.remove(entry))));
            around.append(open, choices);
            return around;
          }

          // Above the composer: the message that the next one is about.
          showAbout(text, leave) {
            this.about.hidden = !text;
            if (!text) return this.about.replaceChildren();
            const words = element('span', '', text);
            words.dir = 'auto';
            const close = this.button('×', leave);
            close.setAttribute('aria-label', 'Never mind');
            this.about.replaceChildren(words, close);
          }

          button(text, action) {
            const made = element('button', '', text);
            made.type = 'button';
            made.addEventListener('click', action);
            return made;
          }

          // What the account's settings say; colours come as a style sheet of their own.
          showLook(look, isNew) {
            if (!look) return;
            this.hours = look.hours;
            this.baseTitle = look.title;
            document.title = look.title;
            byID('title').textContent = look.title;
            byID('greeting').textContent = look.greeting;
            if (isNew && this.style !== look.style) {
              this.style = look.style;
              const address = new URL(byID('look').href);
              address.searchParams.set('at', Date.now());
              byID('look').href = address;
            }
            this.showHours();
          }

          // Closed hours are no reason not to write: the state stays what it is, and the line below the title says when somebody is there.
          showHours() {
            if (document.body.dataset.state !== 'on') return;
            const until = closedUntil(this.hours, new Date());
            document.body.dataset.hours = until ? 'closed' : 'open';
            byID('presence').textContent = until ? 'Closed now; we answer from ' + until : presence.on;
          }

          // state: connecting, on, away, off; isLost: the connection broke after it had been there.
          showState(state, isLost, hint) {
            document.body.dataset.state = state;
            byID('presence').textContent = isLost ? 'Reconnecting…' : presence[state];
            if (!isLost) this.showHours();
            const text = hint ?? (isLost ? notices.lost : notices[state]);
            const stays = this.isAtEnd;
            if (this.notice.textContent !== (text ?? '')) this.notice.textContent = text ?? '';
            this.notice.hidden = !text;
            if (stays) this.scrollDown();
          }

          showTyping(name) {
            const stays = this.isAtEnd;
            this.typing.hidden = !name;
            byID('typing-name').textContent = name ? name + ' is typing…' : '';
            if (name && stays) this.scrollDown();
          }

          showUnread(count) { document.title = (count ? '(' + count + ') ' : '') + this.baseTitle; }

          // Grows with what is written, and counts near the end.
          showDraft(max, hasFiles, isReady) {
            const length = [...this.text.value].length;
            const stays = this.isAtEnd;
            this.text.style.height = 'auto';
            this.text.style.height = Math.min(this.text.scrollHeight + 2, 160) + 'px';
            if (stays) this.scrollDown();
            this.send.disabled = (this.text.value.trim() === '' && !hasFiles) || !isReady || length > max;
            const left = max - length;
            this.counter.textContent = left < 0 ? -left + ' too many' : left <= 200 ? left + ' left' : '';
            this.counter.classList.toggle('over', left < 0);
          }
        }
        """#
}
