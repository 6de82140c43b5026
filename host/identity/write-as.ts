import type { Kysely } from 'kysely';
import { type Intent, markWritten } from '../http/intent.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';

/** The part of an audit row that only the service knows: who it turned out to be, and which row was made. */
export type Learnt = Partial<Pick<Intent, 'action' | 'actor' | 'resource' | 'params'>>;

/** Writes a change whose audit row says more than the operation could know before. */
export const writeAs = async <T>(
  store: SystemStore,
  { intent, ...learnt }: { readonly intent: Intent } & Learnt,
  change: (tx: Kysely<Tables>) => Promise<T>,
): Promise<T> => {
  const result = await store.write({ ...intent, ...learnt }, change);
  markWritten(intent);
  return result;
};
