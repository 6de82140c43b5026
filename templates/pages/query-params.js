import { element } from './element.js';

/** What stands in quotes or in a comment names nothing; `$$ … $$` quotes too. */
const quiet = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(\$[A-Za-z_]*\$)[\s\S]*?\1/g;

/** Names of the `$name` in a statement, each once, in the order in which they come. */
const paramsIn = (sql) => [
  ...new Set([...sql.replace(quiet, ' ').matchAll(/\$([A-Za-z_]\w*)/g)].map(([, name]) => name)),
];

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What was typed, as the type that was chosen; numbers with more digits than this language keeps stay text. */
const typed = (text, type) => {
  if (type === 'null') return null;
  if (type === 'text') return text;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const value = Number(text);
  const isExact = !/^-?\d+$/.test(text) || Number.isSafeInteger(value);
  return number.test(text) && Number.isFinite(value) && isExact ? value : text;
};

const kinds = { auto: 'as it looks', text: 'text', null: 'NULL' };

const fieldOf = (name) => {
  const input = element('input', { id: `param-${name}`, autocomplete: 'off', spellcheck: 'false' });
  const kind = element(
    'select',
    { 'aria-label': `How $${name} is taken` },
    ...Object.entries(kinds).map(([value, text]) => element('option', { value }, text)),
  );
  kind.addEventListener('change', () => {
    input.disabled = kind.value === 'null';
  });
  const label = element('label', { for: input.id, class: 'inline' }, element('code', {}, `$${name}`));
  return { input, kind, place: element('span', { class: 'pair bench-param' }, label, input, kind) };
};

/** A small form for the values that a statement names. It keeps what was typed while the statement changes. */
export class Params {
  #place;
  #fields = new Map();

  constructor(place) {
    this.#place = place;
  }

  /** Shows a field for every name in the text, and none for others. */
  show(sql) {
    const names = paramsIn(sql);
    const shown = [...this.#place.querySelectorAll('.bench-param code')].map((one) =>
      one.textContent.slice(1),
    );
    if (names.join(' ') === shown.join(' ')) return;
    for (const name of names) if (!this.#fields.has(name)) this.#fields.set(name, fieldOf(name));
    this.#place.replaceChildren(...names.map((name) => this.#fields.get(name).place));
    this.#place.hidden = names.length === 0;
  }

  /** The part of a request that tells the values of a statement; nothing where it names none. */
  of(sql) {
    const names = paramsIn(sql);
    if (names.length === 0) return {};
    this.show(sql);
    const entries = names.map((name) => {
      const { input, kind } = this.#fields.get(name);
      return [name, typed(input.value, kind.value)];
    });
    return { params: Object.fromEntries(entries) };
  }
}
