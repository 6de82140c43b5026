import test, { type ExecutionContext } from 'ava';
import type { Principal } from '../../host/http/principal.ts';
import { Queries } from '../../host/query/queries.ts';
import { intentOf, reader } from '../access/support/started-access.ts';
import { inLanes } from '../support/in-lanes.ts';
import { bombs } from './support/hostile/bombs.ts';
import { filesIn, leaksIn } from './support/leaks.ts';
import { canaries } from './support/query-lab.ts';
import { startedQueries } from './support/started-queries.ts';
import { toldTo } from './support/told-to.ts';

/** Two seconds are promised; a machine with other things to do gets twenty more. */
const mostMs = 2_000 + 20_000;

const codes = [
  'ok',
  'timeout',
  'memory_limit',
  'query_crashed',
  'query_failed',
  'not_a_select',
  'statement_too_long',
];

interface Exploding {
  readonly who: Principal;
  readonly timeoutMs: number;
  /** Done while a statement is on its way, after another person was answered. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Done before each statement. */
  readonly before?: () => Promise<unknown>;
}

/** Sends every bomb, one after the other, and beside each of them, and after it, a small statement of Ada. */
const explosions = async (t: ExecutionContext) => {
  const started = await startedQueries(t, { workers: 2 });
  const { pool, access, generations: lake, newId, ada, folder } = started;
  const limits = { rows: 1_000, timeoutMs: 60_000 };
  const queries = new Queries({ pool, access, lake, newId, limits, now: Date.now, onQuery: () => {} });
  const small = () => toldTo(queries, ada, { sql: 'SELECT count(*) FROM orders' });
  const nothing = async () => {};
  await small();
  const explode = async ({ who, timeoutMs, meanwhile = nothing, before = nothing }: Exploding) => {
    const untouched = await filesIn(folder);
    const one = inLanes(async (sql: string) => {
      await before();
      const since = performance.now();
      const running = toldTo(queries, who, { sql, timeoutMs });
      const during = await small();
      await meanwhile();
      const { code, text } = await running;
      const ms = performance.now() - since - timeoutMs;
      // Also waits for the worker that comes in the place of one that was lost.
      return { sql, code, text, ms, others: [during, await small()].map((other) => other.text) };
    }, 1);
    const answers = await Promise.all(bombs.map((sql) => one(sql)));
    return { answers, files: [untouched, await filesIn(folder)], secrets: [...canaries, folder] };
  };
  return { ...started, explode };
};

type Explosions = Awaited<ReturnType<Awaited<ReturnType<typeof explosions>>['explode']>>;

const harmless = (t: ExecutionContext, { answers, files, secrets }: Explosions, more: string[] = []) => {
  const short = ({ sql, code, ms }: (typeof answers)[number]) => `${code} ${ms} ${sql.slice(0, 80)}`;
  t.deepEqual(answers.filter(({ code }) => ![...codes, ...more].includes(code)).map(short), []);
  t.deepEqual(answers.filter(({ ms }) => ms > mostMs).map(short), []);
  t.deepEqual(
    answers
      .filter(({ others }) => others.join() !== '["count_star()"],[12]\n,["count_star()"],[12]\n')
      .map(short),
    [],
  );
  t.deepEqual(answers.flatMap(leaksIn(secrets)), []);
  t.deepEqual(files[1], files[0]);
};

test('T24–T30: what burns time or memory or crashes the engine ends in time and costs nobody else anything', async (t) => {
  const { explode, ...started } = await explosions(t);
  const carl = await reader(started, 'carl@example.com', ['t-orders']);

  const exploded = await explode({ who: carl.principal(), timeoutMs: 400 });

  harmless(t, exploded);
  t.true(exploded.answers.some(({ code }) => code === 'query_crashed'));
});

test('T24–T30: without a grant they do no more', async (t) => {
  const { explode, eve } = await explosions(t);

  const exploded = await explode({ who: eve, timeoutMs: 100 });

  harmless(t, exploded, ['table_not_available']);
});

test('T24–T30: when what their author may read is taken while they run they end, and cost nobody else anything', async (t) => {
  const { explode, ...started } = await explosions(t);
  const { grants } = started;
  const { principal, group } = await reader(started, 'carl@example.com', []);
  const draft = { group_id: group.id, resource_type: 'table', resource_id: 't-orders' };
  let grant = '';

  const exploded = await explode({
    who: principal(),
    // Long enough for another person to be answered before.
    timeoutMs: 10_000,
    before: async () => {
      grant = (await grants.grant(draft, intentOf('resource_grant.created'))).id;
    },
    meanwhile: () => grants.revoke(grant, intentOf('resource_grant.deleted')),
  });

  harmless(t, exploded, ['access_withdrawn']);
  // These two take no memory: nothing else can have ended them.
  const lasting = exploded.answers.filter(({ sql }) => /range\(1000000\) b$|range\(10000000000\)$/.test(sql));
  t.deepEqual(
    lasting.map(({ code }) => code),
    ['access_withdrawn', 'access_withdrawn'],
  );
});
