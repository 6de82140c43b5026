import { Secret } from '@agnes/sdk';
import test from 'ava';
import { attachProject } from '../duckdb/attach-project.ts';
import { copyResult } from '../duckdb/copy-result.ts';
import { openDuckDb } from '../duckdb/open.ts';
import { tableFailed } from '../duckdb/table-failed.ts';
import extension from '../extension.ts';
import { lookAt } from '../look-at.ts';
import { beginRun } from '../run.ts';
import scratch from '../scratch.ts';
import { planned, readFrom, settings, stagingFor, startStack, token } from './lab.ts';
import type { KeboolaServer } from './support/keboola-server.ts';
import { routedHttp } from './support/routed-http.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
  server.stack.tables = ['orders', 'people'].map((name) => ({
    id: `in.c-crm.${name}`,
    columns: ['id'],
    rows: [{ values: ['1'] }],
  }));
});
test.beforeEach(() => server.calm());
test.after.always(() => server.stop());

const query = planned('result', { queryMode: 'materialized', sourceQuery: 'SELECT 1' });
const { signal } = new AbortController();

test.serial(
  'the extension leaves filtered, narrowed and incremental tables to others, and says when it does not load',
  async (t) => {
    const unfit = [
      planned('a', { strategy: 'incremental', primaryKey: ['id'] }),
      planned('b', { whereFilters: [{ column: 'id', operator: 'eq', values: ['1'] }] }),
      planned('c', { columns: ['id'] }),
    ];

    const { tables } = await readFrom(t, server, { driver: extension, tables: unfit });
    const error = await t.throwsAsync(
      readFrom(t, server, { driver: extension, tables: [planned('orders'), query] }),
      { code: 'extension_unavailable' },
    );

    t.deepEqual(
      Object.values(tables).map((table) => table.error?.code),
      ['driver_unfit', 'driver_unfit', 'driver_unfit'],
    );
    t.false(String(error?.message).includes(token));
  },
);

test.serial(
  'a token that is refused, or of another project, ends every driver before it reads',
  async (t) => {
    const config = { project_id: '4712' };

    for (const driver of [extension, scratch]) {
      await t.throwsAsync(readFrom(t, server, { driver, tables: [query], config }), {
        code: 'config_error',
        message: 'The token belongs to the project 4711, not to 4712.',
      });
    }
    await t.throwsAsync(readFrom(t, server, { driver: extension, tables: [query], token: 'stale' }), {
      code: 'auth_expired',
    });
    t.deepEqual([...new Set(server.arrived.map(({ path }) => path))], ['/v2/storage/tokens/verify']);
  },
);

test.serial('what the extension has copied and has not moved is unchanged', async (t) => {
  const http = routedHttp({ port: server.port, token, staging: await stagingFor(t) });
  const run = beginRun({ config: await settings(), http, signal, now: () => 1000 });
  const bySlices = await readFrom(t, server, { tables: [planned('orders')] });
  const stateIn = (look: object): unknown => Object('state' in look ? look.state : {}).state;

  const first = await lookAt(planned('orders', { state: bySlices.tables['orders']?.state }), run);
  const again = await lookAt(planned('orders', { state: stateIn(first) }), run);
  const gone = await lookAt(planned('nowhere'), run);

  t.like(first, { table: { id: 'orders' }, state: { type: 'state', cursor: '2026-01-01T10:00:00+0100' } });
  t.deepEqual(again, { type: 'unchanged', table: 'orders' });
  t.like(gone, { type: 'failed', error: { code: 'not_found_upstream' } });
});

test.serial(
  'a project that the extension does not attach is left to others, and no token is told',
  async (t) => {
    using duckdb = await openDuckDb(':memory:', {});
    const secrets = { token_env: new Secret(token) };

    const error = await t.throwsAsync(
      attachProject(duckdb.connection, { config: await settings(), secrets }),
      { code: 'extension_unavailable' },
    );

    t.regex(String(error?.message), /the project is not attached: /);
    t.false(`${error?.message}${error?.cause}`.includes(token));
  },
);

test.serial(
  'a whole table that is not copied is a failure of the stack, a query one of its writer',
  async (t) => {
    using duckdb = await openDuckDb(':memory:', {});
    const path = `${await stagingFor(t)}/orders.parquet`;
    const copy = (more: object) =>
      copyResult(
        duckdb.connection,
        { name: 'orders', sql: `SELECT error('HTTP 503: Service Unavailable')` },
        { path, limit: 0, signal, ...more },
      );

    await t.throwsAsync(copy({}), { code: 'query_failed' });
    await t.throwsAsync(copy({ failed: tableFailed }), { code: 'upstream_error', message: /503/ });
    t.like(tableFailed({ table: 'orders', reason: 'HTTP Error: 401 Unauthorized' }), {
      code: 'auth_expired',
    });
    t.like(tableFailed({ table: 'forbidden_orders', reason: '500' }), { code: 'upstream_error' });
  },
);
