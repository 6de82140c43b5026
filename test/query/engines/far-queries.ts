import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Principal } from '../../../host/http/principal.ts';
import type { Generation } from '../../../host/lake/generations.ts';
import { Generations } from '../../../host/lake/generations.ts';
import { RemotePlans } from '../../../host/query/engines/remote-plans.ts';
import { RemoteQueries } from '../../../host/query/engines/remote-queries.ts';
import { RemoteTables } from '../../../host/query/engines/remote-tables.ts';
import { ScanBudget } from '../../../host/query/engines/scan-budget.ts';
import { QueryPool } from '../../../host/query/pool.ts';
import { Queries } from '../../../host/query/queries.ts';
import type { QueryAsk } from '../../../host/query/query-ask.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import { Descriptions } from '../../../host/registry/remote/descriptions.ts';
import type { Table } from '../../../host/registry/table.ts';
import { newId } from '../../../host/store/new-id.ts';
import { DailyQuota } from '../../../host/store/quota/daily-quota.ts';
import { administrator, person, reader, startedAccess } from '../../access/support/started-access.ts';
import { openFar } from './far-lab.ts';
import { generationIn, nearTables } from './near-tables.ts';

/** A table of the source of the lab, called as at the source. */
export const farTable = (name: string, more: Partial<Table> = {}): Table => ({
  id: `t-${name}`,
  name,
  sourceId: 'source-far',
  sourceSlug: 'afar',
  sourceType: 'far',
  bucket: 'shop',
  sourceTable: name,
  queryMode: 'remote',
  syncStrategy: 'full_refresh',
  primaryKey: [],
  distribution: 'download',
  profileAfterSync: true,
  registeredAt: new Date(0),
  options: {},
  ...more,
});

interface FarSetup {
  /** Statements of the source; tables are `shop.<name>`. */
  readonly far: readonly string[];
  /** Tables that are here: name → SELECT. */
  readonly near: Readonly<Record<string, string>>;
  /** Names of registered tables at the source; Ada may read the first, Eve none, Root all. */
  readonly tables: readonly string[];
}

/** Queries over tables at a source and tables that are here, as a host would answer them. */
export const farQueries = async (t: ExecutionContext, { far, near, tables: names }: FarSetup) => {
  const lab = await openFar(t, 'CREATE SCHEMA shop', ...far);
  const { engines, plugin, folder, source } = lab;
  const started = await startedAccess(t);
  const { store, access, clock } = started;
  const here = await nearTables(folder, near);
  const tables = names.map((name) => farTable(name));
  const granted = [...here.keys(), ...tables.slice(0, 1).map(({ id }) => id)];
  const ada = (await reader(started, 'ada@example.com', granted)).principal();
  const eve = (await person(started, 'eve@example.com'))();
  const root = (await administrator(started, 'root@example.com'))();
  const workers = { workers: 1, memoryMb: 512, newId, log: () => {} };
  const pool = new QueryPool({ folder: join(folder, 'run'), ...workers });
  t.teardown(() => pool[Symbol.asyncDispose]());
  const now = (): number => clock.ms;
  const quota = new DailyQuota({ store, now, kind: 'scan_bytes' });
  const limits = { concurrent: 2, dailyBytes: 1_000_000 };
  const most = { rows: 10_000, bytes: 10 * 1024 * 1024 };
  const descriptions = new Descriptions({ store, now });
  const registry = { tables: async () => tables, sources: async () => [source] };
  const remoteTables = new RemoteTables({ engines, descriptions, now });
  const plans = new RemotePlans({ pool, engines, registry, access, remoteTables });
  const budget = new ScanBudget({ quota, limits });
  const connectors = { connector: () => plugin };
  const remote = new RemoteQueries({ plans, engines, most, connectors, budget });
  const generations = new Generations();
  const generation: Generation = { number: 1, tables: here, path: await generationIn(folder, here) };
  generations.replace(generation);
  const log: QueryLogEntry[] = [];
  const queries = new Queries({
    ...{ pool, access, remote, newId },
    lake: generations,
    limits: { rows: 10_000, timeoutMs: 60_000 },
    onQuery: (entry) => log.push(entry),
    now: Date.now,
  });
  const run = asking(queries);
  const parts = { pool, access, connectors, budget, generations, plans, registered: async () => tables };
  return { ...lab, tables, quota, log, run, ada, eve, root, clock, descriptions, parts };
};

type Asked = Partial<QueryAsk> & Pick<QueryAsk, 'sql'>;

/** Asks, and reads the whole answer. */
const asking =
  (queries: Queries) =>
  async (principal: Principal, ask: Asked, signal = new AbortController().signal) => {
    const call = { requestId: 'r', signal };
    const { body, columns, types, end } = await queries.run(principal, { format: 'json', ...ask }, call);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray());
    const rows: readonly unknown[][] = JSON.parse(`[${bytes.toString('utf8').slice(1)}]`);
    return { columns, types, rows, truncated: (await end).truncated };
  };
