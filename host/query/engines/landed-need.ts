import type { Column, RemoteDescription, RemoteEstimate, RemoteScan } from '@agnes/sdk';
import type { LandedRows, MostLanded } from '@agnes/sdk/extract';
import { figuresName, type RemoteNeed } from '../protocol.ts';
import type { LandedTable } from '../scope.ts';
import { engineFailed, upstreamDetail } from './errors.ts';
import { asRemote } from './remote-tables.ts';
import type { NamedRemote } from './resolve-places.ts';

/** A table at a source that a statement names, what is known of it, and what is needed of it. */
export interface Needed extends NamedRemote {
  readonly description: RemoteDescription;
  readonly need: RemoteNeed;
}

/** The same with what it would cost. */
export interface Estimated extends Needed, Omit<RemoteEstimate, 'tables'> {}

/** How much of one table a statement may bring. */
export type Most = MostLanded;

/** True when rows are to be brought. */
export const isScanned = ({ need }: Needed): boolean =>
  need.columns.length > 0 || (need.aggregates?.length ?? 0) > 0;

/** What is asked of the source. */
export const scanOf = ({ table, need }: Needed): RemoteScan => ({
  kind: 'scan',
  table: asRemote(table),
  columns: need.columns,
  filters: need.filters,
  ...(need.aggregates && { aggregates: need.aggregates }),
  ...(need.limit !== undefined && { limit: need.limit }),
  ...(need.condition !== undefined && { condition: need.condition }),
});

/** A table of which nothing is brought but its columns. */
export const emptyTable = ({ place, description: { columns } }: Needed): LandedTable => ({ place, columns });

/** Where the final statement finds what was brought; figures have a place of their own beside the empty table. */
export const landedTables = (needed: Needed, rows: LandedRows): readonly LandedTable[] => {
  const { place, need } = needed;
  const wanted = need.types?.map(({ name }) => name) ?? need.columns;
  if (!hasColumns(rows.columns, wanted))
    throw misfit(needed, 'it brought other columns than it was asked for');
  const landed = { columns: rows.columns, ...(rows.rows > 0 && { path: rows.path }) };
  if (!need.types) return [{ ...landed, place }];
  if (need.types.some((type) => isLossy(type, rows.columns)))
    throw misfit(needed, 'a sum of whole numbers is none');
  return [emptyTable(needed), { ...landed, place: ['', '', figuresName], types: need.types }];
};

const hasColumns = (columns: readonly Column[], wanted: readonly string[]): boolean => {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return wanted.every((name) => names.has(name.toLowerCase()));
};

/** A float where digits count has lost some. */
const isLossy = ({ name, type }: Column, columns: readonly Column[]): boolean => {
  const landed = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  return /^(HUGEINT|BIGINT|DECIMAL)/.test(type) && /^(FLOAT|DOUBLE)$/.test(landed?.type ?? '');
};

const misfit = ({ table, source }: Needed, what: string): Error =>
  engineFailed({
    detail: upstreamDetail(
      'engine_failed',
      `The engine of "${source.slug}" failed at "${table.name}": ${what}.`,
    ),
    plugin: source.connector.replace(/#.*$/, ''),
    status_source: 'plugin',
  });
