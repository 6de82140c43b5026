import connector from '../../plugins/connector-postgres/connector.ts';
import { cursorRows } from '../../plugins/connector-postgres/cursor-driver.ts';
import { accessOf, Session } from '../../plugins/connector-postgres/session.ts';
import { withDefaults } from '../../plugins/connector-postgres/settings.ts';
import { openSnapshot } from '../../plugins/connector-postgres/snapshot.ts';
import { contextOf, live, server, settingsOf } from './support/postgres-lab.ts';

live('discovery looks at every relation once, however many there are', async (t) => {
  await server().run(`
    CREATE SCHEMA many;
    DO $$ BEGIN FOR n IN 1..300 LOOP EXECUTE format('CREATE TABLE many.t%s (id int)', n); END LOOP; END $$;
    GRANT USAGE ON SCHEMA many TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA many TO reader; ANALYZE pg_class`);
  const before = await looks();

  const found = await Array.fromAsync(connector.discover(contextOf({ schemas: ['many'] })));

  t.is(found.length, 300);
  await untilNobodyIsIn();
  t.true((await looks()) - before < 10_000);
});

/** Rows of pg_class that sessions which are over have looked at one after another. */
const looks = async (): Promise<number> => {
  const [row] = await server().run(
    "SELECT seq_tup_read::int AS n FROM pg_stat_sys_tables WHERE relname = 'pg_class'",
  );
  return Number(row?.['n']);
};

// A session tells what it looked at before it is gone.
const untilNobodyIsIn = async (): Promise<void> => {
  const [row] = await server().run(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'reader'",
  );
  if (row?.['n'] !== 0) await untilNobodyIsIn();
};

const access = () => accessOf(contextOf(), withDefaults(settingsOf()));

live('the connections of a run share one snapshot, and all of them see what it saw', async (t) => {
  await using snapshot = await openSnapshot(access(), 3);
  await server().run('INSERT INTO orders (id) VALUES (1000)');
  const seen = await Promise.all(
    snapshot.sessions.map((session) => session.ask('SELECT count(*) FROM orders')),
  );
  await server().run('DELETE FROM orders WHERE id = 1000');

  t.deepEqual(
    seen.map(({ rows }) => rows),
    [[['100']], [['100']], [['100']]],
  );
});

live('a cursor brings long rows a few at a time and writes them in small pieces', async (t) => {
  await using session = await Session.open(access());
  await session.ask('BEGIN');
  const sizes: number[] = [];
  const sink = { write: async ({ length }: Uint8Array) => void sizes.push(length) };
  const text = "SELECT CASE WHEN n > 200 THEN repeat('x', 60000) ELSE '' END FROM generate_series(1, 800) n";

  const rows = await cursorRows(session, { text }, { sink, fetchSize: 10_000 });

  t.is(rows, 800);
  t.is(
    sizes.reduce((sum, size) => sum + size, 0),
    200 * 3 + 600 * 60_001,
  );
  t.true(Math.max(...sizes) < 2 * 1024 * 1024);
});
