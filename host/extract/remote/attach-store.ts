import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../../store/instance-state.ts';
import type { Tables } from '../../store/tables.ts';
import type { AttachRow } from '../read-messages.ts';

const keyOf = (slug: string): string => `remote_attach:${slug}`;

/** The accepted attaches of a source, as its extract named them last: what a remote engine attaches. */
export const savedAttaches = async (db: Kysely<Tables>, slug: string): Promise<readonly AttachRow[]> => {
  const rows = await instanceState(db, keyOf(slug));
  // Written by `saveAttaches`.
  return Array.isArray(rows) ? (rows as readonly AttachRow[]) : [];
};

/** Keeps the accepted attaches of a source, in the transaction that takes its extract in. */
export const saveAttaches = (
  tx: Kysely<Tables>,
  { slug, rows, at }: { readonly slug: string; readonly rows: readonly AttachRow[]; readonly at: Date },
): Promise<void> => setInstanceState(tx, { key: keyOf(slug), value: rows, at });
