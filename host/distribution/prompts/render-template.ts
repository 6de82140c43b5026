import { templateInvalid } from './errors.ts';
import { type Node, nodesOf } from './template-nodes.ts';

/** What a template may name: texts, numbers, yes or no, nothing, lists and objects of them. */
export type Value = string | number | boolean | null | readonly Value[] | Values;

/** Values by name. */
export interface Values {
  readonly [name: string]: Value;
}

const mostSteps = 200_000;
const longest = 1_000_000;

/** Fills a template. A name that is not there is an error; `escaped` makes each value fit what is around it. */
export const renderTemplate = (
  template: string,
  values: Values,
  escaped: (text: string) => string = String,
): string => {
  const filling = new Filling(escaped);
  filling.add(nodesOf(template), values);
  return filling.text;
};

class Filling {
  text = '';
  readonly #escaped: (text: string) => string;
  #steps = 0;

  constructor(escaped: (text: string) => string) {
    this.#escaped = escaped;
  }

  add(nodes: readonly Node[], scope: Values): void {
    for (const node of nodes) {
      this.#steps += 1;
      if (node.kind === 'text') this.text += node.text;
      else this.#addNamed(node, scope);
      this.#limit(node);
    }
  }

  #addNamed(node: Named, scope: Values): void {
    const value = nameIn(node, scope);
    if (node.kind === 'for') this.#loop(node, value, scope);
    else if (node.kind === 'value') this.text += this.#escaped(toldText(node, value));
    else this.add(isTruthy(value) === node.isNot ? node.otherwise : node.body, scope);
  }

  #loop(node: Extract<Node, { kind: 'for' }>, list: Value, scope: Values): void {
    if (!isList(list)) throw templateInvalid({ line: node.line, reason: `${node.path} is not a list` });
    for (const value of list) {
      this.#steps += 1;
      this.#limit(node);
      this.add(node.body, { ...scope, [node.item]: value });
    }
  }

  #limit(node: Node): void {
    if (this.#steps <= mostSteps && this.text.length <= longest) return;
    const line = 'line' in node ? node.line : 1;
    throw templateInvalid({ line, reason: 'what it becomes is too long; take a loop out' });
  }
}

type Named = Exclude<Node, { kind: 'text' }>;

/** The value of a name; a name that is not there is an error. */
export const nameIn = ({ path, line }: Named, scope: Values): Value => {
  let value: Value = scope;
  const seen: string[] = [];
  for (const name of path.split('.')) {
    if (value === null) {
      const above = seen.join('.');
      throw templateInvalid({ line, reason: `${above} may be empty: put it into {% if ${above} %}` });
    }
    const known: Values = isValues(value) ? value : {};
    const found: Value | undefined = Object.hasOwn(known, name) ? known[name] : undefined;
    if (found === undefined) throw templateInvalid({ line, reason: unknown(path, known) });
    seen.push(name);
    value = found;
  }
  return value;
};

const unknown = (path: string, known: Values): string => {
  const names = Object.keys(known).join(', ');
  return `nothing is called ${path}${names === '' ? '' : `; there are ${names}`}`;
};

const toldText = ({ path, line }: Named, value: Value): string => {
  if (value !== null && typeof value === 'object') {
    throw templateInvalid({
      line,
      reason: `${path} is ${isList(value) ? 'a list: use {% for %}' : 'more than one value'}`,
    });
  }
  return value === null ? '' : String(value);
};

const isTruthy = (value: Value): boolean => (isList(value) ? value.length > 0 : Boolean(value));

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const isValues = (value: Value): value is Values =>
  typeof value === 'object' && value !== null && !isList(value);
