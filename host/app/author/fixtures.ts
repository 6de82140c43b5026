import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { fixturesInvalid } from './errors.ts';
import type { OpenPlugin } from './open-plugin.ts';

const closed = { additionalProperties: false } as const;
const anything = Type.Record(Type.String(), Type.Unknown());

const answer = Type.Object(
  {
    method: Type.String({ default: 'GET' }),
    path: Type.String({ pattern: '^/' }),
    status: Type.Integer({ minimum: 200, maximum: 599, default: 200 }),
    headers: Type.Record(Type.String(), Type.String(), { default: {} }),
    json: Type.Optional(Type.Unknown()),
    text: Type.Optional(Type.String()),
    base64: Type.Optional(Type.String()),
    body: Type.Optional(Type.String()),
  },
  closed,
);

const plan = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    bucket: Type.Optional(Type.String()),
    sourceTable: Type.Optional(Type.String()),
    primaryKey: Type.Array(Type.String(), { default: [] }),
    cursorColumn: Type.Optional(Type.String()),
    lagSeconds: Type.Optional(Type.Number()),
  },
  closed,
);

const table = Type.Object(
  {
    plan,
    columns: Type.Optional(Type.Array(Type.String())),
    rows: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);

const delivery = Type.Object(
  {
    id: Type.Optional(Type.String()),
    webhook: Type.Optional(Type.String()),
    body: anything,
  },
  closed,
);

const calls = Type.Optional(Type.Array(Type.Unknown(), { minItems: 1 }));
const hooks = Type.Object(
  {
    beforeExtract: calls,
    afterExtract: calls,
    afterRebuild: calls,
    beforeQuery: calls,
    afterQuery: calls,
    listResourceBlocks: calls,
    catalogEnrich: calls,
    resolveUser: calls,
  },
  closed,
);

const fixturesSchema = Type.Object(
  {
    recorded: Type.Optional(Type.Object({ version: Type.String(), at: Type.String() }, closed)),
    config: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    bad: Type.Array(Type.Object({ config: anything }, closed), { default: [] }),
    answers: Type.Array(answer, { default: [] }),
    offered: Type.Optional(Type.Array(Type.String())),
    tables: Type.Array(table, { default: [] }),
    deliveries: Type.Array(delivery, { default: [] }),
    hooks: Type.Optional(hooks),
    skip: Type.Array(
      Type.Object({ check: Type.String(), bypass_reason: Type.String({ minLength: 10 }) }, closed),
      { default: [] },
    ),
  },
  closed,
);

/** `fixtures.json`: the world in which a connector is tried. */
export type Fixtures = Static<typeof fixturesSchema>;

/** What the server says to one request. */
export type FixtureAnswer = Fixtures['answers'][number];

/** A table that is there to be read. */
export type FixtureTable = Fixtures['tables'][number];

const fixturesFile = 'fixtures.json';
const check = checkerFor(fixturesSchema, { compiled: 'later' });

/** The fixtures of a plugin; nothing where it has none. */
export const readFixtures = async ({ folder, tree }: OpenPlugin): Promise<Fixtures | undefined> =>
  tree.files.has(fixturesFile) ? fixturesIn(folder, fixturesFile) : undefined;

/** What was recorded of a real server, by name. */
export const readCassettes = async ({ folder, tree }: OpenPlugin): Promise<ReadonlyMap<string, Fixtures>> => {
  const names = [...tree.files.keys()].flatMap((path) => /^cassettes\/([^/]+)\.json$/.exec(path)?.[1] ?? []);
  const read = names
    .sort()
    .map(async (name) => [name, await fixturesIn(folder, `cassettes/${name}.json`)] as const);
  return new Map(await Promise.all(read));
};

const fixturesIn = async (folder: string, file: string): Promise<Fixtures> => {
  const checked = check(parsed(file, await readFile(join(folder, file), 'utf8')));
  if (checked.ok) return checked.value;
  throw fixturesInvalid({ file, faults: checked.faults.map(({ loc, msg }) => `${loc} ${msg}`) });
};

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fixturesInvalid({ file, faults: ['it is not JSON'] }, { cause });
  }
};
