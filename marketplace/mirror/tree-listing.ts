import { packageRefused } from '../errors.ts';
import { FileNames, shown } from '../file-names.ts';
import type { PackageLimits } from '../limits.ts';

/** One entry of a tree as git lists it; `path` is below the root of the repository. */
export interface ListedEntry {
  readonly mode: string;
  readonly blob: string;
  readonly bytes: number;
  readonly path: string;
}

/** One file that may be taken. */
export interface ListedFile {
  readonly path: string;
  readonly isExecutable: boolean;
  readonly blob: string;
  readonly bytes: number;
}

const modes: Readonly<Record<string, boolean>> = { '100644': false, '100755': true };
const others: Readonly<Record<string, string>> = {
  '120000': 'is a symbolic link',
  '160000': 'is a submodule',
};
const next = 'Put the file itself there, then publish a new version.';

/** Reads a line of `ls-tree -r -z -l`. */
export const listedEntry = (line: string): ListedEntry | undefined => {
  const [, mode = '', blob = '', size = '', path = ''] =
    /^(\d{6}) [a-z]+ ([0-9a-f]{40}) +(\d+|-)\t([\s\S]*)$/.exec(line) ?? [];
  return mode === '' ? undefined : { mode, blob, bytes: size === '-' ? 0 : Number(size), path };
};

/** The entries below a folder of the repository, named from there; `''` is the whole. */
export const entriesBelow = (entries: readonly ListedEntry[], folder: string): readonly ListedEntry[] =>
  folder === ''
    ? entries
    : entries
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .map((entry) => ({ ...entry, path: entry.path.slice(folder.length + 1) }));

/** Plain files with safe names within the limits, or an error that names what is in the way. */
export const checkedFiles = (
  entries: readonly ListedEntry[],
  limits: PackageLimits,
): readonly ListedFile[] => {
  const names = new FileNames();
  let bytes = 0;
  return entries.map((entry, index) => {
    const isExecutable = modes[entry.mode];
    const thing = shown(entry.path);
    if (isExecutable === undefined) {
      throw packageRefused({ thing, rule: others[entry.mode] ?? `has the mode ${entry.mode}`, next });
    }
    names.add(entry.path);
    bytes += entry.bytes;
    const over = overLimit({ files: index + 1, bytes, fileBytes: entry.bytes }, limits);
    if (over !== undefined) throw packageRefused({ thing, rule: over, next: 'Make the package smaller.' });
    return { path: entry.path, isExecutable, blob: entry.blob, bytes: entry.bytes };
  });
};

/** Which limit a file breaks, as a rule; `undefined` while all hold. */
export const overLimit = (
  sofar: Pick<PackageLimits, 'files' | 'bytes' | 'fileBytes'>,
  limits: PackageLimits,
): string | undefined => {
  if (sofar.files > limits.files) return `is one file more than the ${limits.files} allowed`;
  if (sofar.fileBytes > limits.fileBytes)
    return `is larger than the ${limits.fileBytes} bytes allowed for a file`;
  if (sofar.bytes > limits.bytes) return `makes the package larger than the ${limits.bytes} bytes allowed`;
  return undefined;
};
