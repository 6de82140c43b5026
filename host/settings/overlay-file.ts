import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument, stringify } from 'yaml';
import { writeDurably } from '../store/durable-file.ts';
import { overlayUnreadable } from './errors.ts';
import { unmasked } from './masks.ts';
import { isBranch, type Path, valueAt, withValue } from './tree.ts';

/** What the overlay says, as it is written; a file that is not there says nothing. Throws rather than guess. */
export const readOverlay = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw overlayUnreadable({ file, reason: cause.code ?? cause.message }, { cause });
  });
  const document = parseDocument(text, { uniqueKeys: true, schema: 'core' });
  const [error] = document.errors;
  const value: unknown = error ? undefined : (document.toJS({ maxAliasCount: 50 }) ?? {});
  if (!isBranch(value)) throw overlayUnreadable({ file, reason: error?.code ?? 'it is no mapping' });
  return value;
};

/** The text of the overlay. */
export const overlayText = (overlay: unknown): string =>
  `# Written by the host when an administrator changes settings; it goes before instance.yaml.\n${stringify(overlay)}`;

/** What the overlay says at a place; without a value it says nothing there. */
export interface Slice {
  readonly path: Path;
  readonly value?: unknown;
}

/** The overlay with other values at some places. */
export const withSlices = (overlay: unknown, slices: readonly Slice[]): unknown =>
  slices.reduce((at, { path, value }) => withValue(at, path, value), overlay);

/** Slices that were written down, with what is typed into the overlay now where that was not. */
export const slicesAgain = (slices: readonly Slice[], overlay: unknown): readonly Slice[] =>
  slices.map(({ path, value }) =>
    value === undefined ? { path } : { path, value: unmasked(value, valueAt(overlay, path)) },
  );

/**
 * Writes them into the file, whole; it stays as it is where they are there already. What stands for a secret that is in
 * no other file leaves the secret that is there.
 */
export const laySlices = async (file: string, slices: readonly Slice[]): Promise<void> => {
  const before = await readOverlay(file);
  const after = withSlices(before, slicesAgain(slices, before));
  if (isDeepStrictEqual(before, after)) return;
  await writeDurably(file, overlayText(after));
};
