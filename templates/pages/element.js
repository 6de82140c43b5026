/** Makes an element: attributes by name, listeners as `onclick`, what is inside as text or elements. */
export const element = (name, attributes = {}, ...inside) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...inside.filter((one) => one !== undefined));
  return made;
};

/** What stands where there is nothing yet. */
export const nothing = (text) => element('p', { class: 'muted' }, text);

const thousands = new Intl.NumberFormat('en');

/** A count as people read it. */
export const countOf = (value) => thousands.format(value);

/** Milliseconds as people read them. */
export const timeOf = (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** How long ago an instant was. */
export const agoOf = (instant) => {
  const minutes = Math.floor((Date.now() - Date.parse(instant)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 2_880) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 1_440)} days ago`;
};

/** True for types whose values stand on the right. */
export const isNumeric = (type) =>
  /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/.test(type);

/** True for types that lie on a line of time. */
export const isTemporal = (type) => /^(?:DATE|TIMESTAMP)/.test(type);
