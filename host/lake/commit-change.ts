import { createHash } from 'node:crypto';
import { setInstanceState } from '../store/instance-state.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Change } from './change.ts';
import { deleteStates, saveOwners, saveStates } from './repository.ts';
import type { Published, TableState } from './table-state.ts';

/** A change that is ready to be seen. */
export interface Settled {
  readonly change: Change;
  readonly generation: number;
  readonly now: Date;
  readonly touched: readonly TableState[];
  /** What the views of the generation stand for; see `digestOf`. */
  readonly digest: string;
}

/** The commit point: one transaction, after which the change is what readers see even if the host dies at once. */
export const commitChange = (store: SystemStore, settled: Settled): Promise<void> => {
  const { change, generation, now: at, touched, digest } = settled;
  const owners = change.tables.map(({ id, name }) => ({
    view_name: name,
    source_id: change.source.id,
    table_id: id,
    registered_at: at,
  }));
  return store.keep(async (tx) => {
    await setInstanceState(tx, { key: 'data_generation', value: generation, at });
    await setInstanceState(tx, { key: 'data_views', value: digest, at });
    await saveStates(tx, touched);
    await deleteStates(tx, change.removed);
    await saveOwners(tx, owners, change.removed);
    await change.also?.(tx, generation);
  });
};

/** Says which views over which files a generation holds: another one, or another place, means building anew. */
export const digestOf = (extracts: string, tables: readonly Published[]): string => {
  const lines = tables.map(({ name, version, files }) => `${name} ${version} ${files.join(' ')}\n`).sort();
  return createHash('sha256')
    .update(`${extracts}\n${lines.join('')}`)
    .digest('hex');
};
