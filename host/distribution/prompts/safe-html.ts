/** What each tag becomes: an attribute never comes from the text, but for the address of a link. */
const tags: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['h2', 'h3', 'h4', 'p', 'ul', 'ol', 'li', 'strong', 'em', 'b', 'i', 'code', 'blockquote'],
      ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
    ].map((tag) => [tag, `<${tag}>`]),
  ),
  pre: '<pre class="changelog" tabindex="0">',
};
const single: Readonly<Record<string, string>> = { br: '<br>', hr: '<hr>' };
const piece = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*\/?>/g;

/** Text in which nothing is markup. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** HTML of which only plain structure is left. Everything is written anew: what is not known becomes text. */
export const safeHtml = (html: string): string => {
  const written: string[] = [];
  const open = new OpenTags();
  let at = 0;
  for (const match of html.matchAll(piece)) {
    written.push(textOf(html.slice(at, match.index)), tagOf(match, open));
    at = match.index + match[0].length;
  }
  written.push(textOf(html.slice(at)), open.closeAll());
  return written.join('');
};

const tagOf = ([whole, slash, name = '', attributes = '']: RegExpExecArray, open: OpenTags): string => {
  const tag = name.toLowerCase();
  if (slash === '/') return open.close(tag);
  const alone = Object.hasOwn(single, tag) ? single[tag] : undefined;
  if (alone !== undefined) return alone;
  const opening = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  if (opening === undefined) return escapeHtml(whole);
  open.push(tag);
  return tag === 'a' ? link(attributes) : opening;
};

/** Tags that wait for their end. However many there are, each is looked at once. */
class OpenTags {
  readonly #names: string[] = [];
  readonly #counts = new Map<string, number>();

  push(tag: string): void {
    this.#names.push(tag);
    this.#count(tag, 1);
  }

  /** Closes what was opened inside as well; what was never opened is left out. */
  close(tag: string): string {
    return (this.#counts.get(tag) ?? 0) === 0 ? '' : this.#closeTo(tag);
  }

  closeAll(): string {
    return this.#closeTo(undefined);
  }

  #closeTo(tag: string | undefined): string {
    let closed = '';
    for (let name = this.#names.pop(); name !== undefined; name = this.#names.pop()) {
      this.#count(name, -1);
      closed += `</${name}>`;
      if (name === tag) break;
    }
    return closed;
  }

  #count(tag: string, more: number): void {
    this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + more);
  }
}

/** Pages of this host, and others by https, http or mail. */
const link = (attributes: string): string => {
  const href = /\shref="([^"]*)"/.exec(attributes)?.[1]?.replaceAll('&amp;', '&').trim() ?? '';
  const isKnown =
    /^(https?:\/\/|mailto:)[^\s]+$/i.test(href) ||
    /^\/(?![/\\])[^\s\\]*$/.test(href) ||
    /^#[\w-]+$/.test(href);
  return isKnown ? `<a href="${escapeHtml(href)}" rel="noreferrer">` : '<a>';
};

/** Entities that stand for a character stay; a lone `&` is one. */
const textOf = (text: string): string =>
  escapeHtml(text).replace(/&amp;(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/gi, '&$1;');
