import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixturesInvalid } from './errors.ts';
import type { OpenPlugin } from './open-plugin.ts';

/** What an older version of a plugin has left. */
export interface OldFixture {
  readonly file: string;
  /** Of the settings or the state; what came before this one. */
  readonly version: number;
  readonly value: unknown;
}

/** Settings or states of older versions, as `fixtures/settings/1.json` or `fixtures/state/1-empty.json` hold them. */
export const oldFixtures = async (
  { folder, tree }: OpenPlugin,
  what: 'settings' | 'state',
): Promise<readonly OldFixture[]> => {
  const name = new RegExp(`^fixtures/${what}/([1-9]\\d{0,3})(?:-[^/]+)?\\.json$`);
  const named = [...tree.files.keys()].sort().flatMap((file) => {
    const [, version] = name.exec(file) ?? [];
    return version === undefined ? [] : [{ file, version: Number(version) }];
  });
  return Promise.all(named.map(async (one) => ({ ...one, value: await valueIn(folder, one.file) })));
};

const valueIn = async (folder: string, file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (cause) {
    throw fixturesInvalid({ file, faults: ['it is not JSON'] }, { cause });
  }
};
