import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('filters of the query log go to the server, what was asked comes as a table or as it is', async (t) => {
  const server = await startStandIn(t);
  const asked = { occurred_at: '2027-01-31T08:00:00.000+00:00', user_email: 'ada@example.com', status: 'ok' };
  const answer = { queries: [{ ...asked, sql: 'select\u001b 1', cached: true }], next_cursor: 'more' };
  server.answers.set('GET /api/admin/query-log', json(answer));
  const machine = await newMachine(t, server.url);
  const filters = [
    '--user',
    'ada@example.com',
    '--table',
    'orders',
    '--status',
    'ok',
    '--since',
    '2027-01-31',
  ];

  const plain = await machine.run(['admin', 'query-log', 'list', ...filters, '--limit', '5']);
  const whole = await machine.run(['admin', 'query-log', 'list', '--json']);

  t.is(plain.code, 0);
  t.regex(plain.stdout, /ada@example\.com +ok .*yes +select/);
  t.false(plain.stdout.includes('\u001b'));
  t.regex(plain.stderr, /There are more than 5/);
  t.deepEqual(JSON.parse(whole.stdout), { ok: true, ...answer });
  t.deepEqual(server.requests, [
    'GET /api/admin/query-log?user=ada%40example.com&table=orders&status=ok&since=2027-01-31&limit=5',
    'GET /api/admin/query-log?limit=100',
  ]);
});
