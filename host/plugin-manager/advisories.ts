import { readFile } from 'node:fs/promises';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { covers, isRange } from '../kernel/host-range.ts';
import { advisoriesBroken } from './errors.ts';

const closed = { additionalProperties: false } as const;

const schema = Type.Object(
  {
    advisories: Type.Array(
      Type.Object(
        {
          plugin: Type.String({ description: 'publisher/slug.' }),
          affected: Type.String({ description: 'Range of the versions that it is about.' }),
          message: Type.String({ minLength: 1, maxLength: 500 }),
        },
        closed,
      ),
      { maxItems: 10_000 },
    ),
  },
  closed,
);

/** What is known of versions that nobody should run. */
export type Advisories = Static<typeof schema>['advisories'];

const check = checkerFor(schema, { compiled: 'later' });

/** Reads them from the file that an administrator keeps; none where there is no file. */
export const readAdvisories = async (file: string): Promise<Advisories> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const checked = check(parsed(text));
  if (!checked.ok) {
    const [fault] = checked.faults;
    throw advisoriesBroken({ reason: `${fault?.loc} ${fault?.msg}` });
  }
  const odd = checked.value.advisories.find(({ affected }) => !isRange(affected));
  if (odd) throw advisoriesBroken({ reason: `"${odd.affected}" is no range of versions` });
  return checked.value.advisories;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw advisoriesBroken({ reason: 'it is not JSON' }, { cause });
  }
};

/** What is said against a version; nothing when nobody said anything. */
export const advisoryFor = (advisories: Advisories, id: string, version: string): string | undefined =>
  advisories.find(({ plugin, affected }) => plugin === id && covers(affected, version))?.message;
