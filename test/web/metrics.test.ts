import test from 'ava';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();

test.serial('an administrator adds, changes and deletes a metric on pages', async (t) => {
  const root = await asAdministrator(await shared());

  const refused = await root.send('/admin/metrics', { category: 'finance', name: 'revenue' });
  const made = await root.follow('/admin/metrics', {
    ...{ category: 'finance', name: 'revenue', display_name: 'Revenue <b>', tables: 'orders\r\nnobody' },
    ...{ sql: 'SELECT 1\r\nFROM orders', sql_variants: 'by_day: SELECT 2 FROM orders' },
  });
  const taken = await root.send('/admin/metrics', { category: 'finance', name: 'revenue', sql: 'SELECT 1' });
  const saved = await root.follow('/admin/metrics/finance/revenue/edit', {
    sql: 'SELECT 3',
    tables: 'orders',
    unit: 'EUR',
  });
  const broken = await root.send('/admin/metrics/finance/revenue/edit', {
    sql: 'SELECT 3',
    sql_variants: 'a: *b',
  });
  const listed = await root.open('/admin/metrics');
  const gone = await root.follow('/admin/metrics/finance/revenue/delete');

  t.is(refused.status, 400);
  t.regex(refused.html, /Statement<\/a>: It is missing, and there is no expression either\./);
  t.is(made.location, '/admin/metrics/finance/revenue?done=saved');
  t.regex(made.html, /The metric is saved\./);
  t.regex(made.html, /&quot;nobody&quot; is not registered, so only administrators see the metric/);
  t.regex(made.html, /Revenue &lt;b&gt;/);
  t.regex(made.html, /by_day: SELECT 2 FROM orders/);
  t.regex(taken.html, /It is taken in this category; open that metric to change it\./);
  t.regex(saved.html, /value="EUR"/);
  t.notRegex(saved.html, /by_day/);
  t.regex(saved.html, /tables: &quot;orders&quot; is in no statement/);
  t.is(broken.status, 400);
  t.regex(broken.html, /alias \*b is not taken/);
  t.regex(listed.html, /finance\/revenue/);
  t.regex(gone.html, /The metric is deleted\./);
  t.notRegex(gone.html, /finance\/revenue/);
});

test.serial('a file is checked and taken in on the page, and all metrics are handed out again', async (t) => {
  const root = await asAdministrator(await shared());
  const file = Buffer.from('- {name: visits, category: web, tables: [orders], sql: SELECT 1 FROM orders}\n');
  const send = (query: string, bytes = file) =>
    root.upload(`/admin/metrics/import${query}`, 'file', new Uint8Array(bytes));

  const dry = await send('?dry_run=true');
  const before = await root.open('/admin/metrics/export');
  const taken = await send('');
  const bad = await send('', Buffer.from('- {name: a}'));
  const { html: yaml, headers } = await root.open('/admin/metrics/export');
  const again = await send('', Buffer.from(yaml));

  t.regex(dry.html, /Nothing was changed yet: 1 metrics, 1 created\./);
  t.is(before.html, '[]\n');
  t.regex(taken.html, /<p class="notice notice-done" role="status">1 metrics, 1 created\./);
  t.regex(bad.html, /Nothing was imported\. Correct the file:[\s\S]*line 1: #1, category: is missing/);
  t.is(headers.get('content-type'), 'application/yaml');
  t.regex(again.html, /1 metrics, 1 unchanged\./);
});

test.serial('people see the metrics of their tables, and open them in the workbench', async (t) => {
  const { api, ...rest } = await shared();
  const ada = await asAda({ api, ...rest });
  const say = (name: string, tables: readonly string[], more: object = {}) =>
    api.ask('POST /api/admin/metrics', {
      body: { name, category: 'seen', tables, sql: `SELECT 1 AS ${name} FROM ${tables[0]}`, ...more },
    });
  await say('open', ['orders'], { sql_variants: { by_day: 'SELECT 7 FROM orders' }, notes: ['<i>'] });
  await say('shut', ['payroll']);
  await say('bare', ['orders'], { sql: '', expression: 'count(*)', table_name: 'orders' });

  const list = await ada.open('/catalog/metrics?table=orders&q=open');
  const one = await ada.open('/catalog/metrics/seen/open');
  const hidden = await ada.open('/catalog/metrics/seen/shut');
  const bench = await ada.open('/query?metric=seen%2Fopen&variant=by_day');
  const bare = await ada.open('/query?metric=seen/bare');
  const none = await ada.open('/query?metric=seen/shut');
  const dashboard = await ada.open('/dashboard');
  const all = await ada.open('/catalog/metrics');

  t.regex(list.html, /SELECT 1 AS open FROM orders/);
  t.notRegex(list.html, /bare|shut/);
  t.regex(one.html, /by day<\/h2>/);
  t.regex(one.html, /&lt;i&gt;/);
  t.notRegex(one.html, /Change<\/a>/);
  t.deepEqual([hidden.status, none.status], [404, 404]);
  t.regex(bench.html, /SELECT 7 FROM orders/);
  t.regex(bare.html, /SELECT count\(\*\) AS value\s+FROM orders/);
  t.regex(dashboard.html, /\/catalog\/metrics\?table=orders">3 metrics/);
  t.notRegex(all.html, /shut|payroll/);
});
