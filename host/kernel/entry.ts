import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entryInvalid } from './errors.ts';

/** What an entry must export: words for people and the functions it must have. */
export interface EntryShape {
  readonly expected: string;
  readonly functions: readonly string[];
}

/** Imports an entry into this process and answers its default export. `import()` has no deadline of its own. */
export const importEntry = async <T>(
  folder: string,
  entry: string,
  { expected, functions }: EntryShape,
): Promise<T> => {
  const loaded: { default?: unknown } = await import(pathToFileURL(join(folder, entry)).href);
  // Functions cannot be checked further than that they are there.
  const value = loaded.default as Readonly<Record<string, unknown>> | undefined;
  if (!functions.every((name) => typeof value?.[name] === 'function'))
    throw entryInvalid({ entry, expected });
  return value as T;
};
