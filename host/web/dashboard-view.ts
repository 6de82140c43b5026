import { addressOf } from './address.ts';
import { agoOf, countOf, sizeOf } from './figures.ts';

/** A table as the page shows it. */
export interface TableFacts {
  readonly name: string;
  readonly description?: string | undefined;
  readonly folder?: string | undefined;
  readonly rows?: number | undefined;
  readonly sizeBytes?: number | undefined;
  readonly lastSync?: Date | undefined;
  /** Metrics of it that the reader may see. */
  readonly metrics: number;
  /** Why the last run failed, if it did. */
  readonly error?: string | undefined;
}

/** A condition as the page shows it. */
export interface ConditionFacts {
  readonly severity: 'info' | 'warning' | 'error';
  readonly why: string;
  readonly remedy: string;
  readonly since: Date;
}

const day = 86_400_000;

/** What `dashboard.mustache` is filled with. Totals cover what the reader may see, nothing else. */
export const dashboardView = (
  tables: readonly TableFacts[],
  { conditions, isAdmin, now }: { conditions: readonly ConditionFacts[]; isAdmin: boolean; now: number },
): object => ({
  stats: [
    { label: 'Tables', value: countOf(tables.length) },
    { label: 'Rows', value: countOf(sum(tables.map(({ rows }) => rows))) },
    { label: 'Size', value: sizeOf(sum(tables.map(({ sizeBytes }) => sizeBytes))) },
  ],
  conditions: conditions.map((condition) => ({ ...condition, since: agoOf(condition.since, now) })),
  has_tables: tables.length > 0,
  is_admin: isAdmin,
  tables: tables.map((table) => rowOf(table, now)),
});

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

const rowOf = (table: TableFacts, now: number): object => ({
  name: table.name,
  description: table.description ?? '',
  folder: table.folder,
  rows: table.rows === undefined ? '–' : countOf(table.rows),
  size: table.sizeBytes === undefined ? '–' : sizeOf(table.sizeBytes),
  freshness: table.lastSync ? agoOf(table.lastSync, now) : 'no data yet',
  state: stateOf(table, now),
  error: table.error,
  metrics: table.metrics > 0 && {
    href: addressOf('/catalog/metrics', { table: table.name }),
    text: table.metrics === 1 ? '1 metric' : `${countOf(table.metrics)} metrics`,
  },
});

const stateOf = ({ error, lastSync }: TableFacts, now: number): 'ok' | 'stale' | 'error' | 'none' => {
  if (error !== undefined) return 'error';
  if (!lastSync) return 'none';
  return now - lastSync.getTime() > day ? 'stale' : 'ok';
};
