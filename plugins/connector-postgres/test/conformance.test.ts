import { readFile } from 'node:fs/promises';
import type { PlannedTable } from '@agnes/sdk/connector';
import { type CollectedTable, type ConnectorSubject, conformance } from '@agnes/sdk/testing';
import test from 'ava';
import { type Server, startServer } from './support/server.ts';

const planned = (name: string): PlannedTable => ({
  id: name,
  name,
  sourceTable: name,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
});

/** Lines; none of the values has one in it. */
const rowsOf = async ({ files }: CollectedTable): Promise<readonly unknown[]> => {
  const texts = await Promise.all(files.map(({ path }) => readFile(path, 'utf8')));
  return texts.flatMap((text) => text.trim().split('\n'));
};

const subjectFor = (server: Server): ConnectorSubject => {
  let release: (() => Promise<void>) | undefined;
  return {
    folder: new URL('../', import.meta.url),
    config: { host: 'localhost', port: server.port, database: 'shop', user: 'reader', ssl_ca: server.ca },
    secrets: { password_env: server.password },
    tables: [
      { plan: planned('orders'), columns: ['id', 'state'], rows: 3 },
      { plan: planned('open_orders'), columns: ['id'], rows: 1 },
    ],
    offered: ['orders', 'open_orders'],
    rowsOf,
    troubles: {
      refused: () => run(server, `ALTER ROLE reader PASSWORD 'another'`),
      forbidden: () => run(server, 'REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM reader'),
      // 53300, as a server that is full says it.
      broken: () => run(server, 'ALTER ROLE reader CONNECTION LIMIT 0'),
      missing: () => run(server, moved),
    },
    silence: async () => {
      release = await server.hold('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
      await untilSomebodyWaits(server);
    },
    calm: async () => {
      await release?.();
      release = undefined;
      await run(server, calm(server.password));
    },
  };
};

const run = async (server: Server, sql: string): Promise<void> => {
  await server.run(sql);
};

const moved = `ALTER SCHEMA public RENAME TO away; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO reader`;

const calm = (password: string): string => `
  ALTER ROLE reader PASSWORD '${password}' CONNECTION LIMIT -1;
  DO $$ BEGIN
    IF to_regnamespace('away') IS NOT NULL THEN
      DROP SCHEMA public;
      ALTER SCHEMA away RENAME TO public;
    END IF;
  END $$;
  GRANT USAGE ON SCHEMA public TO reader;
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`;

const untilSomebodyWaits = async (server: Server): Promise<void> => {
  const [found] = await server.run(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
  );
  if (found?.['waiting'] === 0) await untilSomebodyWaits(server);
};

const started = await startServer();

if (typeof started === 'string') {
  test('the contract of connectors is kept', (t) => {
    t.log(`Not run, because ${started}.`);
    t.pass();
  });
} else {
  await started.run(`
    CREATE TABLE orders (id int PRIMARY KEY, state text);
    INSERT INTO orders VALUES (1, 'open'), (2, 'done'), (3, 'done');
    CREATE VIEW open_orders AS SELECT id FROM orders WHERE state = 'open';
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`);
  test.after.always(() => started.stop());
  for (const { title, run: runs } of conformance(subjectFor(started))) {
    test.serial(title, (t) => t.notThrowsAsync(runs()));
  }
}
