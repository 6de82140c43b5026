import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkerFor, type Static, Type } from '@agnes/sdk';

const schema = Type.Array(
  Type.Object(
    {
      generation: Type.Integer({ minimum: 1 }),
      sha256: Type.String({ description: 'Hash of its lock file.' }),
    },
    { additionalProperties: false },
  ),
);

/** Generations that were current once. */
export type Placed = Static<typeof schema>;

const check = checkerFor(schema, { compiled: 'later' });

/** The file beside the folder of generations that names those that were current once, newest last. */
export const placedFile = (folder: string): string => join(dirname(folder), 'placed.json');

/** Which generations were current once; nothing when no file says it. */
export const readPlaced = async (folder: string): Promise<Placed | undefined> => {
  try {
    const checked = check(JSON.parse(await readFile(placedFile(folder), 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    // Gone or broken: then nobody knows, and whoever asks says so.
    return undefined;
  }
};
