import test from 'ava';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();
const path = '/admin/schedules';
const hostile = '<img src=x onerror=alert(1)>';
const form = {
  kind: 'sync.run',
  target: hostile,
  spec: 'daily 05:00,17:30',
  catch_up: 'skip',
  payload: '{"force": true}',
  enabled: 'on',
};

interface Listed {
  readonly id: string;
  readonly target: string;
}

const schedules = async () => {
  const { api } = await shared();
  return (await api.ask('GET /api/admin/schedules'))['schedules'] as readonly Listed[];
};

test('the page lists what recurs with its next run, and leads to each', async (t) => {
  const root = await asAdministrator(await shared());

  const list = await root.open(path);
  const one = await root.open(`${path}/data-refresh`);
  const none = await root.open(`${path}/nobody`);

  t.regex(list.html, /href="\/admin\/schedules\/data-refresh">sync\.run<[\s\S]*On<[\s\S]*every[\s\S]*in \d+/);
  t.regex(list.html, /aria-current="page"[^>]*>Schedules</);
  t.regex(one.html, /Decided by<\/dt><dd class="break">the host</);
  t.regex(one.html, /name="to" value="off"/);
  t.is(none.status, 404);
});

test('a schedule is added, changed, and switched off and on again', async (t) => {
  const root = await asAdministrator(await shared());

  const added = await root.follow(path, form);
  const id = (await schedules()).find(({ target }) => target === hostile)?.id ?? '';
  const page = await root.open(`${path}/${id}`);
  const edited = await root.follow(`${path}/${id}/edit`, { spec: 'every 6h', catch_up: 'once', payload: '' });
  const off = await root.follow(`${path}/${id}/switch`, { to: 'off' });
  const stored = (await schedules()).find((one) => one.id === id);
  const on = await root.follow(`${path}/${id}/switch`, { to: 'on' });

  t.regex(added.html, /The schedule is added[\s\S]*daily 05:00,17:30/);
  t.notRegex(added.html, /<img src=x/);
  t.regex(page.html, /value="daily 05:00,17:30"[\s\S]*value="skip" selected[\s\S]*&quot;force&quot;: true/);
  t.regex(page.html, /Decided by<\/dt><dd class="break">admin@example\.com</);
  t.regex(edited.html, /The schedule is saved[\s\S]*value="every 6h"[\s\S]*&quot;force&quot;: true/);
  t.regex(off.html, /is switched off[\s\S]*Next run<\/dt><dd class="break">not planned[\s\S]*/);
  t.like(stored, {
    enabled: false,
    spec: 'every 6h',
    catch_up: 'once',
    payload: { force: true },
    next_run: null,
  });
  t.regex(on.html, /is switched on[\s\S]*Next run<\/dt><dd class="break"><time/);
});

test('what is wrong stands at its field, and what was typed stays', async (t) => {
  const root = await asAdministrator(await shared());
  const other = { ...form, target: 'elsewhere' };

  const spec = await root.send(path, { ...other, spec: 'every 5d' });
  const payload = await root.send(path, { ...other, payload: '{' });
  const list = await root.send(path, { ...other, payload: '[1]' });
  const kind = await root.send(path, { ...other, kind: 'nothing' });
  const edit = await root.send(`${path}/data-refresh/edit`, { spec: 'hourly', catch_up: 'once' });
  await root.send(path, other);
  const twice = await root.send(path, other);

  t.deepEqual(
    [spec, payload, list, kind, edit, twice].map(({ status }) => status),
    [422, 422, 422, 422, 422, 409],
  );
  t.regex(spec.html, /href="#field-spec">When<\/a>[\s\S]*value="every 5d"[^>]*aria-invalid/);
  t.regex(payload.html, /href="#field-payload">Parameters<\/a>: This is not JSON/);
  t.regex(list.html, /href="#field-payload">/);
  t.regex(kind.html, /href="#field-kind">/);
  t.regex(edit.html, /href="#field-spec">[\s\S]*value="hourly"/);
  t.regex(twice.html, /href="#field-target">[\s\S]*already stands for/);
});

test('nobody else finds the schedules', async (t) => {
  const ada = await asAda(await shared());

  t.is((await ada.open(path)).status, 404);
  t.is((await ada.send(`${path}/data-refresh/switch`, { to: 'off' })).status, 404);
});
