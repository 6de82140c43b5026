import test from 'ava';
import { tableWire } from '../../host/registry/tables/table-wire.ts';
import { tableView } from '../../host/web/tables/table-view.ts';
import { asAda, asAdministrator, type SeededHost, sharedHost } from './support/seeded-host.ts';

const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';

const shared = sharedHost();

test.serial(
  'a table is checked, registered, changed, renamed, run and deleted, without script',
  async (t) => {
    const seeded = await shared();
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
  },
);

const two = '/admin/sources/two';

/** More than a line of a form may hold. */
const manyTypes = Object.fromEntries(
  Array.from({ length: 400 }, (_, index) => [`column_${index}`, 'BIGINT']),
);

const locationIn = async ({ api }: SeededHost): Promise<string> => {
  const { config } = await api.ask('GET /api/admin/sources/files');
  return String((config as { location: unknown }).location);
};

test.serial(
  'a source is added by its form, tested, changed, looked into and deleted, without script',
  async (t) => {
    const seeded = await shared();
    const root = await asAdministrator(seeded);
    const location = await locationIn(seeded);
    const draft = { type: 'files', slug: 'two' };

    const list = await root.open('/admin/sources?type=files');
    const refused = await root.send('/admin/sources', { ...draft, 'config.format': 'csv' });
    const made = await root.follow('/admin/sources', { ...draft, 'config.location': location });
    const tested = await root.send(`${two}/test`);
    const offered = await root.send(`${two}/offer`);
    const edited = await root.follow(`${two}/edit`, {
      title: hostile,
      'config.location': location,
      'config.glob': '*.csv',
      'config.types': JSON.stringify({ id: 'BIGINT', ...manyTypes }),
      'config.max_bytes': '1000',
    });
    const bad = await root.send(`${two}/edit`, { 'config.location': location, 'config.max_bytes': 'many' });
    const off = await root.follow(`${two}/disable`);
    const first = await root.open('/admin/sources/files');
    const gone = await root.follow(`${two}/delete`);
    const missing = await root.open(two);

    t.regex(list.html, /id="field-config-location"[^>]* required/);
    t.is(refused.status, 422);
    t.regex(refused.html, /href="#field-config-location">[^<]*<\/a>: It has to be said\./);
    t.regex(refused.html, /id="field-slug"[^>]*value="two"/);
    t.regex(refused.html, /<option value="csv" selected>/);
    t.regex(made.html, /Not read yet/);
    t.regex(tested.html, /Works<\/span> connection: The source answers/);
    t.regex(offered.html, /orders\.csv<\/code>[\s\S]*connection=two/);
    t.regex(edited.html, /id="field-config-glob"[^>]*value="\*\.csv"/);
    t.regex(edited.html, /\{\s*&quot;id&quot;: &quot;BIGINT&quot;,\s*&quot;column_0&quot;/);
    t.notRegex(edited.html, /<script>alert|<img src=x/);
    t.is(bad.status, 422);
    t.regex(bad.html, /href="#field-config-max_bytes"/);
    t.regex(off.html, /Switched off/);
    t.regex(first.html, />orders<\/a>[\s\S]*takes away 2 tables/);
    t.regex(gone.html, /The source is removed/);
    t.is(missing.status, 404);
  },
);

test.serial(
  'a secret of a source is named and never shown, stays when its field is empty, and what is gone from a group is gone',
  async (t) => {
    const seeded = await shared();
    const root = await asAdministrator(seeded);
    const page = '/admin/sources/three';
    const form = { title: 'Three', 'config.location': await locationIn(seeded), 'config.csv.quote': "'" };
    await root.follow('/admin/sources', { ...form, type: 'files', slug: 'three' });

    const refused = await root.send(`${page}/edit`, { ...form, 'config.secret_env': 'hunter2 itself' });
    await root.follow(`${page}/edit`, {
      ...form,
      'config.csv.delimiter': ';',
      'config.secret_env': 'TWO_TOKEN',
    });
    const kept = await root.follow(`${page}/edit`, form);
    const { config } = await seeded.api.ask('GET /api/admin/sources/three');
    await root.follow(`${page}/delete`);

    t.is(refused.status, 422);
    t.regex(refused.html, /href="#field-config-secret_env">Secret env<\/a>: Must match/);
    t.notRegex(refused.html, /hunter2/);
    t.regex(kept.html, /id="field-config-secret_env"[^>]*value=""[^>]*placeholder="kept;/);
    t.notRegex(kept.html, /value="TWO_TOKEN"/);
    t.like(config, { csv: { quote: "'" }, secret_env: '***' });
    t.false('delimiter' in Object(Object(config).csv));
  },
);

test('what deleting a table takes away is said beforehand, and only what there is', (t) => {
  const at = new Date('2026-03-01T12:00:00Z');
  const table = {
    id: 'orders',
    name: 'orders',
    queryMode: 'local',
    syncStrategy: 'full_refresh',
    primaryKey: [],
    distribution: 'download',
    profileAfterSync: true,
    registeredAt: at,
    options: {},
  } as const;
  const entry = { ...tableWire(table, undefined, at.getTime()), conflicts: [] };
  const run = {
    run_id: 'r',
    synced_at: at,
    status: 'published',
    rows: 1,
    bytes: 1,
    duration_ms: 9,
    error: null,
  };
  const nothing = { runs: [], changes: [], described: 0, subscribers: 0 };
  const facts = { table, entry, about: nothing, sources: [], grants: 0, now: at.getTime() };

  const bare = tableView(facts);
  const full = tableView({
    ...facts,
    entry: { ...entry, rows: 5 },
    grants: 2,
    about: { ...nothing, runs: [run], described: 3, subscribers: 1 },
  });

  t.like(bare, { takes: [], has_runs: false, runnable: false });
  t.deepEqual((full as { takes: unknown }).takes, [
    'its data: 5 rows',
    '2 grants: whoever had one cannot read it any more',
    '3 column descriptions and its profile',
    'the subscriptions of 1 person',
    'its history of runs',
  ]);
});
