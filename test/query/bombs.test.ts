import test from 'ava';
import { inLanes } from '../support/in-lanes.ts';
import { bombs } from './support/hostile/bombs.ts';
import { filesIn, leaksIn } from './support/leaks.ts';
import { canaries, openLab } from './support/query-lab.ts';

const timeoutMs = 400;
/** Two seconds are promised; a machine with other things to do gets twenty more. */
const mostMs = timeoutMs + 2_000 + 20_000;

const codes = new Set([
  'ok',
  'timeout',
  'memory_limit',
  'query_crashed',
  'query_failed',
  'not_a_select',
  'statement_too_long',
]);

test('T24–T30: what burns time or memory or crashes the engine ends in time and costs nobody else anything', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  await lab.rows('SELECT 1');
  const before = await filesIn(lab.folder);
  const explode = inLanes(async (sql: string) => {
    const since = performance.now();
    const { code, rows, told } = await lab.ask(sql, { timeoutMs });
    const ms = performance.now() - since;
    // Also waits for the worker that comes in the place of one that was lost.
    const next = await lab.rows('SELECT count(*) FROM orders');
    return { sql, code, ms, text: `${rows} ${told}`, next };
  }, 2);

  const answers = await Promise.all(bombs.map((sql) => explode(sql)));

  const short = ({ sql, code, ms }: (typeof answers)[number]) => `${code} ${ms} ${sql.slice(0, 80)}`;
  t.deepEqual(answers.filter(({ code }) => !codes.has(code)).map(short), []);
  t.deepEqual(answers.filter(({ ms }) => ms > mostMs).map(short), []);
  t.deepEqual(answers.filter(({ next }) => JSON.stringify(next) !== '[[12]]').map(short), []);
  t.deepEqual(answers.flatMap(leaksIn([...canaries, lab.folder])), []);
  t.true(answers.some(({ code }) => code === 'query_crashed'));
  t.deepEqual(await filesIn(lab.folder), before);
});
