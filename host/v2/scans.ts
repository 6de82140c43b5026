import type { Static } from '@agnes/sdk';
import type { Granted } from '../access/access.ts';
import type { Lake } from '../lake/lake.ts';
import { startDeadline } from '../query/deadline.ts';
import type { RemoteQueries } from '../query/engines/remote-queries.ts';
import type { QueryPool } from '../query/pool.ts';
import type { Queries } from '../query/queries.ts';
import type { QueryResult } from '../query/query-ask.ts';
import type { ScanTerms } from '../query/scan-terms.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Table } from '../registry/table.ts';
import { boundedBody } from './bounded-body.ts';
import { scanLimitTooLarge } from './errors.ts';
import type { Asking, KnownTables } from './known-tables.ts';
import { withinQuota } from './quota.ts';
import type { ScanFormat } from './scan-reply.ts';
import { scanStatement } from './scan-statement.ts';
import type { estimateSchema, ScanWish } from './schema.ts';
import { bigquery } from './where/bigquery.ts';
import { duckdb } from './where/duckdb.ts';
import { parsedWhere } from './where/parsed-where.ts';

/** What scans need. */
export interface ScansDeps {
  readonly known: KnownTables;
  readonly queries: Pick<Queries, 'run'>;
  readonly pool: Pick<QueryPool, 'parse'>;
  readonly remoteQueries: Pick<RemoteQueries, 'estimate'>;
  readonly lake: Pick<Lake, 'lease'>;
  readonly descriptions: Pick<Descriptions, 'of'>;
  readonly limits: {
    readonly rows: number;
    readonly bytes: number;
    readonly timeoutMs: number;
    readonly dollarsPerTebibyte: number;
    readonly confirmAboveDollars: number;
  };
  readonly newId: () => string;
}

const dialects = { duckdb, bigquery };

/** Scans of one table: its columns, a condition that was checked, an order, a limit. */
export class Scans {
  readonly #deps: ScansDeps;

  constructor(deps: ScansDeps) {
    this.#deps = deps;
  }

  /** What an estimate may come to before whoever wants the scan is asked. */
  get confirmAboveDollars(): number {
    return this.#deps.limits.confirmAboveDollars;
  }

  /** The rows. */
  async run(wish: ScanWish, asking: Asking, format: ScanFormat = 'arrow'): Promise<QueryResult> {
    const { rows, bytes, timeoutMs } = this.#deps.limits;
    return await withinQuota(async () => {
      const { sql, terms } = await this.#planned(wish, asking);
      const ask = { sql, format, limit: wish.limit ?? rows, timeoutMs, scan: terms };
      const answer = await this.#deps.queries.run(asking.principal, ask, asking.call);
      return format === 'arrow' ? answer : { ...answer, body: boundedBody(answer.body, bytes) };
    });
  }

  /** What it would read, asked without reading anything. */
  async estimate(wish: ScanWish, asking: Asking): Promise<Static<typeof estimateSchema>> {
    const { limits, remoteQueries, lake, newId } = this.#deps;
    return await withinQuota(async () => {
      const { sql, terms, table } = await this.#planned(wish, asking);
      if (table.queryMode !== 'remote') return localEstimate(table);
      using deadline = startDeadline(limits.timeoutMs, asking.call.signal);
      using lease = lake.lease();
      const bytes = await remoteQueries.estimate({
        ...{ principal: asking.principal, sql, params: [], limit: wish.limit ?? limits.rows },
        ...{ queryId: newId(), generation: lease.generation, timeoutMs: limits.timeoutMs },
        ...{ signal: deadline.signal, scan: terms },
      });
      return await this.#remoteEstimate(table, { bytes: bytes ?? 0, limit: wish.limit });
    });
  }

  async #planned(wish: ScanWish, asking: Asking): Promise<Planned> {
    const { known, limits } = this.#deps;
    const granted = await known.granted(wish.table_id, asking.principal);
    checkLimit(wish.limit, limits.rows);
    const table = granted.resource;
    const columns = (await known.columns(granted, asking)).map(({ name }) => name);
    // What is wrong with a name is told before a condition is looked at.
    const parts = { ...wish, table: known.nameOf(granted), columns };
    const plain = scanStatement(parts);
    const text = await this.#condition(granted, { wish, columns, asking });
    // One row more than is shown, so that a cut is told.
    const isCut = isCuttable(wish, text === undefined || known.flavorOf(table) !== 'duckdb');
    const most = { rows: limits.rows + 1, bytes: limits.bytes, isCut };
    const terms = { maxBytes: limits.bytes, most };
    if (text === undefined) return { table, sql: plain, terms };
    if (known.flavorOf(table) === 'duckdb')
      return { table, sql: scanStatement({ ...parts, condition: text }), terms };
    const condition = { tableId: table.id, table: table.name, text };
    return { table, sql: plain, terms: { ...terms, condition } };
  }

  async #condition(granted: Granted<Table>, conditioned: Conditioned): Promise<string | undefined> {
    const { wish, columns, asking } = conditioned;
    if (wish.where === undefined) return undefined;
    const { known, pool, limits } = this.#deps;
    using deadline = startDeadline(limits.timeoutMs, asking.call.signal);
    const { resource } = granted;
    const dialect = dialects[known.flavorOf(resource)];
    const about = { dialect, names: [resource.name, resource.id, known.nameOf(granted)], columns };
    const asker = { user: asking.principal.userId, stop: deadline.signal };
    return await parsedWhere(wish.where, about, (sql) => pool.parse(sql, asker));
  }

  /** Of the rows no more is known than how many the whole table has. */
  async #remoteEstimate(
    table: Table,
    { bytes, limit }: { readonly bytes: number; readonly limit: number | undefined },
  ): Promise<Static<typeof estimateSchema>> {
    const { dollarsPerTebibyte } = this.#deps.limits;
    const described = await this.#deps.descriptions.of(table.id);
    const known = [described?.rows, limit].filter((count) => count !== undefined);
    const rows = known.length === 0 ? null : Math.min(...known);
    const perRow =
      described?.rows && described.sizeBytes !== undefined ? described.sizeBytes / described.rows : null;
    return {
      table_id: table.id,
      estimated_scan_bytes: bytes,
      estimated_result_rows: rows,
      estimated_result_bytes: rows === null || perRow === null ? null : Math.round(rows * perRow),
      bq_cost_estimate_usd: table.sourceType === 'bigquery' ? (bytes / 2 ** 40) * dollarsPerTebibyte : 0,
    };
  }
}

interface Planned {
  readonly table: Table;
  readonly sql: string;
  readonly terms: ScanTerms;
}

interface Conditioned {
  readonly wish: ScanWish;
  readonly columns: readonly string[];
  readonly asking: Asking;
}

/** The first rows that come will do when all of them meet the condition, and none is to go before another. */
const isCuttable = ({ order_by: order = [] }: ScanWish, isAllAtSource: boolean): boolean =>
  isAllAtSource && order.length === 0;

const checkLimit = (limit: number | undefined, most: number): void => {
  if (limit === undefined || limit <= most) return;
  const message = `A scan has at most ${most} rows, not ${limit}`;
  throw scanLimitTooLarge({
    detail: { error: 'limit_too_large', message, details: { limit, max_limit: most } },
  });
};

/** Nothing that is here is paid for. */
const localEstimate = ({ id }: Table): Static<typeof estimateSchema> => ({
  table_id: id,
  estimated_scan_bytes: 0,
  estimated_result_rows: null,
  estimated_result_bytes: null,
  bq_cost_estimate_usd: 0,
});
