import test from 'ava';
import { openLab } from './support/query-lab.ts';

/** Keeps the parser busy for as long as anybody may wait. */
const endless = `${'/*'.repeat(60_000)} SELECT 1`;

test('T32: the questions that statements of one person bring along leave a worker to the others', async (t) => {
  const { pool, rows } = await openLab(t, { workers: 2 });
  const stop = new AbortController();
  const asker = { user: 'hog', stop: stop.signal };
  const asked = [
    pool.names(endless, asker),
    pool.parse(endless, asker),
    pool.plan({ sql: endless, params: [], limit: 1, remotes: [] }, asker),
  ];

  const other = await rows('SELECT count(*) FROM orders', { user: 'honest' });

  t.deepEqual(other, [[12]]);
  stop.abort(new RangeError('nobody waits any more'));
  for (const one of asked) await t.throwsAsync(one, { instanceOf: RangeError });
});
