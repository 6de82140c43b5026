import { createHash } from 'node:crypto';
import type { TreeFile } from './plugin-tree.ts';

/** A file by the hash of its bytes. */
export interface DigestedFile extends TreeFile {
  readonly sha256: string;
}

/** SHA-256 over sorted lines of mode, hash and path: what may be run is part of the content. */
export const contentDigest = (files: readonly DigestedFile[]): string =>
  overLines(
    files.map(
      ({ path, isExecutable, sha256 }) => `${isExecutable ? '100755' : '100644'} ${sha256} ${path}\n`,
    ),
  );

/** The hash by which the store of host plugins addresses the same files; modes are no part of it. */
export const hostTreeHash = (files: readonly DigestedFile[]): string =>
  overLines(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`));

const overLines = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('')).digest('hex');
