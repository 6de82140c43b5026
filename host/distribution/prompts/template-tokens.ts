import { templateInvalid } from './errors.ts';

/** A piece of a template: text, the inside of `{{ }}`, or that of `{% %}`. */
export interface Token {
  readonly kind: 'text' | 'value' | 'tag';
  readonly text: string;
  readonly line: number;
}

const piece = /\{\{([^{}]*)\}\}|\{%((?:[^%{}]|%(?!\}))*)%\}/g;

/** Cuts a template into pieces. A tag that has a line for itself takes the whole line with it. */
export const tokensOf = (source: string): readonly Token[] => {
  const template = source.replaceAll('\r\n', '\n');
  const tokens: Token[] = [];
  const line = lineCounter(template);
  let at = 0;
  for (const match of template.matchAll(piece)) {
    const [whole, value, tag = ''] = match;
    const isValue = value !== undefined;
    const [from, to] = isValue
      ? [match.index, match.index + whole.length]
      : ownLine(template, match.index, match.index + whole.length);
    // Two tags on one line never have it for themselves, so no piece begins before the last one ended.
    pushText(tokens, template.slice(at, from), line(at));
    const text = (isValue ? value : tag).trim().replace(/\s+/g, ' ');
    tokens.push({ kind: isValue ? 'value' : 'tag', text, line: line(match.index) });
    at = to;
  }
  pushText(tokens, template.slice(at), line(at));
  return tokens;
};

const pushText = (tokens: Token[], text: string, line: number): void => {
  const open = /\{\{|\{%|%\}|\}\}/.exec(text);
  if (open) {
    const at = line + text.slice(0, open.index).split('\n').length - 1;
    throw templateInvalid({ line: at, reason: `${open[0]} stands alone` });
  }
  if (text !== '') tokens.push({ kind: 'text', text, line });
};

/** Looks no further than the blanks beside a tag: a line may be as long as the template, and full of tags. */
const ownLine = (template: string, from: number, to: number): readonly [number, number] => {
  let [begin, end] = [from, to];
  while (isBlank(template[begin - 1])) begin -= 1;
  while (isBlank(template[end])) end += 1;
  const isFirst = begin === 0 || template[begin - 1] === '\n';
  const isLast = end === template.length || template[end] === '\n';
  return isFirst && isLast ? [begin, Math.min(end + 1, template.length)] : [from, to];
};

const isBlank = (character = ''): boolean => character !== '\n' && /^\s$/.test(character);

/** Line numbers of places that come in order. */
const lineCounter = (template: string): ((at: number) => number) => {
  let [line, counted] = [1, 0];
  return (at) => {
    for (; counted < at; counted += 1) if (template[counted] === '\n') line += 1;
    return line;
  };
};
