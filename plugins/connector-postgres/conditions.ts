import type { PlannedTable } from '@agnes/sdk';
import { ConfigError } from '@agnes/sdk/connector';
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
  /** Type of the column, as a type of the take-in. */
  readonly type: string;
}

type Lag = Pick<PlannedTable, 'name' | 'lagSeconds' | 'lagCount'>;

/** Rows from the cursor on, less the lag; those without a cursor are read every time. */
export const sinceConditions = ({ where, values }: Conditions, since: Since, lag: Lag): Conditions => {
  const name = quoteIdent(since.column);
  const from = beginOf(since, lag, values.length + 1);
  return {
    where: [...where, `(${name} >= ${from.sql} OR ${name} IS NULL)`],
    values: [...values, ...from.values],
  };
};

interface Begin {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const beginOf = ({ column, cursor, type }: Since, lag: Lag, place: number): Begin => {
  const { name, lagSeconds = 0, lagCount = 0 } = lag;
  const cast = times[type];
  if (cast) {
    if (lagCount > 0) throw lagUnfit(name, `a number, and "${column}" is a time: write it as 15m`);
    const sql = `($${place}::text::${cast} - $${place + 1}::text::interval)::${cast}`;
    return { sql, values: [cursor, `${lagSeconds} seconds`] };
  }
  // Without a lag the row of the boundary is read again, and no more.
  if (lagCount === 0) return { sql: `$${place}`, values: [cursor] };
  if (!isNumber.test(type)) throw lagUnfit(name, `a number, and "${column}" is none: leave it out`);
  const less = `$${place}::text::numeric - $${place + 1}::text::numeric`;
  // Of a type that an index over whole numbers is asked with.
  const sql =
    type.endsWith('INT') || type === 'INTEGER' ? `greatest(${less}, ${least})::bigint` : `(${less})`;
  return { sql, values: [cursor, String(lagCount)] };
};

const lagUnfit = (table: string, reason: string): Error =>
  ConfigError({ reason: `"lag" of "${table}" is ${reason}.` });

const isNumber = /^(SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const least = '-9223372036854775808';

const times: Readonly<Record<string, string>> = {
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMPTZ: 'timestamptz',
};
