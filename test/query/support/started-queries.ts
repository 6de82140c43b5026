import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { Generations } from '../../../host/lake/generations.ts';
import type { Published } from '../../../host/lake/table-state.ts';
import { Queries } from '../../../host/query/queries.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import { newId } from '../../../host/store/new-id.ts';
import { administrator, person, reader, startedAccess } from '../../access/support/started-access.ts';
import { inDuckDb, openLab } from './query-lab.ts';

/**
 * Queries over the tables of the lab: Ada may read the orders and what comes later, Eve has no grant, Root is an administrator.
 * `generations` is what the lake would hold.
 */
export const startedQueries = async (t: ExecutionContext, options: Parameters<typeof openLab>[1] = {}) => {
  const lab = await openLab(t, options);
  const generations = await publishedIn(lab.folder);
  const started = await startedAccess(t);
  const ada = (await reader(started, 'ada@example.com', ['t-orders', 't-later'])).principal();
  const eve = (await person(started, 'eve@example.com'))();
  const root = (await administrator(started, 'root@example.com'))();
  const log: QueryLogEntry[] = [];
  const queries = new Queries({
    pool: lab.pool,
    access: started.access,
    registered: async () => [later],
    lake: generations,
    limits: { rows: 10, timeoutMs: 60_000 },
    onQuery: (entry) => log.push(entry),
    newId,
    now: () => Date.parse('2026-03-01T12:00:00Z'),
  });
  return { ...lab, ...started, newId, queries, generations, log, ada, eve, root };
};

/** A table whose query has not run yet. */
const later = { id: 't-later', name: 'later', queryMode: 'materialized' } as const;

/** A generation file over all tables of the lab, published as number 3. */
export const publishedIn = async (folder: string): Promise<Generations> => {
  const names = ['orders', 'people', 'salaries', 'canary_table'];
  const path = join(folder, 'gen-3.duckdb');
  const views = names.map(
    (name) => `CREATE VIEW g.${name} AS SELECT * FROM read_parquet(['${join(folder, `${name}.parquet`)}'])`,
  );
  await inDuckDb(`ATTACH '${path}' AS g`, ...views, 'DETACH g', 'SELECT 1');
  const generations = new Generations();
  const tables = new Map(names.map((name) => [`t-${name}`, published(folder, name)]));
  generations.replace({ number: 3, path, tables });
  return generations;
};

const published = (folder: string, name: string): Published => ({
  id: `t-${name}`,
  name,
  sourceSlug: 'lab',
  version: 'v1',
  generation: 3,
  files: [join(folder, `${name}.parquet`)],
  parts: [],
  rows: 0,
  sizeBytes: 0,
  hash: '',
  sha256: '',
  columns: 0,
  status: 'ok',
  lastSync: new Date(name === 'people' ? '2026-02-28T06:00:00Z' : '2026-02-27T18:30:00Z'),
});
