import test from 'ava';
import { startBackground } from '../query/jobs/support/background.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { overHttp, toolNames } from './support/clients.ts';

type Background = Awaited<ReturnType<typeof startBackground>>;

const context = fileContext();
let background: Background;
let token = '';

test.before(async () => {
  background = await startBackground(context);
  token = await background.root.signIn({ email: 'ada@example.com', password: 'a long enough password' });
});

test('the list of tools takes no more than 2,000 tokens, and every tool says that it only reads', async (t) => {
  const { client } = await overHttp(t, background.host.url, token);

  const { tools } = await client.listTools();

  t.deepEqual(tools.map(({ name }) => name).sort(), toolNames);
  t.true(Buffer.byteLength(JSON.stringify({ tools })) / 4 <= 2_000);
  t.true(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
  t.regex(client.getInstructions() ?? '', /explain_access/);
});

test('every tool answers the official client, with generation and freshness', async (t) => {
  const { call } = await overHttp(t, background.host.url, token);
  const found = await call('search_catalog', { q: 'ORDERS' });
  const [{ id } = { id: '' }] = found.said['tables'] as readonly { readonly id: string }[];
  const sql = 'SELECT region, count(*) AS n FROM orders GROUP BY region ORDER BY n DESC';

  const answers = {
    described: await call('describe_table', { id }),
    sampled: await call('sample_table', { id, n: 1 }),
    asked: await call('query', { sql }),
    planned: await call('query', { sql, dry_run: true }),
    skills: await call('list_skills'),
    metrics: await call('list_metrics', { q: 'none' }),
    explained: await call('explain_access', { id }),
  };

  t.like(found.said, { count: 1, matched: 1, truncated: false });
  likeWhole(t, answers.asked.said, {
    columns: ['region', 'n'],
    rows: [
      ['north', 2],
      ['south', 1],
    ],
  });
  t.like(answers.explained.said, { allowed: true, reason: 'granted' });
  t.like(answers.described.said, { table_id: id });
  for (const { said, isError } of [found, ...Object.values(answers)]) {
    t.false(isError);
    t.true(Number(said['generation']) > 0 && 'extracted_at' in said, JSON.stringify(said));
  }
  for (const { said } of [answers.described, answers.sampled, answers.asked])
    t.regex(String(said['extracted_at']), /\+00:00$/);
});

test('a query in the background has a preview and a path to all of it', async (t) => {
  const { call } = await overHttp(t, background.host.url, token);
  const started = await call('start_query', { sql: 'SELECT range AS n FROM range(50)', limit: 50 });
  const id = String(started.said['job_id']);
  await background.asAda.untilEvent(id, 'end');

  const status = await call('query_status', { id });
  const result = await call('query_result', { id });

  t.like(status.said, { status: 'succeeded', row_count: 50 });
  t.like(result.said, {
    row_count: 20,
    total_rows: 50,
    download_path: `/api/query/jobs/${id}/result?format=parquet`,
  });
  t.regex(String(result.said['remedy']), /offset/);
  t.is((await background.asAda.send(`GET ${result.said['download_path']}`)).status, 200);
});

test('N04: what was not granted answers a tool as what is not there, and is not found', async (t) => {
  const { call } = await overHttp(t, background.host.url, token);
  const without = (said: object, name: string) =>
    JSON.stringify(said)
      .replaceAll(name, 'X')
      .replace(/"request_id":"\w+"/, '');
  const same = async (tool: string, of: (name: string) => Record<string, unknown>) => {
    const [secret, absent] = [await call(tool, of('salaries')), await call(tool, of('nowhere_'))];
    t.true(tool === 'explain_access' || secret.isError, tool);
    t.is(without(secret.said, 'salaries'), without(absent.said, 'nowhere_'), tool);
  };

  await same('describe_table', (id) => ({ id }));
  await same('sample_table', (id) => ({ id }));
  await same('query', (name) => ({ sql: `SELECT * FROM ${name}` }));
  await same('explain_access', (id) => ({ id }));
  t.like((await call('search_catalog', { q: 'pay' })).said, { count: 0, matched: 0 });
});

test('what is long is refused, and what is cut says how to get the rest', async (t) => {
  const { call } = await overHttp(t, background.host.url, token);

  const long = await call('query', { sql: "SELECT repeat('x', 120) AS t FROM range(1000)" });
  const endless = await call('query', { sql: 'SELECT range FROM range(900000)', limit: 900_000 });
  const cut = await call('query', { sql: 'SELECT range FROM range(9)', limit: 3 });
  const exact = await call('query', { sql: 'SELECT 1' });

  for (const { isError, said } of [long, endless]) {
    t.true(isError);
    t.like(said, { code: 'mcp_answer_too_long', limit_characters: 100_000 });
    t.regex(String(said['hint']), /start_query/);
  }
  t.like(cut.said, { row_count: 3, truncated: true });
  t.regex(String(cut.said['remedy']), /limit/);
  t.false('remedy' in exact.said);
});

test('refusals are answers with a hint; numbers are exact; the query log says mcp', async (t) => {
  const { call, client } = await overHttp(t, background.host.url, token);

  const wrong = await call('query', { sql: 'DROP TABLE orders' });
  const unknown = await call('query', { sq: 'SELECT 1' });
  const hidden = await call('query', { sql: 'SELECT 1', format: 'csv' });
  const big = await client.callTool({
    name: 'query',
    arguments: { sql: 'SELECT 9007199254740993::BIGINT AS mcp_n' },
  });
  await t.throwsAsync(client.callTool({ name: 'nothing', arguments: {} }), { message: /no tool "nothing"/ });

  t.like(wrong.said, { code: 'not_a_select' });
  t.true(String(wrong.said['hint']).length > 0 && wrong.isError);
  t.like(unknown.said, { code: 'invalid_input' });
  t.regex(JSON.stringify(unknown.said['errors']), /did you mean \\"sql\\"/);
  t.like(hidden.said, { code: 'invalid_input' });
  t.true(JSON.stringify(big.content).includes('9007199254740993'));
  const { queries } = await background.root.ask('GET /api/admin/query-log');
  const logged = (queries as readonly { readonly sql: string; readonly surface: string }[]).find(({ sql }) =>
    sql.includes('AS mcp_n'),
  );
  t.is(logged?.surface, 'mcp');
});

test('only a token in the header opens the door, from no foreign page, and no session is known', async (t) => {
  const { url } = background.host;
  const body = { jsonrpc: '2.0', id: 1, method: 'ping' };
  const send = (headers: Record<string, string>, sent: object = body, method = 'POST') =>
    fetch(`${url}/mcp`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: JSON.stringify(sent) }),
    }).then(({ status }) => status);
  const authorization = `Bearer ${token}`;

  t.is(await send({ authorization }), 200);
  t.is(await send({ authorization }, { jsonrpc: '2.0', method: 'notifications/initialized' }), 202);
  t.is(await send({ authorization }, { id: 1, method: 'ping' }), 400);
  t.is(await send({ authorization }, [body]), 422);
  t.is(await send({ cookie: `access_token=${token}` }), 403);
  t.is(await send({ cookie: `access_token=${token}`, 'sec-fetch-site': 'same-origin' }), 401);
  t.is(await send({ authorization, origin: 'https://elsewhere.example' }), 403);
  t.is(await send({ authorization, 'mcp-session-id': 'x' }), 404);
  t.is(await send({ authorization, 'mcp-protocol-version': '1999-01-01' }), 400);
  t.is(await send({ authorization }, body, 'GET'), 405);
  t.is(await send({ authorization }, body, 'DELETE'), 405);
});
