import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { unfitIn } from './look-over.ts';
import type { MetricFault } from './metric-fault.ts';

/** Most bytes of a file. */
export const mostBytes = 1024 * 1024;
const mostNodes = 50_000;
const deepest = 70;

type Path = readonly (string | number)[];

/** A file that was read, and the lines its values stand on. */
export interface YamlText {
  readonly value: unknown;
  readonly faults: readonly MetricFault[];
  /** Line of the value at this path, or of the nearest parent. */
  lineOf(path: Path): number | undefined;
}

/**
 * Reads YAML that a stranger may have written: core schema, one document, no anchors that are used again, no tags, no
 * key twice, and bounds on size, depth and number of values. What is not in order is a fault with its line.
 */
export const readYaml = (text: string): YamlText => {
  if (Buffer.byteLength(text) > mostBytes) return refused(`it is larger than ${mostBytes} bytes`);
  const unfit = unfitIn(text);
  if (unfit) return refused(shortly(unfit.rule), unfit.line);
  const lines = new LineCounter();
  try {
    // Keys that are there twice are looked for below: the parser compares each with each. It also shows each fault with its
    // whole line, which is much of one long line with thousands of faults.
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      schema: 'core',
      prettyErrors: false,
    });
    const lineAt = (offset: number | undefined) =>
      offset === undefined ? undefined : lines.linePos(offset).line;
    const [broken] = [...document.errors, ...document.warnings];
    if (broken) return refused(firstLine(broken.message), lineAt(broken.pos[0]));
    const odd = oddIn(document.contents);
    if (odd) return refused(odd.rule, lineAt(odd.at));
    return {
      value: document.toJS({ maxAliasCount: 0 }) as unknown,
      faults: [],
      lineOf: (path) => lineAt(offsetOf(document.contents, path)),
    };
  } catch (cause) {
    // The parser calls itself: what is nested deeply enough ends its stack.
    if (cause instanceof RangeError) return refused('it is nested too deeply');
    throw cause;
  }
};

const refused = (rule: string, line?: number): YamlText => ({
  value: undefined,
  faults: [{ item: 'file', key: '', rule, ...(line !== undefined && { line }) }],
  lineOf: () => undefined,
});

const shortly = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

const firstLine = (message: string): string => {
  const line = (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');
  return /call stack/.test(line) ? 'it is nested too deeply' : shortly(line);
};

interface Odd {
  readonly rule: string;
  readonly at: number | undefined;
}

/** The first thing in a tree that is not taken. A stack, not recursion. */
const oddIn = (root: unknown): Odd | undefined => {
  const stack: [unknown, number][] = [[root, 0]];
  let nodes = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [node, depth] = top;
    nodes += 1;
    const odd = oddNode(node, { nodes, depth });
    if (odd !== undefined) return { rule: odd, at: (node as Node | null)?.range?.[0] };
    for (const child of childrenOf(node)) stack.push([child, depth + 1]);
  }
  return undefined;
};

const childrenOf = (node: unknown): readonly unknown[] => {
  if (isMap(node) || isSeq(node)) return node.items;
  return isPair(node) ? [node.key, node.value] : [];
};

const oddNode = (node: unknown, { nodes, depth }: { nodes: number; depth: number }): string | undefined => {
  if (nodes > mostNodes) return `it holds more than ${mostNodes} values`;
  // Each level is two: a map and its pairs.
  if (depth > deepest * 2) return `it is nested more than ${deepest} levels`;
  if (isMap(node)) return twiceIn(node.items.map(({ key }) => key));
  return undefined;
};

const twiceIn = (keys: readonly unknown[]): string | undefined => {
  const seen = new Set<string>();
  for (const key of keys) {
    if (!isScalar(key)) return 'a key is no plain text';
    const name = String(key.value);
    if (name === '__proto__') return 'the key "__proto__" is not taken';
    if (seen.has(name)) return `the key "${name}" is there twice`;
    seen.add(name);
  }
  return undefined;
};

/** Where the key at this path stands, or the item, or the nearest that is there. */
const offsetOf = (root: unknown, path: Path): number | undefined => {
  let at = startOf(root);
  let node: unknown = root;
  for (const step of path) {
    const found = stepInto(node, step);
    if (!found) return at;
    at = found.at ?? at;
    node = found.node;
  }
  return at;
};

const stepInto = (node: unknown, step: string | number) => {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, at: startOf(item) };
  }
  const pair = isMap(node)
    ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
    : undefined;
  return pair && { node: pair.value, at: startOf(pair.key) };
};

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
