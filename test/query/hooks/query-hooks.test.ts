import type { PlannedQuery } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import type { Principal } from '../../../host/http/principal.ts';
import { AnswerCache } from '../../../host/query/cache/answer-cache.ts';
import { CachedAnswers } from '../../../host/query/cache/cached-answers.ts';
import { QueryHooks } from '../../../host/query/hooks/query-hooks.ts';
import { Queries } from '../../../host/query/queries.ts';
import type { QueryAsk } from '../../../host/query/query-ask.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import { fileContext } from '../../support/file-context.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { hooksManifest, pluginFolders, setupEntry, writePlugin } from '../../support/plugin-folders.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { nearPlans } from '../plan/near-plans.ts';
import { startedQueries } from '../support/started-queries.ts';

const context = fileContext();
let shared: Awaited<ReturnType<typeof startedQueries>>;

test.before(async () => {
  shared = await startedQueries(context);
});

/** Queries that ask a plugin in a folder, whose `setup` has this body. */
const governed = async (t: ExecutionContext, body: string) => {
  const { access, pool, generations: lake, newId } = shared;
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'governor', {
    'agnes.plugin.json': hooksManifest('acme/governor', ['beforeQuery', 'afterQuery']),
    'index.ts': setupEntry(body),
  });
  const { plugins, logs } = await startPlugins(t, folders);
  t.deepEqual(
    plugins.list().map(({ state }) => state),
    ['active'],
  );
  const isTapped = plugins.isTapped.bind(plugins);
  const hooks = new QueryHooks({ hooks: plugins.hooks, isTapped, pool, log: () => {} });
  const log: QueryLogEntry[] = [];
  const cache = new AnswerCache({ maxBytes: 100_000, maxEntries: 10, maxAnswerBytes: 10_000 });
  const queries = new Queries({
    ...{ access, lake, newId, hooks },
    pool: new CachedAnswers({ pool, cache }),
    limits: { rows: 1_000, timeoutMs: 60_000 },
    now: Date.now,
    onQuery: (entry) => {
      log.push(entry);
      hooks.tell(entry);
    },
  });
  const ask = async (principal: Principal, sql: string, more: Partial<QueryAsk> = {}): Promise<string> => {
    const call = { requestId: 'r', signal: new AbortController().signal };
    const { body: rows, cache: status } = await queries.run(principal, { sql, format: 'csv', ...more }, call);
    return `${status} ${rows}`;
  };
  const told = () => logs.map((line) => JSON.parse(line.replace('acme/governor: ', '')));
  return { ask, log, told, plugins, hooks };
};

test('a plugin may refuse a statement, also one whose answer is kept, and says why', async (t) => {
  const { ada, root } = shared;
  const { ask, log, hooks } = await governed(
    t,
    `let calls = 0;
     host.tap('beforeQuery', ({ tables, user }) => {
       calls += 1;
       if (calls > 2 || tables.some(({ id }) => id === 't-people')) throw Veto({ reason: 'Not today, ' + user.email });
     });
     const { Veto } = await import('@agnes/sdk');`,
  );

  t.is(await ask(ada, 'SELECT 7 AS n'), 'miss n\n7\n');
  const people = await t.throwsAsync(ask(root, 'SELECT 1 FROM (SELECT * FROM PEOPLE) LIMIT 1'));
  const kept = await t.throwsAsync(ask(ada, 'SELECT 7 AS n'));

  const call = { requestId: 'r', signal: new AbortController().signal };
  const ahead = nearPlans({ ...shared, now: Date.now }, hooks).plan(
    ada,
    { sql: 'SELECT 7 AS n', format: 'json' },
    call,
  );
  await t.throwsAsync(ahead, { code: 'vetoed' });
  t.like(people, { code: 'vetoed', kind: 'forbidden', message: 'Not today, root@example.com' });
  t.like(kept, { code: 'vetoed', message: 'Not today, ada@example.com' });
  t.deepEqual(
    log.map(({ status, errorCode }) => errorCode ?? status),
    ['ok', 'vetoed', 'vetoed'],
  );
  t.is(log[1]?.status, 'refused');
});

test('a plugin hears what is asked, without the values, and may lower the limit', async (t) => {
  const { ada } = shared;
  const { ask, told } = await governed(
    t,
    `host.tap('beforeQuery', (query) => {
       host.log(JSON.stringify(query));
       return { ...query, limit: 2 };
     });`,
  );
  const sql = 'SELECT id FROM Orders, nowhere.at.all WHERE id > $1';

  await t.throwsAsync(ask(ada, sql, { params: ['secret_zq'], limit: 5 }), { code: 'table_not_available' });
  t.is(await ask(ada, 'SELECT id FROM orders ORDER BY id'), 'miss id\n1\n2\n');

  const { queryId, ...planned } = told()[0] as PlannedQuery;
  t.truthy(queryId);
  t.deepEqual(planned, {
    sql,
    format: 'csv',
    limit: 5,
    timeoutMs: 60_000,
    tables: [{ id: 't-orders', name: 'orders' }, { name: 'nowhere.at.all' }],
    user: { id: ada.userId, email: 'ada@example.com', isAdmin: false },
    surface: 'api',
  });
});

test('a plugin that fails or wants more refuses the statement, and tells nobody but the log why', async (t) => {
  const answers = {
    "throw new TypeError('password is hunter2')": /hunter2/,
    'return { ...query, limit: query.limit + 1 }': /lower limit/,
    "return { ...query, sql: 'SELECT 2' }": /lower limit/,
    'return null': /not valid/,
  };
  for (const [answer, reason] of Object.entries(answers)) {
    const { ask, log } = await governed(t, `host.tap('beforeQuery', (query) => { ${answer} });`);

    const error = await t.throwsAsync(ask(shared.ada, 'SELECT 1'));

    t.like(error, { code: 'query_not_checked', kind: 'unavailable' });
    t.regex(error.message, /the plugin "acme\/governor" could not be asked/);
    t.notRegex(error.message, reason);
    t.regex(String((error.cause as Error).message), reason);
    t.like(log[0], { status: 'refused', errorCode: 'query_not_checked' });
  }
});

test('plugins are told what came of a statement; one that throws harms no answer', async (t) => {
  const { ada, eve } = shared;
  const { ask, told, plugins } = await governed(
    t,
    `host.tap('afterQuery', (answered) => {
       host.log(JSON.stringify(answered));
       throw new TypeError('Nobody hears this.');
     });`,
  );

  t.is(await ask(ada, 'SELECT count(*) AS n FROM orders'), 'miss n\n12\n');
  t.is(await ask(ada, 'SELECT count(*) AS n FROM orders'), 'hit n\n12\n');
  await t.throwsAsync(ask(eve, 'FROM orders'), { code: 'table_not_available' });

  const [computed, kept, refused] = told();
  likeWhole(t, computed, {
    status: 'ok',
    rows: 1,
    bytes: 5,
    tableIds: ['t-orders'],
    cached: false,
    surface: 'api',
  });
  t.like(kept, { status: 'ok', cached: true, generation: 3, userId: ada.userId });
  t.like(refused, { status: 'refused', errorCode: 'table_not_available', userId: eve.userId });
  t.regex(computed.sqlSha256, /^[0-9a-f]{64}$/);
  const tapped = plugins.taps().find(({ name }) => name === 'afterQuery');
  t.like(tapped?.taps[0], { calls: 3, failures: 3 });
});
