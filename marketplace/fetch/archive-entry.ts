import { packageRefused } from '../errors.ts';
import { shown } from '../file-names.ts';
import { packageFolder } from './git-package.ts';

/** What an archive says of one of its members. */
export interface ArchiveEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'device' | 'other';
  readonly isExecutable: boolean;
}

const next = 'Pack the package again with plain files only.';

const refusedKinds: Readonly<Record<string, string>> = {
  link: 'is a link',
  device: 'is a device or a pipe',
  other: 'is neither a file nor a folder',
};

/** Throws for everything that is neither a plain file nor a folder. */
export const checkKind = ({ path, kind }: ArchiveEntry): void => {
  const rule = refusedKinds[kind];
  if (rule !== undefined) throw packageRefused({ thing: shown(path), rule, next });
};

/** The part of every path that is not the package's: the one given, or the only folder at the top, as packers make it. */
export const archiveRoot = (paths: readonly string[], asked: string | undefined): string => {
  if (asked !== undefined) return packageFolder(asked);
  const tops = new Set(paths.map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')));
  const [only] = tops;
  return tops.size === 1 && only !== undefined ? only : '';
};

/** A path below the package; `undefined` for what lies beside it. */
export const belowRoot = (path: string, root: string): string | undefined => {
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
};
