import { createHash } from 'node:crypto';
import { setInstanceState } from '../store/instance-state.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Change, Publication } from './change.ts';
import { type GenerationRow, saveGeneration } from './log/repository.ts';
import { deleteSingles, forgetTables, saveStates } from './repository.ts';
import { isInParts, type Published, type TableState } from './table-state.ts';

/** A change that is ready to be seen. */
export interface Settled {
  readonly change: Change;
  readonly publication: Publication;
  readonly touched: readonly TableState[];
  /** What the generation brought; absent when readers keep the one they have. */
  readonly log?: GenerationRow;
  readonly now: Date;
  /** What the views of the generation stand for; see `digestOf`. */
  readonly digest: string;
}

/** The commit point: one transaction, after which the change is what readers see even if the host dies at once. */
export const commitChange = (store: SystemStore, settled: Settled): Promise<void> => {
  const { change, publication, now: at, touched, digest, log } = settled;
  return store.keep(async (tx) => {
    await setInstanceState(tx, { key: 'data_generation', value: publication.generation, at });
    await setInstanceState(tx, { key: 'data_views', value: digest, at });
    if (log) await saveGeneration(tx, log);
    await saveStates(tx, touched);
    await deleteSingles(
      tx,
      touched.filter(isWhole).map(({ id }) => id),
    );
    await forgetTables(tx, change.removed);
    await change.also?.(tx, publication);
  });
};

const isWhole = ({ data }: TableState): boolean => data !== undefined && !isInParts(data.parts);

/** Says which views over which files a generation holds: another one, or another place, means building anew. */
export const digestOf = (extracts: string, tables: readonly Published[]): string =>
  createHash('sha256')
    .update(`${extracts}\n${tables.map(lineOf).sort().join('')}`)
    .digest('hex');

const lines = new WeakMap<Published, string>();

const lineOf = (table: Published): string => {
  const line = lines.get(table) ?? `${table.name} ${table.version} ${table.files.join(' ')}\n`;
  lines.set(table, line);
  return line;
};
