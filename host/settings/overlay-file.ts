import { readFile } from 'node:fs/promises';
import { parseDocument, stringify } from 'yaml';
import { overlayUnreadable } from './errors.ts';
import { isBranch } from './tree.ts';

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
