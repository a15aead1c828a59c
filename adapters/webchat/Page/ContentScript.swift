/// `/content.js`: what a message holds, as it stands on the page.
enum ContentScript {
    static let text = #"""
        // What a message holds besides plain words. Strangers' text goes in as text; addresses are checked before anything leads there.

        const tags = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', quote: 'q', link: 'a' };

        function element(name, className, text) {
          const made = document.createElement(name);
          if (className) made.className = className;
          if (text !== undefined) made.textContent = text;
          return made;
        }

        const size = (bytes) => bytes < 1024 ? bytes + ' B' : bytes < 1048576 ? Math.round(bytes / 1024) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB';
        export const duration = (milliseconds) => Math.floor(milliseconds / 60000) + ':' + String(Math.floor(milliseconds / 1000) % 60).padStart(2, '0');

        // Messages in order become what is shown: what was said, with what was done to it since.
        export function folded(items) {
          const shown = new Map();
          for (const item of [...items].sort((one, other) => one.message - other.message)) {
            if (!item.kind) { shown.set(item.message, { ...item, reactions: new Map() }); continue; }
            const target = shown.get(item.target);
            if (!target) continue;
            if (item.kind === 'edit') Object.assign(target, { text: item.text, rich: item.rich, edited: true });
            else if (item.kind === 'delete') target.deleted = true;
            else {
              const key = (item.mine ? 'mine ' : 'theirs ') + item.text;
              if (item.removed) target.reactions.delete(key); else target.reactions.set(key, { sign: item.text, mine: item.mine });
            }
          }
          return [...shown.values()];
        }

        // A line that says what a message is, for quotes of it.
        export function summary(entry) {
          if (!entry) return 'an earlier message';
          if (entry.deleted) return 'a deleted message';
          const words = [...entry.text.trim()].slice(0, 90).join('');
          return words || (entry.files?.[0] ? entry.files[0].name : 'a message');
        }

        function safeAddress(text) {
          try {
            const address = new URL(text);
            return ['http:', 'https:', 'mailto:'].includes(address.protocol) ? address.href : null;
          } catch { return null; }
        }

        function link(address, text) {
          const made = element('a', '', text);
          Object.assign(made, { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' });
          return made;
        }

        // The text with its styles: ranges of Unicode scalars, cut where any of them begins or ends.
        function styled(text, ranges) {
          if (!ranges?.length) return [document.createTextNode(text)];
          const scalars = [...text];
          const cuts = [...new Set([0, scalars.length, ...ranges.flatMap((range) => [range.from, range.to])])]
            .filter((cut) => cut <= scalars.length).sort((one, other) => one - other);
          return cuts.slice(0, -1).map((from, index) => {
            let node = document.createTextNode(scalars.slice(from, cuts[index + 1]).join(''));
            for (const range of ranges.filter((range) => range.from <= from && range.to >= cuts[index + 1] && tags[range.style])) {
              const address = range.style === 'link' ? safeAddress(range.url ?? '') : null;
              if (range.style === 'link' && !address) continue;
              const outer = address ? link(address) : element(tags[range.style]);
              outer.append(node);
              node = outer;
            }
            return node;
          });
        }

        function fileCard(file, address, isLocal) {
          const name = element('span', 'file-name', file.name);
          name.dir = 'auto';
          if (address && /^image\/(png|jpeg|gif|webp)$/.test(file.mime)) {
            const picture = element('img', 'picture');
            Object.assign(picture, { src: address, alt: file.name, loading: 'lazy' });
            if (isLocal) return picture;
            const around = element('a', 'picture-link');
            Object.assign(around, { href: address, target: '_blank', rel: 'noopener' });
            around.append(picture);
            return around;
          }
          if (address && /^(audio|video)\//.test(file.mime)) {
            const player = element(file.mime.startsWith('video/') && file.usage !== 'voice' ? 'video' : 'audio', 'player');
            Object.assign(player, { src: address, controls: true, preload: 'none' });
            player.setAttribute('aria-label', (file.usage === 'voice' ? 'Voice message' : file.name) + (file.durationMs ? ', ' + duration(file.durationMs) : ''));
            return player;
          }
          const card = element(address ? 'a' : 'span', 'file');
          if (address) Object.assign(card, { href: address, download: file.name });
          card.append(name, element('span', 'file-size', size(file.bytes)));
          return card;
        }

        function partCard(part, actions) {
          if (part.part === 'location') {
            const [latitude, longitude] = part.place.split(', ').map(Number);
            return link(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`, 'Place: ' + (part.name || part.place));
          }
          if (part.part === 'contact') return element('div', 'card', 'Contact: ' + [part.name, ...part.identifiers].filter(Boolean).join(', '));
          if (part.part === 'choices') {
            const choices = element('div', 'choices');
            for (const choice of part.choices) {
              const button = element('button', '', choice.label);
              button.type = 'button';
              button.addEventListener('click', () => actions.choose(choice.value));
              choices.append(button);
            }
            return choices;
          }
          return element('div', 'card', 'Something that this page cannot show (' + part.name + ')');
        }

        // Fills a message's bubble. quoted: the entry that it answers; address(message, file): where a file is.
        export function fill(bubble, entry, quoted, address, actions) {
          const parts = [];
          if (entry.deleted) {
            bubble.replaceChildren(element('i', 'gone', 'Deleted'));
            return;
          }
          if ((entry.replyTo && !entry.isPlain) || entry.quote) {
            const quote = element('blockquote', '', entry.quote ?? summary(quoted));
            quote.dir = 'auto';
            parts.push(quote);
          }
          (entry.files ?? []).forEach((file, index) => {
            parts.push(fileCard(file, entry.message ? address(entry.message, index) : file.preview, !entry.message));
          });
          if (entry.text) {
            const words = element('div', 'words');
            words.dir = 'auto';
            words.append(...styled(entry.text, entry.rich));
            parts.push(words);
          }
          for (const part of entry.parts ?? []) parts.push(partCard(part, actions));
          bubble.replaceChildren(...parts);
          if (entry.reactions?.size) {
            const signs = element('div', 'reactions');
            for (const { sign, mine } of entry.reactions.values()) signs.append(element('span', mine ? 'own' : '', sign));
            signs.setAttribute('aria-label', 'Reactions');
            bubble.append(signs);
          }
        }
        """#
}
