import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@agnes/sdk';
import { failureOf } from '@agnes/sdk/extract';
import connector from '../../plugins/connector-postgres/connector.ts';
import { contextOf, live, planned, postgresLab, server, settingsOf } from './support/postgres-lab.ts';

live('failures are told in the words of the host, and no word of the password is among them', async (t) => {
  const lab = await postgresLab(t);
  const failing = async (more: Parameters<typeof settingsOf>[0], password = server().password) => {
    const context = { ...contextOf(more), secrets: { password_env: new Secret(password) } };
    const error = await t.throwsAsync(connector.check(context));
    t.notRegex(JSON.stringify([error, String(error?.stack), String(error?.cause)]), /canary/);
    return error && 'code' in error ? error.code : undefined;
  };

  t.is(await failing({}, 'wrong-canary'), 'auth_expired');
  t.is(await failing({ user: 'nobody_here' }), 'auth_expired');
  t.is(await failing({}, ''), 'config_error');
  t.is(await failing({ database: 'nope' }), 'config_error');
  t.is(await failing({ schemas: ['public', 'nope'] }), 'config_error');
  t.is(await failing({ port: 1 }), 'upstream_error');
  t.is(await failing({ host: 'db.example.com', sslmode: 'disable' }), 'config_error');
  t.is(await failing({ ssl_ca: await otherCa() }), 'config_error');
  t.is(await failing({ host: '127.0.0.2' }), 'config_error');
  await t.notThrowsAsync(connector.check(contextOf({ host: '127.0.0.2', sslmode: 'verify-ca' })));
  await t.notThrowsAsync(connector.check(contextOf({ host: server().sockets, sslmode: 'disable' })));

  const read = await lab.read([
    planned('hidden'),
    planned('nope'),
    planned('orders', { bucket: 'nowhere' }),
    planned('orders', { name: 'x', id: 'x', columns: ['id', 'nix'] }),
    planned('large', { maxRows: 10 }),
  ]);
  const classes = Object.entries(read.tables).map(([name, { error }]) => [name, error?.class]);
  t.deepEqual(Object.fromEntries(classes), {
    hidden: 'PermissionError',
    nope: 'NotFound',
    orders: 'NotFound',
    x: 'NotFound',
    large: 'BudgetExceeded',
  });
});

live('a lock that is held too long is a timeout, and costs one table', async (t) => {
  const lab = await postgresLab(t);
  const release = await server().hold('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
  t.teardown(release);

  const read = await lab.read([planned('orders'), planned('parted')], {
    lock_timeout_seconds: 1,
    concurrency: 1,
  });

  t.is(read.tables['orders']?.error?.class, 'Timeout');
  t.is((await lab.rows(read.tables['parted'])).length, 1);
});

live('a cancelled read ends at the server, too', async (t) => {
  const lab = await postgresLab(t);
  const stop = new AbortController();
  const query = planned('slow', {
    queryMode: 'materialized',
    sourceQuery: 'SELECT pg_sleep(600)::text AS x',
  });
  const reading = t.throwsAsync(lab.read([query], {}, stop.signal));
  const active = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'agnes/%' AND query LIKE 'COPY%' AND state = 'active'`;
  await until(async () => (await server().run(active))[0]?.['n'] === 1);

  stop.abort(new Error('cancelled'));

  t.is((await reading)?.message, 'cancelled');
  t.is((await server().run(active))[0]?.['n'], 0);
});

live(
  'discovery offers what may be read, with keys, sizes, comments, and partitioned tables as one',
  async (t) => {
    const found = [];
    for await (const table of connector.discover(contextOf())) found.push(table);

    const names = found.map(({ name }) => name);
    t.deepEqual(names, ['large', 'open_orders', 'orders', 'parted', 'totals', 'types']);
    const orders = found.find(({ name }) => name === 'orders');
    const { columns = [], sizeBytes = 0, ...rest } = orders ?? {};
    t.deepEqual(rest, {
      name: 'orders',
      bucket: 'public',
      sourceTable: 'orders',
      upstreamId: 'public.orders',
      kind: 'table',
      description: 'What was ordered',
      rows: 100,
      primaryKey: ['id'],
    });
    t.deepEqual(
      columns.map(({ type }) => type),
      ['INTEGER', 'VARCHAR', 'DECIMAL(10,2)', 'TIMESTAMPTZ', 'BIGINT'],
    );
    t.true(sizeBytes > 0);
    t.like(
      found.find(({ name }) => name === 'parted'),
      { rows: 1, kind: 'table' },
    );
    t.is(found.find(({ name }) => name === 'totals')?.kind, 'view');
  },
);

live('a test of the connection tells version, encryption and missing rights', async (t) => {
  const lines: string[] = [];

  await connector.check({ ...contextOf(), log: (line) => void lines.push(line) });

  t.regex(lines[0] ?? '', /^PostgreSQL 18\..*, a primary, encryption: TLSv1\.\d/);
  t.is(lines[1], 'SELECT is missing on public.hidden.');
});

live('a server that ends in the middle fails what is not whole, to be tried again', async (t) => {
  const { ...context } = contextOf();
  const messages = connector.read({
    ...context,
    staging: (await postgresLab(t)).inputs,
    tables: [planned('orders'), planned('large')],
    config: settingsOf({ concurrency: 1 }),
  });
  const errors: unknown[] = [];
  for await (const message of messages) {
    if (message.type === 'state') await server().kill();
    if (message.type === 'failed') errors.push(message.error);
  }

  t.is(failureOf(errors[0]).code, 'upstream_error');
  t.true(failureOf(errors[0]).retryable);
  t.regex(failureOf(errors[0]).hint, /the next run tries again/);
});

const otherCa = () => readFile(join(server().sockets, 'other-ca.pem'), 'utf8');

/** Asks again until it is so; the limit of the test is the end of it. */
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo()));
};
