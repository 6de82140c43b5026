import type { PluginTree, ReadFile } from './plugin-tree.ts';

const mostBytes = 4 * 1024 * 1024;

/** A tree of which no file is read twice: a look costs a process of git. One that is too large for memory is read again. */
export const rememberedTree = (tree: PluginTree): PluginTree => {
  if (tree.files.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) return tree;
  const known = new Map<string, ReadFile>();
  return {
    ...tree,
    async *contents(wanted, signal) {
      const unread = tree.contents((file) => wanted(file) && !known.has(file.path), signal);
      for await (const file of unread) known.set(file.path, file);
      yield* tree.files.filter(wanted).flatMap(({ path }) => known.get(path) ?? []);
    },
  };
};
