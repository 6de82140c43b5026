import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Generation } from '../../../host/lake/generations.ts';
import { Generations } from '../../../host/lake/generations.ts';
import type { Published } from '../../../host/lake/table-state.ts';
import { RemoteQueries } from '../../../host/query/engines/remote-queries.ts';
import { RemoteTables } from '../../../host/query/engines/remote-tables.ts';
import { ScanBudget } from '../../../host/query/engines/scan-budget.ts';
import { QueryPool } from '../../../host/query/pool.ts';
import { Queries, type QueryAsk } from '../../../host/query/queries.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import { Descriptions } from '../../../host/registry/remote/descriptions.ts';
import type { Table } from '../../../host/registry/table.ts';
import { newId } from '../../../host/store/new-id.ts';
import { DailyQuota } from '../../../host/store/quota/daily-quota.ts';
import { person, reader, startedAccess } from '../../access/support/started-access.ts';
import { inDuckDb } from '../support/query-lab.ts';
import { openFar } from './far-lab.ts';

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
  const here = await publishedIn(folder, near);
  const tables = names.map((name) => farTable(name));
  const granted = [...here.keys(), ...tables.slice(0, 1).map(({ id }) => id)];
  const ada = (await reader(started, 'ada@example.com', granted)).principal();
  const eve = (await person(started, 'eve@example.com'))();
  const root = { ...(await person(started, 'root@example.com'))(), isAdmin: true };
  const pool = new QueryPool({
    folder: join(folder, 'run'),
    workers: 1,
    memoryMb: 512,
    newId,
    log: () => {},
  });
  t.teardown(() => pool[Symbol.asyncDispose]());
  const now = (): number => clock.ms;
  const quota = new DailyQuota({ store, now, kind: 'scan_bytes' });
  const limits = { concurrent: 2, dailyBytes: 1_000_000 };
  const most = { rows: 10_000, bytes: 10 * 1024 * 1024 };
  const descriptions = new Descriptions({ store, now });
  const registry = { tables: async () => tables, sources: async () => [source] };
  const remote = new RemoteQueries({
    ...{ pool, engines, registry, access, most },
    connectors: { connector: () => plugin },
    remoteTables: new RemoteTables({ engines, descriptions, now }),
    budget: new ScanBudget({ quota, limits }),
  });
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
  const run = async (
    principal: typeof ada,
    ask: Partial<QueryAsk> & Pick<QueryAsk, 'sql'>,
    signal = never,
  ) => {
    const answer = await queries.run(principal, { format: 'json', ...ask }, { requestId: 'r', signal });
    const text = Buffer.isBuffer(answer.body)
      ? answer.body.toString('utf8')
      : Buffer.concat(await answer.body.toArray()).toString('utf8');
    const rows: readonly unknown[][] = JSON.parse(`[${text.slice(1)}]`);
    const { columns, types } = answer;
    return { columns, types, rows, truncated: (await answer.end).truncated };
  };
  return { ...lab, tables, quota, log, run, ada, eve, root, clock, descriptions };
};

const never = new AbortController().signal;

const publishedIn = async (
  folder: string,
  near: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Published>> => {
  const files = Object.entries(near).map(([name, select]) => ({
    name,
    select,
    path: join(folder, `${name}.parquet`),
  }));
  for (const { select, path } of files)
    await inDuckDb(`COPY (${select}) TO '${path}' (FORMAT parquet)`, 'SELECT 1');
  return new Map(
    files.map(({ name, path }) => [
      `t-${name}`,
      {
        ...{
          id: `t-${name}`,
          name,
          sourceSlug: 'near',
          version: 'v1',
          generation: 1,
          files: [path],
          parts: [],
        },
        ...{ rows: 0, sizeBytes: 0, hash: '', sha256: '', columns: 0, status: 'ok' as const },
      },
    ]),
  );
};

const generationIn = async (folder: string, tables: ReadonlyMap<string, Published>): Promise<string> => {
  const path = join(folder, 'gen-1.duckdb');
  const views = [...tables.values()].map(
    ({ name, files }) => `CREATE VIEW g.${name} AS SELECT * FROM read_parquet(['${files.join("', '")}'])`,
  );
  await inDuckDb(`ATTACH '${path}' AS g`, ...views, 'DETACH g', 'SELECT 1');
  return path;
};
