import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const answer = {
  columns: ['n'],
  types: ['BIGINT'],
  rows: [[1]],
  row_count: 1,
  truncated: false,
  bq_stats: { registered_aliases: ['a'], alias_count: 1 },
};

test('what is joined with BigQuery is run by the server, from options or from stdin', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /api/query/hybrid', json(answer));
  const machine = await newMachine(t, server.url);
  const piped = JSON.stringify({ sql: 'SELECT n FROM a', register_bq: { a: 'SELECT 1 AS n' } });

  const options = await machine.json(['query', '--register-bq', 'a=SELECT 1 AS n', 'SELECT n FROM a']);
  const { code } = await machine.run(['query', '--stdin'], { stdin: piped });

  likeWhole(t, options, { ok: true, rows: [[1]], scope: 'remote', bq_stats: { alias_count: 1 } });
  t.is(code, 0);
  t.deepEqual(server.requests, ['POST /api/query/hybrid', 'POST /api/query/hybrid']);
  t.deepEqual(server.bodies, [JSON.parse(piped), JSON.parse(piped)]);
});

test('catalog --refresh has the server look again, and without it the server may remember', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/v2/catalog', json({ tables: [], server_time: '2027-01-01T00:00:00+00:00' }));
  const machine = await newMachine(t, server.url);

  await machine.run(['catalog']);
  await machine.run(['catalog', '--refresh']);

  t.deepEqual(server.requests, ['GET /api/v2/catalog', 'GET /api/v2/catalog?refresh=true']);
});

test('whoami asks the server, whatever the token says of itself', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /auth/me', json({ email: 'renamed@example.com', groups: [], scopes: ['read'] }));
  const machine = await newMachine(t, server.url);

  const { stdout } = await machine.run(['auth', 'whoami']);

  t.regex(stdout, /email +renamed@example\.com/);
  t.deepEqual(server.requests, ['GET /auth/me']);
});
