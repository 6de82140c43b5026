import test from 'ava';
import { draft, sendFile, sharedPeople } from './support/people.ts';

const people = sharedPeople();

test.serial('a file is taken in as a whole, and what became of each metric is told', async (t) => {
  const { root, ada } = await people();
  await root.ask('POST /api/admin/metrics', draft({ name: 'old', source: 'yaml_import' }));
  const file = [
    '- {name: new, category: finance, table: orders, sql: SELECT count(*) FROM orders, owner: me}',
    '- name: old',
    '  category: finance',
    '  display_name: Revenue',
    '  tables: [orders]',
    '  sql: SELECT count(*) AS revenue FROM orders',
  ].join('\n');

  const dry = await sendFile(root, file, '?dry_run=true');
  const before = await ada.send('GET /api/metrics/finance/new');
  const { status, body } = await sendFile(root, file);
  const again = await sendFile(root, file);
  const taken = await ada.ask('GET /api/metrics/finance/new');

  t.like(dry.body, { status: 'checked', count: 2 });
  t.is(before.status, 404);
  t.is(status, 200);
  t.deepEqual(body, {
    status: 'imported',
    count: 2,
    metrics: [
      { id: 'finance/new', outcome: 'created' },
      { id: 'finance/old', outcome: 'unchanged' },
    ],
    warnings: [{ item: 'finance/new', key: 'owner', rule: 'is no field of a metric and is left out' }],
  });
  t.deepEqual(
    (again.body['metrics'] as readonly { outcome: string }[]).map(({ outcome }) => outcome),
    ['unchanged', 'unchanged'],
  );
  t.like(taken, { source: 'yaml_import', table_name: 'orders' });
});

test.serial('one metric that is wrong keeps all the others out, and is named with its rule', async (t) => {
  const { root } = await people();

  const refused = await sendFile(
    root,
    '- {name: fine, category: x, sql: SELECT 1}\n- {name: wrong, sql: SELECT 1}',
  );
  const { count } = await root.ask('GET /api/metrics?category=x');

  t.is(refused.status, 400);
  t.like(refused.body, { code: 'metrics_invalid' });
  t.deepEqual(refused.body['errors'], [{ item: '#2', key: 'category', rule: 'is missing', line: 2 }]);
  t.is(count, 0);
});

test.serial('what is no form, no UTF-8 or too large is refused, and the host goes on', async (t) => {
  const { root } = await people();
  const bare = await root.send('POST /api/admin/metrics/import', { body: 'name: a' });
  const large = await sendFile(root, 'x'.repeat(1_200_000));
  const long = await sendFile(root, `# ${'x'.repeat(1024 * 1024)}`);
  const bomb = await sendFile(root, 'a: &a [x]\nb: [*a, *a]');

  t.deepEqual([bare.status, bare.body['code']], [400, 'malformed_body']);
  t.is(large.status, 413);
  t.deepEqual([long.status, long.body['code']], [400, 'metrics_invalid']);
  t.regex(String(bomb.body['detail']), /anchor &a is not taken/);
  t.is((await root.send('GET /api/metrics')).status, 200);
});

test.serial('a thousand metrics are taken in at once, and found by words', async (t) => {
  const { root, ada } = await people();
  const many = Array.from(
    { length: 1_000 },
    (_, index) => `- {name: m${index}, category: many, sql: SELECT ${index} FROM orders, tables: [orders]}`,
  );

  const { body } = await sendFile(root, many.join('\n'));
  const { count } = await ada.ask('GET /api/metrics?category=many');
  const found = await ada.ask('GET /api/metrics?q=MANY%20m99');
  const tool = await ada.ask('POST /mcp', {
    body: {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: 'list_metrics', arguments: { q: 'm998' } },
    },
  });

  t.is(body['count'], 1_000);
  t.is(count, 1_000);
  t.is(found['count'], 11);
  t.regex(JSON.stringify(tool), /many\/m998/);
  t.notRegex(JSON.stringify(tool), /many\/m99[0-7]/);
});

test.serial(
  'the profile of a table and the prompt of a workspace tell of metrics to whom they are shown',
  async (t) => {
    const { root, ada } = await people();
    await root.ask('POST /api/admin/metrics', draft({ name: 'own', category: 'told' }));
    await root.ask(
      'POST /api/admin/metrics',
      draft({ name: 'both', category: 'secret', tables: ['orders', 'payroll'] }),
    );
    await root.sync();
    await root.ask('POST /api/catalog/profile/orders/refresh');
    const usedBy = async (client: typeof root) =>
      ((await client.ask('GET /api/catalog/profile/orders'))['used_by_metrics'] as readonly string[]).filter(
        (id) => !id.startsWith('many') && !id.startsWith('finance'),
      );

    t.deepEqual(await usedBy(ada), ['told/own']);
    t.deepEqual(await usedBy(root), ['secret/both', 'told/own']);
    const { content } = await ada.ask('GET /api/welcome');
    t.regex(String(content), /business metrics are defined, in: `finance` `many` `told`\./);
  },
);
