import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { draft, sendFile, sharedPeople } from './support/people.ts';

const people = sharedPeople();

const idsFor = async (client: { ask: (route: string) => Promise<Readonly<Record<string, unknown>>> }) =>
  ((await client.ask('GET /api/metrics')) as { metrics: readonly { id: string }[] }).metrics.map(
    ({ id }) => id,
  );

test.serial('a metric is said, said again, listed by category, shown and deleted', async (t) => {
  const { root, ada } = await people();

  const made = await root.send('POST /api/admin/metrics', draft({ id: 'finance/revenue', unit: 'EUR' }));
  const other = await root.send('POST /api/admin/metrics', draft({ name: 'visits', category: 'web' }));
  const again = await root.send('POST /api/admin/metrics', draft({ notes: ['Without tax.'] }));
  const listed = await ada.ask('GET /api/metrics?category=finance');
  const shown = await ada.ask('GET /api/metrics/finance/revenue');
  const gone = await root.send('DELETE /api/admin/metrics/finance/revenue');
  const after = await ada.send('GET /api/metrics/finance/revenue');
  const twice = await root.send('DELETE /api/admin/metrics/finance/revenue');

  t.deepEqual([made.status, other.status, again.status], [201, 201, 201]);
  t.like(made.body, { id: 'finance/revenue', type: 'sum', grain: 'monthly', source: 'manual', unit: 'EUR' });
  t.deepEqual(made.body['warnings'], []);
  t.is(again.body['created_at'], made.body['created_at']);
  t.is(listed['count'], 1);
  t.deepEqual((listed['metrics'] as readonly unknown[])[0], shown);
  t.like(shown, { unit: null, sql: 'SELECT count(*) AS revenue FROM orders' });
  t.deepEqual(shown['notes'], ['Without tax.']);
  t.deepEqual(gone.body, { status: 'deleted', id: 'finance/revenue' });
  t.like(after, { status: 404, body: { code: 'metric_not_found' } });
  t.is(twice.status, 404);
});

test.serial(
  'N05: a metric is seen by those who may read every table it names, and by nobody else',
  async (t) => {
    const { root, ada } = await people();
    const say = (name: string, fields: object) =>
      root.ask('POST /api/admin/metrics', draft({ name, ...fields }));
    await say('a', {});
    await say('b', { tables: ['ORDERS'], table_name: 'payroll' });
    await say('c', { tables: [], sql: 'WITH x AS (SELECT * FROM payroll) SELECT count(*) FROM x' });
    await say('d', { tables: [], sql: 'SELECT 1', sql_variants: { by_team: 'SELECT 1 FROM main.payroll' } });
    await say('e', { tables: [], sql: 'SELECT {{ x }} FROM "payroll"' });
    await say('f', { tables: ['gone'] });
    await say('g', { tables: [], sql: '', expression: 'max((SELECT 1 FROM Payroll))' });
    await say('i', { tables: [], sql: 'SELECT 1 FROM gone' });
    await say('h', { tables: [], sql: "SELECT 'payroll' AS word" });

    const seen = await idsFor(ada);
    const hidden = await Promise.all(
      ['b', 'c', 'd', 'e', 'f', 'g', 'i'].map((name) => ada.send(`GET /api/metrics/finance/${name}`)),
    );
    const all = await idsFor(root);
    const dangling = await root.ask('GET /api/metrics/finance/f');
    const moved = await ada.send('GET /api/catalog/metrics/finance/a');

    t.deepEqual(
      seen.filter((id) => id.startsWith('finance')),
      ['finance/a', 'finance/h'],
    );
    t.deepEqual([...new Set(hidden.map(({ status }) => status))], [404]);
    t.is(all.filter((id) => id.startsWith('finance')).length, 9);
    t.deepEqual(dangling['unknown_tables'], ['gone']);
    t.deepEqual([moved.status, moved.headers.get('location')], [301, '/api/metrics/finance/a']);
  },
);

