import test from 'ava';
import { parseAst } from 'rolldown/parseAst';
import { sourceFiles } from '../support/source-files.ts';

test('a list is compared whole: t.like, which looks at its beginning alone, is given none', async (t) => {
  const files = await sourceFiles('test/**/*.ts', 'plugins/*/test/**/*.ts');

  const found = files.filter(({ text }) => text.includes('.like(')).flatMap(listsIn);

  t.deepEqual(found, [], 'Take likeWhole of test/support, or compare the list by deepEqual.');
});

test('a list is found wherever it stands', (t) => {
  const text =
    "const names = { all: ['a'] };\nt.like(one, { a: { b: [1] } });\nt.like(one, { a: 1, b: [] });\n";

  const found = listsIn({ path: 'x.ts', text: `${text}t.like(one, { a: 1, ...names });\n` });

  t.deepEqual(found, ['x.ts:2', 'x.ts:4']);
});

type Node = Readonly<Record<string, unknown>>;

const listsIn = ({ path, text }: { readonly path: string; readonly text: string }): readonly string[] => {
  const nodes = [...nodesOf(parseAst(text, { lang: 'ts' }))];
  const lists = new Set(
    nodes.filter(({ type, init }) => type === 'VariableDeclarator' && holdsList(init)).map(nameOf),
  );
  return nodes
    .filter((node) => node['type'] === 'CallExpression' && textOf(node['callee'], text).endsWith('.like'))
    .filter(({ arguments: given }) => {
      const [, selector] = given as readonly Node[];
      return holdsList(selector) || namedIn(selector).some((name) => lists.has(name));
    })
    .map(({ start }) => `${path}:${text.slice(0, Number(start)).split('\n').length}`);
};

/** True for a literal with a list in it that is not empty; an empty one is compared whole by itself. */
const holdsList = (value: unknown): boolean =>
  /^(Array|Object)Expression$/.test(String((value as Node | null)?.['type'])) &&
  [...nodesOf(value)].some(
    ({ type, elements }) => type === 'ArrayExpression' && (elements as readonly unknown[]).length > 0,
  );

const nameOf = ({ id }: Node): string => String((id as Node)['name']);

/** Variables that a selector is, or is made of. */
const namedIn = (selector: unknown): readonly string[] =>
  [{ value: selector }, ...nodesOf(selector)]
    .map((node: Node) => (node['value'] ?? node['argument']) as Node | undefined)
    .filter((node) => node?.['type'] === 'Identifier')
    .map((node) => String(node?.['name']));

const textOf = (node: unknown, text: string): string => {
  const { start, end } = node as Node;
  return text.slice(Number(start), Number(end));
};

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  // A node, or a list of some.
  if ('type' in value) yield value as Node;
  for (const inner of Object.values(value)) yield* nodesOf(inner);
}
