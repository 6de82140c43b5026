import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { pointerName } from '../../kernel/read-generation.ts';
import { syncFolder, writeDurably } from '../../store/durable-file.ts';
import { migrationStep } from './migration-file.ts';

const closed = { additionalProperties: false } as const;

const stateChange = Type.Object(
  {
    plugin: Type.String(),
    steps: Type.Optional(Type.Array(migrationStep)),
    snapshot: Type.Optional(Type.String({ pattern: '^[a-z0-9_-]+$' })),
    forget: Type.Optional(Type.Literal(true)),
    from: Type.Optional(Type.Integer({ description: 'What is of another version is not changed in steps.' })),
    to: Type.Optional(Type.Integer({ description: 'The version that it is of afterwards.' })),
  },
  closed,
);

const schema = Type.Object(
  {
    id: Type.String(),
    generation: Type.Integer({ minimum: 1 }),
    sha256: Type.Optional(Type.String({ description: 'Hash of its lock file: a number may be used again.' })),
    overlay: Type.Array(
      Type.Object({ path: Type.Array(Type.String()), value: Type.Optional(Type.Unknown()) }, closed),
    ),
    state: Type.Array(stateChange),
  },
  closed,
);

/** What is to become of what the connectors of a plugin remember: changed in steps, as it was once, or nothing. */
export type StateChange = Static<typeof stateChange>;

/** What has to become of settings and of what plugins keep, once a generation counts. */
export type Journal = Static<typeof schema>;

const check = checkerFor(schema, { compiled: 'later' });
const name = 'settling.json';

/** Writes down what is to be done before the generation counts, so that a crash cannot part the two. */
export const writeJournal = (folder: string, journal: Journal): Promise<void> =>
  writeDurably(join(folder, name), JSON.stringify(journal));

/** Nothing is left to be done, or nothing is to be. */
export const dropJournal = async (folder: string): Promise<void> => {
  await rm(join(folder, name), { force: true });
  await syncFolder(folder);
};

/** What is still to be done: only of the generation that counts. What never came to count is nothing. */
export const openJournal = async (folder: string): Promise<Journal | undefined> => {
  const checked = check(await jsonIn(join(folder, name)));
  if (!checked.ok) return undefined;
  const { generation, sha256 } = checked.value;
  const current = Object(await jsonIn(join(folder, pointerName)));
  const isSame = sha256 === undefined || current['sha256'] === sha256;
  return current['generation'] === generation && isSame ? checked.value : undefined;
};

const jsonIn = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Not there, or not whole: then nothing of it counts.
    return undefined;
  }
};