test.serial('an administrator is told what a metric names and what its statements read', async (t) => {
  const { root } = await people();
  const say = async (fields: Readonly<Record<string, unknown>>) =>
    (await root.ask('POST /api/admin/metrics', draft({ name: 'odd', ...fields })))['warnings'];

  const beyond = await say({ sql: 'SELECT * FROM orders JOIN payroll USING (id)' });
  const idle = await say({ tables: ['orders', 'payroll'] });
  const gone = await say({ tables: ['orders', 'nobody'], sql: 'SELECT 1 FROM orders, nobody' });
  const unknown = await say({ sql: 'SELECT 1 FROM orders, nobody' });
  const broken = await say({ sql: 'SELECT FROM WHERE' });
  const written = await say({ sql: "COPY orders TO '/tmp/x'" });

  const item = 'finance/odd';
  t.deepEqual(beyond, [{ item, key: 'sql', rule: 'it reads "payroll", which is not among its tables' }]);
  t.deepEqual(idle, [{ item, key: 'tables', rule: '"payroll" is in no statement' }]);
  t.deepEqual(gone, [
    { item, key: 'tables', rule: '"nobody" is not registered, so only administrators see the metric' },
  ]);
  t.deepEqual(unknown, [
    {
      item,
      key: 'sql',
      rule: 'it reads "nobody", which is not registered, so only administrators see the metric',
    },
  ]);
  likeWhole(t, broken, [{ item, key: 'sql' }]);
  likeWhole(t, written, [
    { item, key: 'sql', rule: 'no query would run it: Only single SELECT queries are allowed' },
  ]);
});

test.serial('only administrators change metrics, and each change is in the audit log', async (t) => {
  const { root, ada } = await people();

  const refused = [
    await ada.send('POST /api/admin/metrics', draft()),
    await ada.send('DELETE /api/admin/metrics/finance/a'),
    await sendFile(ada, '[]'),
  ];
  await root.ask('POST /api/admin/metrics', draft({ name: 'audited' }));
  await sendFile(root, '- {name: x, category: y, sql: SELECT 1}');
  await root.ask('DELETE /api/admin/metrics/finance/audited');
  const { entries } = await root.ask('GET /api/admin/audit?limit=5');

  t.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403],
  );
  const own = (entries as readonly { action: string; resource: string; params: object }[]).filter(
    ({ action }) => action.startsWith('metric'),
  );
  t.deepEqual(
    own.slice(0, 3).map(({ action, resource }) => [action, resource ?? null]),
    [
      ['metric.deleted', 'metric:finance/audited'],
      ['metric.imported', 'metrics'],
      ['metric.saved', 'metric:finance/audited'],
    ],
  );
  t.deepEqual(own[1]?.params, { ids: ['y/x'], count: 1 });
});

test.serial('what a metric may not be is refused with field and rule', async (t) => {
  const { root } = await people();
  const faultOf = async (fields: Readonly<Record<string, unknown>>) => {
    const { status, body } = await root.send('POST /api/admin/metrics', draft(fields));
    return [status, body['code']];
  };

  t.deepEqual(await faultOf({ id: 'other/revenue' }), [400, 'metrics_invalid']);
  t.deepEqual(await faultOf({ sql: '' }), [400, 'metrics_invalid']);
  t.deepEqual(await faultOf({ validation: { long: 'x'.repeat(200_000) } }), [400, 'metrics_invalid']);
  t.deepEqual(await faultOf({ name: 'a/b' }), [422, 'invalid_input']);
  t.deepEqual(await faultOf({ name: '..' }), [422, 'invalid_input']);
  t.deepEqual(await faultOf({ name: ' a' }), [422, 'invalid_input']);
  t.deepEqual(await faultOf({ category: 'a\nb' }), [422, 'invalid_input']);
  t.deepEqual(await faultOf({ sql_variants: { 'a/b': 'SELECT 1' } }), [422, 'invalid_input']);
});
