import { createHash } from 'node:crypto';
import type { PackageLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { checkedFiles, type ListedEntry } from '../mirror/tree-listing.ts';

/** A plain file of a plugin with a safe name. */
export interface TreeFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly bytes: number;
}

/** A file and what is in it. */
export interface ReadFile extends TreeFile {
  readonly content: Buffer;
}

/** The files of one plugin, wherever they lie. */
export interface PluginTree {
  readonly files: readonly TreeFile[];
  /** The commit that they are of, when they are of one. */
  readonly commit?: string | undefined;
  /** Two trees with one key have the same files; known before any of them is read. */
  readonly key: string;
  /** Reads the files for which `wanted` holds, one after another. */
  readonly contents: (wanted: (file: TreeFile) => boolean, signal: AbortSignal) => AsyncIterable<ReadFile>;
}

/** What of a mirror a tree is made of. */
export interface CommitFiles {
  readonly mirror: Mirror;
  readonly commit: string;
  /** Entries named from the folder of the plugin. */
  readonly entries: readonly ListedEntry[];
  readonly limits: PackageLimits;
}

/** A folder of a commit. Throws when something in it may not be taken. */
export const committedTree = ({ mirror, commit, entries, limits }: CommitFiles): PluginTree => {
  const files = checkedFiles(entries, limits);
  const lines = files.map(({ path, isExecutable, blob }) => `${isExecutable ? 'x' : '-'} ${blob} ${path}\n`);
  return {
    files,
    commit,
    key: createHash('sha256').update(lines.sort().join('')).digest('hex'),
    async *contents(wanted, signal) {
      const asked = files.filter(wanted);
      if (asked.length === 0) return;
      let index = 0;
      for await (const blob of mirror.blobs(
        asked.map((file) => file.blob),
        signal,
      )) {
        const file = asked[index++];
        if (file) yield { ...file, content: Buffer.concat(await Array.fromAsync(blob)) };
      }
    },
  };
};
