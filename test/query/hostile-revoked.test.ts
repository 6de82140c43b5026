import test from 'ava';
import { Queries } from '../../host/query/queries.ts';
import { intentOf, reader } from '../access/support/started-access.ts';
import { inLanes } from '../support/in-lanes.ts';
import { corpusIn } from './support/hostile/corpus.ts';
import { filesIn, leaksIn, plantCanaries } from './support/leaks.ts';
import { canaries } from './support/query-lab.ts';
import { startedQueries } from './support/started-queries.ts';
import { toldTo } from './support/told-to.ts';

/** Of the table that is taken away. */
const ordersWords = ['last_update', 'region 1'];

interface Answered {
  readonly sql: string;
  readonly code: string;
  readonly text: string;
  readonly isAfter: boolean;
}

test('T01–T22: after a grant is taken away amid hostile and honest statements nothing of its table comes', async (t) => {
  const { queries: _, ...started } = await startedQueries(t);
  const { access, pool, generations: lake, newId, folder, grants, rows } = started;
  const limits = { rows: 1000, timeoutMs: 60_000 };
  const queries = new Queries({ access, pool, lake, newId, limits, now: Date.now, onQuery: () => {} });
  const carl = await reader(started, 'carl@example.com', ['t-orders']);
  const corpus = corpusIn(folder).flatMap(([sql], index) =>
    index % 5 === 0 ? ['SELECT * FROM orders', sql] : [sql],
  );
  let isRevoked = false;
  const answers: Answered[] = [];
  await rows('SELECT 1');
  await plantCanaries(folder);
  const before = await filesIn(folder);

  const ask = inLanes(async (sql: string) => {
    if (answers.length === 400) {
      await grants.revoke(carl.grants[0]?.id ?? '', intentOf('resource_grant.deleted'));
      isRevoked = true;
    }
    const { code, text } = await toldTo(queries, carl.principal(), { sql });
    answers.push({ sql, code, text, isAfter: isRevoked });
  }, 8);
  await Promise.all(corpus.map((sql) => ask(sql)));

  const ofOrders = answers.filter(({ sql }) => sql === 'SELECT * FROM orders');
  const after = answers.filter(({ isAfter }) => isAfter);
  t.deepEqual(answers.flatMap(leaksIn([...canaries, folder, 'ada@example.com'])), []);
  t.deepEqual(after.flatMap(leaksIn(ordersWords)), []);
  t.deepEqual([...new Set(ofOrders.filter(({ isAfter }) => !isAfter).map(({ code }) => code))], ['ok']);
  t.deepEqual(
    [...new Set(ofOrders.filter(({ isAfter }) => isAfter).map(({ code }) => code))].filter(
      (code) => code !== 'access_withdrawn',
    ),
    ['table_not_available'],
  );
  t.true(after.length > 400);
  t.deepEqual(await filesIn(folder), before);
});
