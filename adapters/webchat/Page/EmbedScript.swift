/// `/embed.js`: what a site includes to get a button that opens the widget.
enum EmbedScript {
    static let text = #"""
        // <script src="https://chat.example.org/embed.js" data-account="shop-eu" defer></script>
        // Adds a button to the page and, when it is pressed, the chat in a frame. The frame and the page see nothing of each other
        // but the number of unread messages.
        (() => {
          const script = document.currentScript;
          if (!script) return;
          const home = new URL(script.src).origin;
          const account = script.dataset.account;
          const address = home + '/widget' + (account ? '?account=' + encodeURIComponent(account) : '');

          // A shadow tree, so that the page's styles and ours leave each other alone; styles by property, so that any policy permits them.
          const host = document.createElement('div');
          const root = host.attachShadow({ mode: 'open' });
          const style = (node, rules) => { for (const [name, value] of Object.entries(rules)) node.style.setProperty(name, value); return node; };

          const button = style(document.createElement('button'), {
            position: 'fixed', right: '20px', bottom: '20px', width: '56px', height: '56px', 'border-radius': '50%', border: '0', padding: '0',
            background: script.dataset.color || '#4353c9', color: '#fff', cursor: 'pointer', 'z-index': '2147483000',
            'box-shadow': '0 6px 24px rgba(20,24,40,.28)', font: '600 24px/56px system-ui, sans-serif',
          });
          button.type = 'button';
          const draw = (path) => {
            const space = 'http://www.w3.org/2000/svg';
            const svg = document.createElementNS(space, 'svg');
            const line = document.createElementNS(space, 'path');
            svg.setAttribute('viewBox', '0 0 24 24');
            svg.setAttribute('width', '26');
            svg.setAttribute('aria-hidden', 'true');
            for (const [name, value] of Object.entries({ d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linejoin': 'round',
              'stroke-linecap': 'round' })) line.setAttribute(name, value);
            svg.append(line);
            return style(svg, { 'vertical-align': 'middle' });
          };
          const closedIcon = draw('M4 5h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 17h-7.5L8 20.8V17H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 5Z');
          const openIcon = draw('M6 9.5l6 6 6-6');
          const badge = style(document.createElement('span'), {
            position: 'absolute', top: '-3px', right: '-3px', 'min-width': '21px', height: '21px', 'border-radius': '11px', background: '#b3261e',
            color: '#fff', font: '600 12px/21px system-ui, sans-serif', display: 'none',
          });
          const frame = style(document.createElement('iframe'), {
            position: 'fixed', right: '20px', bottom: '88px', width: 'min(400px, calc(100vw - 40px))', height: 'min(640px, calc(100vh - 108px))', border: '0',
            'border-radius': '18px', 'box-shadow': '0 12px 48px rgba(20,24,40,.28)', 'z-index': '2147483000', display: 'none', 'color-scheme': 'normal',
          });
          frame.title = 'Chat';
          // For voice messages: the visitor is still asked.
          frame.allow = 'microphone';

          let isLoaded = false;
          const tell = () => { if (isLoaded) frame.contentWindow.postMessage({ deskOpen: frame.style.display === 'block' }, home); };
          frame.addEventListener('load', () => { isLoaded = frame.src !== ''; tell(); });
          const show = (isOpen) => {
            if (isOpen && !frame.src) frame.src = address;
            frame.style.display = isOpen ? 'block' : 'none';
            button.replaceChildren(isOpen ? openIcon : closedIcon, badge);
            button.setAttribute('aria-label', isOpen ? 'Close the chat' : 'Open the chat');
            button.setAttribute('aria-expanded', String(isOpen));
            tell();
            if (isOpen) frame.focus();
          };
          button.addEventListener('click', () => show(frame.style.display === 'none'));
          addEventListener('message', (event) => {
            if (event.origin !== home || event.source !== frame.contentWindow) return;
            const count = Number(event.data && event.data.deskUnread) || 0;
            badge.textContent = count > 99 ? '99+' : String(count);
            badge.style.display = count ? 'block' : 'none';
          });

          show(false);
          root.append(frame, button);
          document.body.append(host);
        })();
        """#
}
