import test from 'ava';
import type { PluginTree } from '../../marketplace/normalise/plugin-tree.ts';
import { rememberedTree } from '../../marketplace/normalise/remembered-tree.ts';

const { signal } = new AbortController();

/** A tree that notes what is read of it. */
const treeOf = (paths: readonly string[], bytes: number) => {
  const read: string[] = [];
  const files = paths.map((path) => ({ path, isExecutable: false, bytes }));
  const tree: PluginTree = {
    files,
    key: 'key',
    async *contents(wanted) {
      for (const file of files.filter(wanted)) {
        read.push(file.path);
        yield { ...file, content: Buffer.from(file.path) };
      }
    },
  };
  const contents = async (wanted: readonly string[]) =>
    (await Array.fromAsync(remembered.contents(({ path }) => wanted.includes(path), signal))).map(
      ({ path, content }) => `${path} ${content}`,
    );
  const remembered = rememberedTree(tree);
  return { read, contents: contents };
};

test('a file is read once however often it is asked for, and comes in the order of its tree', async (t) => {
  const { read, contents } = treeOf(['a', 'b', 'c'], 10);

  t.deepEqual(await contents(['b', 'c']), ['b b', 'c c']);
  t.deepEqual(await contents(['c', 'a']), ['a a', 'c c']);
  t.deepEqual(read, ['b', 'c', 'a']);
});

test('what is too large to be remembered is read again', async (t) => {
  const { read, contents } = treeOf(['a'], 5 * 1024 * 1024);
  await contents(['a']);
  await contents(['a']);

  t.deepEqual(read, ['a', 'a']);
});
