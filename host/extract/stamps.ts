import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../store/instance-state.ts';
import type { Tables } from '../store/tables.ts';

const keyOf = (slug: string): string => `extract:${slug}`;

/** The stamp of the `extract.duckdb` whose content is in the lake; nothing when there never was one. */
export const savedStamp = async (db: Kysely<Tables>, slug: string): Promise<string | undefined> => {
  const stamp = await instanceState(db, keyOf(slug));
  return typeof stamp === 'string' ? stamp : undefined;
};

/** An extract that was given up, and after how long. */
interface GivenUp {
  readonly stamp: string;
  readonly why: string;
  readonly afterMs: number;
}

const givenUpKey = (slug: string): string => `extract-given-up:${slug}`;

/** The extract that was given up last. */
export const savedGivenUp = async (db: Kysely<Tables>, slug: string): Promise<GivenUp | undefined> =>
  // Only written below.
  (await instanceState(db, givenUpKey(slug))) as GivenUp | undefined;

/** Notes that an extract was given up, so that it is left alone until it is another one. */
export const saveGivenUp = (
  tx: Kysely<Tables>,
  { slug, at, ...value }: GivenUp & { readonly slug: string; readonly at: Date },
): Promise<void> => setInstanceState(tx, { key: givenUpKey(slug), value, at });

/** Notes which `extract.duckdb` is in the lake, in the transaction that puts it there. */
export const saveStamp = (
  tx: Kysely<Tables>,
  { slug, stamp, at }: { readonly slug: string; readonly stamp: string | undefined; readonly at: Date },
): Promise<void> => setInstanceState(tx, { key: keyOf(slug), value: stamp ?? null, at });
