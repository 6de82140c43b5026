import { templateInvalid } from './errors.ts';
import { type Token, tokensOf } from './template-tokens.ts';

/** A part of a template. */
export type Node = Text | Value | Loop | Choice;

interface Text {
  readonly kind: 'text';
  readonly text: string;
}

/** A value by its name: `user.email`. */
interface Value {
  readonly kind: 'value';
  readonly path: string;
  readonly line: number;
}

interface Loop {
  readonly kind: 'for';
  readonly item: string;
  readonly path: string;
  readonly line: number;
  readonly body: readonly Node[];
}

interface Choice {
  readonly kind: 'if';
  readonly isNot: boolean;
  readonly path: string;
  readonly line: number;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

const name = '[A-Za-z_]\\w*';
const path = `${name}(?:\\.${name})*`;
const valueForm = new RegExp(`^(${path})$`);
const forForm = new RegExp(`^for\\s+(${name})\\s+in\\s+(${path})$`);
const ifForm = new RegExp(`^if\\s+(not\\s+)?(${path})$`);
const deepest = 8;

/** Reads a template; what it cannot be is refused with its line. */
export const nodesOf = (template: string): readonly Node[] => {
  const reader = new Reader(tokensOf(template));
  return reader.until([], 0);
};

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** The tag that ended the part read last. */
  #ended = '';

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The nodes up to one of these tags, or to the end when there is none to wait for. */
  until(ends: readonly string[], depth: number): readonly Node[] {
    const nodes: Node[] = [];
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind === 'tag' && ends.includes(token.text)) {
        this.#ended = token.text;
        return nodes;
      }
      nodes.push(this.#node(token, depth));
    }
    const line = this.#tokens.at(-1)?.line ?? 1;
    if (ends.length > 0)
      throw templateInvalid({ line, reason: `{% ${ends.at(-1)} %} is missing at the end` });
    return nodes;
  }

  #next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  #node(token: Token, depth: number): Node {
    const { kind, text, line } = token;
    if (kind === 'text') return { kind, text };
    if (kind === 'tag') return this.#block(token, depth + 1);
    const named = valueForm.exec(text)?.[1];
    if (named === undefined)
      throw templateInvalid({ line, reason: `{{ ${text} }} is not a name such as user.email` });
    return { kind, path: named, line };
  }

  #block({ text, line }: Token, depth: number): Node {
    if (depth > deepest)
      throw templateInvalid({ line, reason: `blocks are nested more than ${deepest} deep` });
    const [, item, list] = forForm.exec(text) ?? [];
    if (item !== undefined && list !== undefined) {
      return { kind: 'for', item, path: list, line, body: this.until(['endfor'], depth) };
    }
    const [, not, asked] = ifForm.exec(text) ?? [];
    if (asked === undefined) throw templateInvalid({ line, reason: `{% ${text} %} has no place here` });
    const body = this.until(['else', 'endif'], depth);
    const otherwise = this.#ended === 'else' ? this.until(['endif'], depth) : [];
    return { kind: 'if', isNot: not !== undefined, path: asked, line, body, otherwise };
  }
}
