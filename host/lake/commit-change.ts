import { createHash } from 'node:crypto';
import { setInstanceState } from '../store/instance-state.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Change, Publication } from './change.ts';
import { deleteStates, saveStates } from './repository.ts';
import type { Published, TableState } from './table-state.ts';

/** A change that is ready to be seen. */
export interface Settled {
  readonly change: Change;
  readonly publication: Publication;
  readonly now: Date;
  readonly touched: readonly TableState[];
  /** What the views of the generation stand for; see `digestOf`. */
  readonly digest: string;
}

/** The commit point: one transaction, after which the change is what readers see even if the host dies at once. */
export const commitChange = (store: SystemStore, settled: Settled): Promise<void> => {
  const { change, publication, now: at, touched, digest } = settled;
  return store.keep(async (tx) => {
    await setInstanceState(tx, { key: 'data_generation', value: publication.generation, at });
    await setInstanceState(tx, { key: 'data_views', value: digest, at });
    await saveStates(tx, touched);
    await deleteStates(tx, change.removed);
    await change.also?.(tx, publication);
  });
};

/** Says which views over which files a generation holds: another one, or another place, means building anew. */
export const digestOf = (extracts: string, tables: readonly Published[]): string => {
  const lines = tables.map(({ name, version, files }) => `${name} ${version} ${files.join(' ')}\n`).sort();
  return createHash('sha256')
    .update(`${extracts}\n${lines.join('')}`)
    .digest('hex');
};
