import { diff } from 'node:util';
import type { ReadFile } from '../../../marketplace/normalise/plugin-tree.ts';

/** How a file came, went or changed. `text` is absent for what is no text, or too long. */
export interface FileDifference {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'changed';
  /** Its mode changed: what may be run. */
  readonly is_executable: boolean;
  readonly text?: string;
}

/** Beyond these a person reads the repository itself. */
const most = { fileBytes: 64 * 1024, allBytes: 1024 * 1024, lines: 2000 };

/** What differs between the files of two versions, by path; the texts as lines that begin with `+`, `-` or a blank. */
export const versionDiff = (
  from: readonly ReadFile[],
  to: readonly ReadFile[],
): readonly FileDifference[] => {
  const before = new Map(from.map((file) => [file.path, file]));
  const after = new Map(to.map((file) => [file.path, file]));
  let told = 0;
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .flatMap((path): readonly FileDifference[] => {
      const difference = fileDifference(before.get(path), after.get(path));
      if (!difference) return [];
      told += difference.text?.length ?? 0;
      const { text: _, ...named } = difference;
      return [told > most.allBytes ? named : difference];
    });
};

const fileDifference = (from?: ReadFile, to?: ReadFile): FileDifference | undefined => {
  const file = to ?? from;
  if (!file || isSame(from, to)) return undefined;
  const text = textDifference(from, to);
  return {
    path: file.path,
    status: statusOf(from, to),
    is_executable: file.isExecutable,
    ...(text !== undefined && { text }),
  };
};

const statusOf = (from?: ReadFile, to?: ReadFile): FileDifference['status'] => {
  if (from && to) return 'changed';
  return to ? 'added' : 'removed';
};

const isSame = (from?: ReadFile, to?: ReadFile): boolean =>
  from !== undefined &&
  to !== undefined &&
  from.isExecutable === to.isExecutable &&
  from.content.equals(to.content);

const textDifference = (from?: ReadFile, to?: ReadFile): string | undefined => {
  const before = linesOf(from);
  const after = linesOf(to);
  if (!before || !after) return undefined;
  const signs = { '-1': '+', '0': ' ', '1': '-' } as const;
  return diff(before, after)
    .map(([sign, line]) => `${signs[`${sign}`]}${line}`)
    .join('\n');
};

const linesOf = (file?: ReadFile): readonly string[] | undefined => {
  if (!file) return [];
  if (file.content.length > most.fileBytes || file.content.includes(0)) return undefined;
  const lines = file.content.toString('utf8').split('\n');
  return lines.length > most.lines ? undefined : lines;
};
