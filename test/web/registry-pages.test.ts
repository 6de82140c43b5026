import test from 'ava';
import { asAda, asAdministrator, seededHost } from './support/seeded-host.ts';

const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';

test('a table is checked, registered, changed, renamed, run and deleted, without script', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  const draft = { name: 'wages', connection: 'files', source_table: 'payroll.csv', query_mode: 'local' };

  const list = await root.open('/admin/tables?q=pay');
  const checked = await root.send('/admin/tables/precheck', draft);
  const refused = await root.send('/admin/tables', { ...draft, name: 'my wages', sync_schedule: 'hourly' });
  const taken = await root.send('/admin/tables', { ...draft, name: 'Orders' });
  const made = await root.follow('/admin/tables', draft);
  const page = '/admin/tables/wages';
  const form = { ...draft, description: hostile, primary_key: 'id', sync_schedule: 'every 6h' };
  const saved = await root.follow(`${page}/edit`, form);
  const bad = await root.send(`${page}/edit`, { ...form, where_filters: 'id > 1' });
  const renamed = await root.follow(`${page}/edit`, { ...form, name: 'salaries', sync_schedule: '' });
  const asked = await root.send(`${page}/ask`);
  const running = await root.follow(`${page}/run`);
  const gone = await root.follow(`${page}/delete`);
  const missing = await root.open(page);
  const hidden = await (await asAda(seeded)).open('/admin/tables');

  t.regex(list.html, />payroll<\/a>/);
  t.notRegex(list.html, />orders<\/a>/);
  t.regex(list.html, /All \(1\)/);
  t.regex(checked.html, /It could be registered as wages\.[\s\S]*has it/);
  t.is(refused.status, 422);
  t.regex(refused.html, /href="#field-name">Name<\/a>[\s\S]*href="#field-sync_schedule">Schedule<\/a>/);
  t.regex(refused.html, /id="field-name"[^>]*value="my wages"[^>]*aria-invalid="true"/);
  t.is(taken.status, 409);
  t.regex(made.html, /The table is registered/);
  t.regex(saved.html, /id="field-sync_schedule"[^>]*value="every 6h"/);
  t.notRegex(saved.html, /<script>alert|<img src=x/);
  t.is(bad.status, 422);
  t.regex(bad.html, /<details open>/);
  t.regex(renamed.html, /<h1>salaries<\/h1>[\s\S]*<code>wages<\/code>/);
  t.regex(renamed.html, /id="field-sync_schedule"[^>]*value=""/);
  t.regex(asked.html, /What the source says/);
  t.regex(running.html, /It is in the queue/);
  t.regex(gone.html, /nobody reads it/);
  t.deepEqual([missing.status, hidden.status], [404, 404]);
});

test('a source is added by its form, tested, changed, looked into and deleted, without script', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  const { sources } = (await seeded.api.ask('GET /api/admin/sources')) as unknown as {
    sources: { config: { location: string } }[];
  };
  const location = sources[0]?.config.location ?? '';

  const list = await root.open('/admin/sources');
  const refused = await root.send('/admin/sources', { type: 'files', slug: 'two', 'config-format': 'csv' });
  const made = await root.follow('/admin/sources', { type: 'files', slug: 'two', 'config-location': location });
  const page = '/admin/sources/two';
  const tested = await root.send(`${page}/test`);
  const offered = await root.send(`${page}/offer`);
  const edited = await root.follow(`${page}/edit`, {
    title: hostile,
    'config-location': location,
    'config-glob': '*.csv',
    'config-types': '{"id":"BIGINT"}',
    'config-max_bytes': '1000',
  });
  const bad = await root.send(`${page}/edit`, { 'config-location': location, 'config-max_bytes': 'many' });
  const off = await root.follow(`${page}/disable`);
  const first = await root.open('/admin/sources/files');
  const gone = await root.follow(`${page}/delete`);
  const missing = await root.open(page);

  t.regex(list.html, /id="field-config-location"[^>]* required/);
  t.is(refused.status, 422);
  t.regex(refused.html, /id="field-slug"[^>]*value="two"/);
  t.regex(refused.html, /<option value="csv" selected>/);
  t.regex(made.html, /Not read yet/);
  t.regex(tested.html, /Works<\/span> connection: The source answers/);
  t.regex(offered.html, /orders\.csv<\/code>[\s\S]*connection=two/);
  t.regex(edited.html, /id="field-config-glob"[^>]*value="\*\.csv"/);
  t.regex(edited.html, /\{&quot;id&quot;:&quot;BIGINT&quot;\}/);
  t.notRegex(edited.html, /<script>alert|<img src=x/);
  t.is(bad.status, 422);
  t.regex(bad.html, /href="#field-config-max_bytes"/);
  t.regex(off.html, /Switched off/);
  t.regex(first.html, />orders<\/a>[\s\S]*takes away 2 tables/);
  t.regex(gone.html, /The source is removed/);
  t.is(missing.status, 404);
});
