import type { Column } from '@agnes/sdk';
import type { Table } from '../registry/table.ts';
import type { Flavor } from './known-tables.ts';

/** How conditions of a dialect are spelled. */
export const dialectHints: Readonly<Record<Flavor, Readonly<Record<string, string>>>> = {
  duckdb: {
    date_literal: "DATE '2026-01-31'",
    timestamp_literal: "TIMESTAMP '2026-01-31 12:00:00'",
    interval_subtract: 'CURRENT_DATE - INTERVAL 7 DAY',
    date_trunc: "DATE_TRUNC('month', day)",
    regex: "REGEXP_CONTAINS(name, '^a')",
    cast: 'TRY_CAST(name AS BIGINT)',
    name_quotes: '"name"',
    not_covered: 'subqueries, aggregates, window functions, fields within a column, lists',
  },
  bigquery: {
    date_literal: "DATE '2026-01-31'",
    timestamp_literal: "TIMESTAMP '2026-01-31 12:00:00+00'",
    interval_subtract: 'DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY)',
    date_trunc: 'DATE_TRUNC(day, MONTH)',
    regex: "REGEXP_CONTAINS(name, r'^a')",
    cast: 'SAFE_CAST(name AS INT64)',
    name_quotes: '`name`',
    not_covered:
      'subqueries, aggregates, window functions, fields within a column, arrays, UNNEST, BYTES, parameters, LIKE ANY',
  },
};

/** Conditions that columns of these types can be given; they say nothing of the data. */
export const whereExamples = (columns: readonly Column[], flavor: Flavor): readonly string[] =>
  columns
    .flatMap((column) => exampleOf(column, flavor) ?? [])
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, 3)
    .map(({ text }) => text);

interface Example {
  readonly rank: number;
  readonly text: string;
}

const exampleOf = ({ name, type }: Column, flavor: Flavor): Example | undefined => {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return undefined;
  const hints = dialectHints[flavor];
  if (type === 'DATE') return { rank: 0, text: `${name} >= ${hints['interval_subtract']}` };
  if (type.startsWith('TIMESTAMP')) return { rank: 0, text: `${name} >= ${hints['timestamp_literal']}` };
  if (type === 'VARCHAR') return { rank: 1, text: `${name} = 'value'` };
  return /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type)
    ? { rank: 2, text: `${name} > 0` }
    : undefined;
};

/** How rows of a table are got. */
export const fetchVia = ({ id, queryMode, distribution }: Table): string =>
  queryMode === 'remote' || distribution === 'server_only'
    ? `POST /api/v2/scan {"table_id": ${JSON.stringify(id)}}`
    : `agnes sync --table ${id}`;
