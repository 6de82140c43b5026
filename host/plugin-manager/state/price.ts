import type { PlannedAction } from '../plan.ts';
import type { StateRow } from './state-repository.ts';

/** What going back loses of what one plugin remembers. */
export interface Price {
  readonly plugin: string;
  /** Places where tables would go on from, and that would be those of before. */
  readonly checkpoints: number;
  /** Of the tables that are read again because of it, at most. */
  readonly rows: number;
}

/** What is remembered now and was not, or otherwise. */
export const lostSince = (now: readonly StateRow[], then: readonly StateRow[]): readonly StateRow[] => {
  const before = new Map(then.map((row) => [`${row.source_id} ${row.stream}`, row.state]));
  return now.filter((row) => before.get(`${row.source_id} ${row.stream}`) !== row.state);
};

/** The same in plain words. */
export const priceText = (prices: readonly Price[]): string => {
  const lost = prices.filter(({ checkpoints }) => checkpoints > 0);
  if (lost.length === 0) return 'Nothing is lost: sources go on where they are.';
  return lost
    .map(
      ({ plugin, checkpoints, rows }) =>
        `${plugin} loses ${counted(checkpoints, 'sync checkpoint')} and reads up to ${counted(rows, 'row')} again.`,
    )
    .join(' ');
};

/** A number of things in words. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What going back from a change costs where both versions remember the same. */
export const usualPrice = ({ from, connectors }: Pick<PlannedAction, 'from' | 'connectors'>): string => {
  if (from === null) return 'Nothing: going back removes it, tables that were read stay readable.';
  if (connectors.length === 0) return 'Nothing: it keeps no data.';
  return 'Nothing is lost: code, settings and grants go back, and its sources go on where they are.';
};
