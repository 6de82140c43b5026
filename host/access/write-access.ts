import type { Kysely } from 'kysely';
import type { Intent } from '../http/intent.ts';
import { type Learnt, writeAs } from '../identity/write-as.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import type { Access } from './access.ts';
import { type Change, noteChange } from './change-log.ts';

/** What changes of groups, members and grants need. */
export interface WriteDeps {
  readonly store: SystemStore;
  readonly access: Access;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** What a change came to, and whose rights it touched. */
interface Outcome<T> extends Omit<Change, 'at'> {
  readonly result: T;
}

/** Changes rights in one transaction with its audit row; answers with its version. What is acknowledged is in force. */
export const writeAccess = async <T>(
  { store, access, now }: WriteDeps,
  told: { readonly intent: Intent } & Learnt,
  change: (tx: Kysely<Tables>, at: Date) => Promise<Outcome<T>>,
): Promise<{ readonly result: T; readonly version: number }> => {
  const written = await writeAs(store, told, async (tx) => {
    const at = new Date(now());
    const { result: outcome, ...touched } = await change(tx, at);
    return { result: outcome, version: await noteChange(tx, { at, ...touched }) };
  });
  await access.refresh(written.version);
  return written;
};

/** Who an intent names, as rows keep it. */
export const actorOf = ({ actor }: Intent): string => actor.userId ?? `system:${actor.kind}`;
