import { cursorRows } from '../../plugins/connector-postgres/cursor-driver.ts';
import { accessOf, Session } from '../../plugins/connector-postgres/session.ts';
import { withDefaults } from '../../plugins/connector-postgres/settings.ts';
import { openSnapshot } from '../../plugins/connector-postgres/snapshot.ts';
import { contextOf, live, server, settingsOf } from './support/postgres-lab.ts';

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
