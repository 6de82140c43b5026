import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { parquetOf } from './parquet.ts';
import { newMachine } from './run-agnes.ts';
import { startStandIn } from './stand-in.ts';

test('a large materialized table is left out and named until somebody asks for it', async (t) => {
  const server = await startStandIn(t);
  const bytes = await parquetOf('SELECT 1 AS n');
  server.tables.set('orders', { bytes });
  server.tables.set('facts', { bytes, entry: { query_mode: 'materialized', size_bytes: 1_000_000_001 } });
  const machine = await newMachine(t, server.url);

  const plain = await machine.run(['sync']);
  const full = await machine.json(['sync', '--full', '--dry-run']);
  const named = await machine.json(['sync', '--table', 'facts', '--dry-run']);

  t.is(plain.code, 0);
  t.regex(plain.stderr, /Large, and left out: facts\. Bring them with: agnes sync --full/);
  likeWhole(t, full['download'], [{ id: 'facts' }]);
  likeWhole(t, named['download'], [{ id: 'facts' }]);
});
