import { diff } from 'node:util';
import type { ReadFile } from '../../../marketplace/normalise/plugin-tree.ts';

/** How a file came, went or changed. `text` is absent for what is no text, or left out. */
export interface FileDifference {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'changed';
  /** Its mode changed: what may be run. */
  readonly is_executable: boolean;
  readonly text?: string;
  /** True: there is more to tell than is told at once; the repository itself has it. */
  readonly is_left_out?: boolean;
}

/** Beyond these a person reads the repository itself. */
const most = { fileBytes: 64 * 1024, allBytes: 1024 * 1024, lines: 2000, comparedLines: 8000 };

/** What differs between the files of two versions, by path; the texts as lines that begin with `+`, `-` or a blank. */
export const versionDiff = (
  from: readonly ReadFile[],
  to: readonly ReadFile[],
): readonly FileDifference[] => {
  const before = new Map(from.map((file) => [file.path, file]));
  const after = new Map(to.map((file) => [file.path, file]));
  const spent = { bytes: 0, lines: 0 };
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .flatMap((path): readonly FileDifference[] => {
      const [was, is] = [before.get(path), after.get(path)];
      const file = is ?? was;
      if (!file || isSame(was, is)) return [];
      const named = { path, status: statusOf(was, is), is_executable: file.isExecutable };
      return [{ ...named, ...textDifference({ was, is }, spent) }];
    });
};

interface Pair {
  readonly was: ReadFile | undefined;
  readonly is: ReadFile | undefined;
}

/** What was compared and told so far; nothing is compared beyond what may be. */
interface Spent {
  bytes: number;
  lines: number;
}

const statusOf = (from?: ReadFile, to?: ReadFile): FileDifference['status'] => {
  if (from && to) return 'changed';
  return to ? 'added' : 'removed';
};

const isSame = (from?: ReadFile, to?: ReadFile): boolean =>
  from !== undefined &&
  to !== undefined &&
  from.isExecutable === to.isExecutable &&
  from.content.equals(to.content);

const textDifference = ({ was, is }: Pair, spent: Spent): Pick<FileDifference, 'text' | 'is_left_out'> => {
  if (isBinary(was) || isBinary(is)) return {};
  const [before, after] = [linesOf(was), linesOf(is)];
  if (!before || !after) return { is_left_out: true };
  const lines = before.length + after.length;
  if (spent.bytes > most.allBytes || spent.lines + lines > most.comparedLines) return { is_left_out: true };
  spent.lines += lines;
  const text = compared(before, after);
  spent.bytes += text.length;
  return spent.bytes > most.allBytes ? { is_left_out: true } : { text };
};

const isBinary = (file?: ReadFile): boolean => file?.content.includes(0) ?? false;

const compared = (before: readonly string[], after: readonly string[]): string => {
  const signs = { '-1': '+', '0': ' ', '1': '-' } as const;
  return diff(before, after)
    .map(([sign, line]) => `${signs[`${sign}`]}${line}`)
    .join('\n');
};

const linesOf = (file?: ReadFile): readonly string[] | undefined => {
  if (!file) return [];
  if (file.content.length > most.fileBytes) return undefined;
  const lines = file.content.toString('utf8').split('\n');
  return lines.length > most.lines ? undefined : lines;
};
