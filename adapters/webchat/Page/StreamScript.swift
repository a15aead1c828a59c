/// `/stream.js`: one stream of events for all tabs of a visitor.
enum StreamScript {
    static let text = #"""
        // One stream of events for all tabs of a visitor: browsers allow six connections to a site, and a tab needs one to send.
        // The tab that holds the lock listens and passes on what it hears; when it closes, the lock goes to the next.

        const kinds = ['message', 'state', 'typing', 'read', 'ready', 'reset', 'look'];
        const sticky = ['link', 'state', 'typing', 'read', 'look'];

        export class SharedStream {
          // address(): where to listen, from where the conversation is known. renew(): called before listening anew. receive(kind, data).
          constructor(name, address, renew, receive) {
            Object.assign(this, { name, address, renew, receive, latest: new Map(), pause: 1000, isSource: false });
            this.channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
            if (this.channel) this.channel.onmessage = (event) => this.hear(event.data);
          }

          start() {
            const listen = () => { this.isSource = true; this.open(); };
            if (!this.channel || !navigator.locks) return listen();
            this.channel.postMessage({ kind: 'newcomer' });
            // Never resolved: the lock is ours until this tab ends.
            navigator.locks.request(this.name, () => new Promise(listen));
          }

          hear(event) {
            if (event.kind !== 'newcomer') return this.receive(event.kind, event.data);
            if (this.isSource) for (const [kind, data] of this.latest) this.channel.postMessage({ kind, data });
          }

          share(kind, data) {
            if (sticky.includes(kind)) this.latest.set(kind, data);
            this.channel?.postMessage({ kind, data });
            this.receive(kind, data);
          }

          open() {
            const source = new EventSource(this.address());
            source.onopen = () => { this.pause = 1000; this.share('link', true); };
            source.onerror = () => {
              this.share('link', false);
              // Cut off: the browser tries again by itself, from the last event's id. Refused: it does not.
              if (source.readyState === EventSource.CLOSED) this.openLater();
            };
            for (const kind of kinds) source.addEventListener(kind, (event) => this.share(kind, JSON.parse(event.data)));
          }

          openLater() {
            setTimeout(async () => { await this.renew(); this.open(); }, this.pause * (0.75 + Math.random() / 2));
            this.pause = Math.min(this.pause * 2, 30000);
          }
        }
        """#
}
