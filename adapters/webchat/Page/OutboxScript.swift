/// `/outbox.js`: what the visitor wrote and the desk has not accepted yet.
enum OutboxScript {
    static let text = #"""
        // What the visitor wrote and the desk has not accepted yet. It outlives the page and is shared by its tabs.
        // The key that a message gets here stays with it through every retry, so that it can arrive only once.

        const itemsMax = 50;

        export class Shelf {
          // Some browsers refuse storage; then things last as long as the page.
          constructor(name) { this.name = name; this.memory = null; }
          read() { try { return localStorage.getItem(this.name); } catch { return this.memory; } }
          write(text) {
            this.memory = text;
            try { if (text) localStorage.setItem(this.name, text); else localStorage.removeItem(this.name); } catch { /* memory has it */ }
          }
        }

        function newKey() {
          const bytes = crypto.getRandomValues(new Uint8Array(16));
          return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        }

        export class Outbox {
          constructor(name) { this.shelf = new Shelf(name); }

          get items() {
            try {
              const items = JSON.parse(this.shelf.read() ?? '[]');
              return Array.isArray(items) ? items.filter((item) => typeof item.key === 'string' && typeof item.text === 'string') : [];
            } catch { return []; }
          }

          get isFull() { return this.items.length >= itemsMax; }
          get next() { return this.items.find((item) => !item.failed); }

          // more: what it has besides words: files, and the message that it answers or changes.
          add(text, more) {
            const item = { key: newKey(), text, at: new Date().toISOString(), more, kind: more?.kind, files: more?.files, replyTo: more?.replyTo };
            this.save([...this.items, item]);
            return item;
          }

          remove(key) { this.save(this.items.filter((item) => item.key !== key)); }
          fail(key, reason) { this.change(key, { failed: reason }); }
          // A new try of something refused is a new message: the old key may be spent.
          retry(key) { this.change(key, { failed: undefined, key: newKey() }); }

          change(key, fields) { this.save(this.items.map((item) => (item.key === key ? { ...item, ...fields } : item))); }
          save(items) { this.shelf.write(items.length ? JSON.stringify(items) : ''); }
        }
        """#
}
