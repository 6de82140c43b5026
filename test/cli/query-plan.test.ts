import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

test('--explain, also as --explain-plan, shows what the server would do, --dry-run how much it would read; neither runs anything', async (t) => {
  const server = await startStandIn(t);
  const filters = [
    { column: 'id', operator: '<', value: 30 },
    { column: 'region', operator: 'in', values: ["d'Or"] },
    { column: 'at', operator: 'is null' },
  ];
  const remote = {
    ...{ id: 'o', name: 'orders', source: 'bq', source_type: 'bigquery', limit: null, filters },
    ...{
      columns: ['region'],
      aggregates: [{ function: 'count', column: null }],
      statement: 'SELECT \u001b[2J1',
    },
    ...{ estimated_bytes: 2 ** 40, estimated_rows: 1200, cap_bytes: 1024, cost_estimate_usd: 5 },
  };
  const plan = {
    dry_run: true,
    local_tables: [{ id: 'l', name: 'labels', rows: 3, bytes: 2048 }],
    remote_tables: [remote],
    ...{ estimated_scan_bytes: 2 ** 40, cost_estimate_usd: 5 },
    refusals: [{ code: 'remote_scan_too_large', message: 'Too much.', hint: 'Read less.' }],
    finish: { statement: 'SELECT 1', operators: 'HASH_JOIN\n  SEQ_SCAN' },
  };
  server.answers.set('POST /api/query', json(plan));
  const machine = await newMachine(t, server.url);

  const whole = await machine.run(['query', '--explain-plan', 'SELECT 1']);
  const alias = await machine.run(['query', '--explain', 'SELECT 1']);
  const short = await machine.run(['query', '--dry-run', 'SELECT 1']);
  const data = await machine.run(['query', '--explain-plan', '--json', 'SELECT 1']);
  const local = await machine.run(['query', '--explain-plan', '--local', 'SELECT 1']);

  t.is(
    whole.stdout,
    `labels: here, 3 rows, 2.0 KB
orders: at bq (bigquery)
  grouped by  region
  figures     count(*)
  filters     id < 30 AND region in ('d''Or') AND at is null
  statement   SELECT 1
  reads       1.1 TB of at most 1.0 KB, about 1,200 rows, about $5.00
At sources: 1.1 TB, about $5.00
Would be refused: remote_scan_too_large: Too much.
  Hint: Read less.
Then, at the server:
  SELECT 1
  HASH_JOIN
    SEQ_SCAN
`,
  );
  t.is(alias.stdout, whole.stdout);
  t.is(short.stdout, whole.stdout.split('\n').slice(7, 10).join('\n').concat('\n'));
  t.deepEqual(JSON.parse(data.stdout), { ok: true, ...plan });
  t.deepEqual(server.bodies[0], { sql: 'SELECT 1', limit: 1000, dry_run: true });
  t.is(local.code, 2);
});
