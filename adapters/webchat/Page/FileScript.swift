/// `/files.js`: files that are to go with the next message.
enum FileScript {
    static let text = #"""
        // Files that are to go with the next message: chosen, dropped, pasted or recorded. Each goes up piece by piece as soon as it is
        // here; what the desk has of it is named by the message. A piece that is lost is sent again, a desk that is back begins anew.

        import { duration } from '/content.js';

        const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
        const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

        export class Tray {
          // session(): the session as it is now; renew(): a fresh one; changed(): something is to be shown anew.
          constructor(list, session, renew, changed) { Object.assign(this, { list, session, renew, changed, files: [] }); }

          get isEmpty() { return this.files.length === 0; }
          // Nothing goes out before all of it is there.
          get isReady() { return this.files.every((file) => file.blob); }

          add(files) {
            for (const file of files) {
              const { fileMax, filesMax } = this.session() ?? {};
              if (!fileMax || this.files.length >= filesMax) { this.refusal = fileMax ? `A message takes ${filesMax} files.` : 'This chat takes no files.'; break; }
              const entry = { source: file, name: file.name || 'picture.png', mime: file.type, bytes: file.size, usage: file.usage, durationMs: file.durationMs };
              if (file.size === 0) entry.failed = 'It is empty.';
              else if (file.size > fileMax) entry.failed = `It has more than ${fileMax >> 20} MB.`;
              if (/^image\//.test(file.type)) entry.preview = URL.createObjectURL(file);
              this.files.push(entry);
              if (!entry.failed) this.send(entry);
            }
            this.show();
          }

          remove(entry) {
            this.files = this.files.filter((file) => file !== entry);
            entry.isGone = true;
            this.refusal = undefined;
            if (entry.preview) URL.revokeObjectURL(entry.preview);
            this.show();
          }

          // What a message names, and an empty tray.
          take() {
            const files = this.files.map(({ blob, name, mime, bytes, usage, durationMs }) => ({ blob, name, mime, bytes, usage, durationMs }));
            for (const file of this.files) if (file.preview) URL.revokeObjectURL(file.preview);
            this.files = [];
            this.show();
            return files;
          }

          async send(entry) {
            entry.failed = undefined;
            for (let name = newName(), offset = 0, wait = 500; !entry.isGone;) {
              const { pieceMax, account, token } = this.session();
              const piece = entry.source.slice(offset, offset + pieceMax);
              const query = new URLSearchParams({ account, upload: name, offset, total: entry.bytes });
              let answer, body = {};
              try {
                answer = await fetch('/upload?' + query, { method: 'POST', body: await piece.arrayBuffer(),
                  headers: { 'Content-Type': 'application/octet-stream', 'X-Desk-Token': token } });
                body = await answer.json().catch(() => ({}));
              } catch { answer = { ok: false, status: 503 }; }
              if (answer.ok) {
                wait = 500;
                offset += piece.size;
                entry.sent = offset;
                if (body.blob) { Object.assign(entry, { blob: body.blob, mime: body.mime }); return this.show(); }
              } else if (answer.status === 403) {
                if (!(await this.renew())) await sleep(wait);
              } else if (answer.status === 409) {
                [name, offset] = [newName(), 0];
              } else if (answer.status === 429 || answer.status >= 500) {
                await sleep(Math.max(wait, 1000 * (Number(answer.headers?.get('Retry-After')) || 0)));
                wait = Math.min(wait * 2, 15000);
                // What was begun with a desk that went away is not there any more.
                if (answer.status >= 500) [name, offset] = [newName(), 0];
              } else {
                entry.failed = body.message ?? 'It was refused.';
                return this.show();
              }
              this.show();
            }
          }

          show() {
            this.list.replaceChildren(...this.files.map((entry) => this.chip(entry)));
            this.list.hidden = this.files.length === 0;
            this.changed();
          }

          chip(entry) {
            const chip = document.createElement('li');
            chip.className = entry.failed ? 'chip failed' : entry.blob ? 'chip done' : 'chip';
            if (entry.preview) {
              const picture = document.createElement('img');
              Object.assign(picture, { src: entry.preview, alt: '' });
              chip.append(picture);
            }
            const name = document.createElement('span');
            const done = entry.blob ? '' : ' ' + Math.floor(100 * (entry.sent ?? 0) / Math.max(1, entry.bytes)) + ' %';
            name.textContent = (entry.usage === 'voice' ? 'Voice message ' + duration(entry.durationMs) : entry.name) + (entry.failed ? ': ' + entry.failed : done);
            name.dir = 'auto';
            const remove = document.createElement('button');
            Object.assign(remove, { type: 'button', textContent: '×' });
            remove.setAttribute('aria-label', 'Remove ' + entry.name);
            remove.addEventListener('click', () => this.remove(entry));
            chip.append(name, remove);
            return chip;
          }
        }

        // A voice message: begun and ended by one button.
        export class Recorder {
          constructor(button, onRecorded, onTrouble) {
            Object.assign(this, { button, onRecorded, onTrouble });
            button.hidden = !(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
            button.addEventListener('click', () => (this.recorder ? this.stop() : this.start()));
          }

          async start() {
            let stream;
            try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { return this.onTrouble('The microphone cannot be used here.'); }
            const type = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'].find((type) => MediaRecorder.isTypeSupported(type));
            const pieces = [];
            this.recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
            this.began = Date.now();
            this.recorder.addEventListener('dataavailable', (event) => pieces.push(event.data));
            this.recorder.addEventListener('stop', () => {
              for (const track of stream.getTracks()) track.stop();
              const mime = (type ?? 'audio/webm').split(';')[0];
              const file = new File(pieces, 'voice.' + mime.split('/')[1], { type: mime });
              Object.assign(file, { usage: 'voice', durationMs: Date.now() - this.began });
              this.onRecorded(file);
            });
            this.recorder.start();
            this.say();
            this.clock = setInterval(() => this.say(), 500);
          }

          say() {
            this.button.classList.toggle('on', Boolean(this.recorder));
            this.button.setAttribute('aria-pressed', String(Boolean(this.recorder)));
            this.button.setAttribute('aria-label', this.recorder ? 'Stop recording, ' + duration(Date.now() - this.began) : 'Record a voice message');
          }

          stop() {
            clearInterval(this.clock);
            this.recorder.stop();
            this.recorder = null;
            this.say();
          }
        }
        """#
}
