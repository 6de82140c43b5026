import { type PlannedTable, Secret } from '@agnes/sdk';
import { collectRead } from '@agnes/sdk/testing';
import test, { type ExecutionContext } from 'ava';
import connector from '../../../plugins/connector-postgres/connector.ts';
import type { Settings } from '../../../plugins/connector-postgres/settings.ts';
import { type Server, startServer } from '../../../plugins/connector-postgres/test/support/server.ts';
import { plainRows } from '../../extract/support/plain-duckdb.ts';
import { fileOf, stageLab } from '../../extract/support/stage-lab.ts';
import { shopTables } from './postgres-tables.ts';

const started = await startServer();

test.before(async () => {
  if (typeof started !== 'string') await started.run(shopTables);
});

test.after.always(async () => {
  if (typeof started !== 'string') await started.stop();
});

/** The server of this test file. */
export const server = (): Server => {
  if (typeof started === 'string') throw new Error(started);
  return started;
};

/** A test that needs the server; where there is none it says so instead. */
export const live = (title: string, run: (t: ExecutionContext) => Promise<void>): void =>
  test.serial(title, async (t) => {
    if (typeof started !== 'string') return run(t);
    t.log(`Not run, because ${started}.`);
    t.pass();
  });

/** Settings that reach the server as its reader, and only with encryption. */
export const settingsOf = (more: Partial<Settings> = {}): Settings => ({
  host: 'localhost',
  port: server().port,
  database: 'shop',
  user: 'reader',
  ssl_ca: server().ca,
  ...more,
});

/** What a call of the connector gets. */
export const contextOf = (more: Partial<Settings> = {}) => ({
  config: settingsOf(more),
  secrets: { password_env: new Secret(server().password) },
  signal: new AbortController().signal,
  now: () => Date.UTC(2024, 0, 31),
  log: () => {},
  http: { fetch: never, download: never },
});

const never = () => Promise.reject(new Error('nothing goes by HTTP'));

/** A table of the plan; the id is the name. */
export const planned = (name: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  id: name,
  name,
  sourceTable: name,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...more,
});

/** Reads with the connector in this process, and takes in what it brings. */
export const postgresLab = async (t: ExecutionContext) => {
  const lab = await stageLab(t);
  let reads = 0;
  const read = (tables: readonly PlannedTable[], more: Partial<Settings> = {}, signal?: AbortSignal) => {
    reads += 1;
    // What one read leaves is not in the way of the next.
    const numbered = tables.map((table) => ({ ...table, id: `${table.id}-${reads}` }));
    return collectRead(connector, {
      config: settingsOf(more),
      tables: numbered,
      staging: lab.inputs,
      secrets: { password_env: server().password },
      now: () => Date.UTC(2024, 0, 31),
      ...(signal && { signal }),
    }).then((all) => ({
      ...all,
      tables: Object.fromEntries(
        Object.entries(all.tables).map(([id, table]) => [id.replace(/-\d+$/, ''), table]),
      ),
    }));
  };
  /** Rows of a table that was read, as DuckDB gives them from the parquet. */
  const rows = async (
    table: Awaited<ReturnType<typeof read>>['tables'][string] | undefined,
    select = '*',
    order = 'id',
  ) => {
    if (!table || table.error) throw new Error(JSON.stringify(table?.error ?? 'nothing was read'));
    const file = fileOf(await lab.stageOne(table.files));
    return plainRows(t, `SELECT ${select} FROM '${file.path}' ORDER BY ${order}`);
  };
  return { ...lab, read, rows };
};
