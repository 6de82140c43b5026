import { readWhereFilters, type WhereFilter } from '@agnes/sdk/where-filters';
import { quoteIdent } from './quote.ts';

/** Conditions of a SELECT, with their values as `$1`. */
export interface Conditions {
  readonly where: readonly string[];
  readonly values: readonly unknown[];
}

/** The row filters of a table as predicates with bound values. */
export const filterConditions = (filters: readonly unknown[] | undefined, now: number): Conditions =>
  readWhereFilters(filters, now).reduce<Conditions>(
    (all, filter) => ({
      where: [...all.where, predicate(filter, all.values.length)],
      values: [...all.values, ...filter.values.map(String)],
    }),
    { where: [], values: [] },
  );

const signs = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

// Parameters take the type of the column, so the server reads the text as it reads any literal.
const predicate = ({ column, operator, values }: WhereFilter, before: number): string => {
  const name = quoteIdent(column);
  const list = values.map((_, index) => `$${before + index + 1}`).join(', ');
  if (operator === 'eq') return `${name} IN (${list})`;
  return operator === 'ne' ? `${name} NOT IN (${list})` : `${name} ${signs[operator]} ${list}`;
};

/** Where an incremental read begins. */
export interface Since {
  readonly column: string;
  /** The committed cursor, as the server wrote it. */
  readonly cursor: string;
  readonly lagSeconds: number;
  /** Type of the column, as a type of the take-in. */
  readonly type: string;
}

/** Rows from the cursor on, less the lag; those without a cursor are read every time. */
export const sinceConditions = ({ where, values }: Conditions, since: Since): Conditions => {
  const name = quoteIdent(since.column);
  const place = values.length + 1;
  const cast = times[since.type];
  const from = cast
    ? {
        sql: `($${place}::text::${cast} - $${place + 1}::text::interval)::${cast}`,
        values: [since.cursor, `${since.lagSeconds} seconds`],
      }
    : { sql: `$${place}`, values: [since.cursor] };
  return {
    where: [...where, `(${name} >= ${from.sql} OR ${name} IS NULL)`],
    values: [...values, ...from.values],
  };
};

// For a number the row of the boundary is read again, and no more.
const times: Readonly<Record<string, string>> = {
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMPTZ: 'timestamptz',
};
