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
  const open: string[] = [];
  let at = 0;
  for (const match of html.matchAll(piece)) {
    written.push(textOf(html.slice(at, match.index)), tagOf(match, open));
    at = match.index + match[0].length;
  }
  written.push(textOf(html.slice(at)), ...open.reverse().map((tag) => `</${tag}>`));
  return written.join('');
};

const tagOf = ([whole, slash, name = '', attributes = '']: RegExpExecArray, open: string[]): string => {
  const tag = name.toLowerCase();
  if (slash === '/') return closing(tag, open);
  const alone = Object.hasOwn(single, tag) ? single[tag] : undefined;
  if (alone !== undefined) return alone;
  const opening = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  if (opening === undefined) return escapeHtml(whole);
  open.push(tag);
  return tag === 'a' ? link(attributes) : opening;
};

/** Closes what was opened inside as well; what was never opened is left out. */
const closing = (tag: string, open: string[]): string => {
  const at = open.lastIndexOf(tag);
  return at === -1
    ? ''
    : open
        .splice(at)
        .reverse()
        .map((name) => `</${name}>`)
        .join('');
};

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
