import type { PackageWriter } from './package-writer.ts';

/** How an archive is taken apart. */
export interface Unpacking {
  readonly writer: PackageWriter;
  /** The folder of the package in it. */
  readonly path: string | undefined;
  readonly signal: AbortSignal;
}
