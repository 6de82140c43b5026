import test from 'ava';
import { loadPages } from '../../host/web/pages.ts';
import { planView } from '../../host/web/plugin-pages/plan-view.ts';
import { formFaults } from '../../host/web/schema-form/check.ts';
import { formParts } from '../../host/web/schema-form/parts.ts';
import { patchOfForm, settingsOfForm } from '../../host/web/schema-form/read.ts';
import { schemaFormView, summaryOf } from '../../host/web/schema-form/view.ts';
import { settingsSchema as schema } from './support/settings-schema.ts';

const frame = {
  title: 'Page',
  instance: { name: 'Agnes', subtitle: '' },
  version: '1',
  requestId: 'r',
  path: '',
};

const parts = formParts(schema, { secrets: [] });
const current = {
  url: 'https://a.example.com',
  token: '***',
  every: '15m',
  size: 100,
  strict: true,
  folders: ['aa', 'bb'],
  limits: { rows: 5, key: '***' },
  auth: { method: 'key', key: '***' },
};

/** What a browser sends of a form that nobody has touched. */
const untouched = {
  'config.url': 'https://a.example.com',
  'config.folders': 'aa\r\nbb',
  'config.limits.rows': '5',
  'config.auth.method': 'key',
};

test('a form that nobody has touched changes nothing, and secrets stay', (t) => {
  const form = {
    ...untouched,
    'config.token': '',
    'config.every': '',
    'config.size': '',
    'config.strict': '',
  };

  t.deepEqual(patchOfForm(parts, { form, current }), {});
  t.deepEqual(formFaults(schema, parts, settingsOfForm(parts, { form, current })), []);
});

test('values are read by their types; what is empty is taken away, and a secret only when that is said', (t) => {
  const form = {
    'config.url': 'https://b.example.com',
    'clear:config.token': 'on',
    'config.every': '6h',
    'config.size': '7',
    'config.ratio': '0.5',
    'config.strict': 'false',
    'config.level': 'high',
    'config.kind': 'orders',
    'config.years': '2024\n2025',
    'config.map': '{"a":"b"}',
    'config.limits.rows': '6',
    'config.auth.method': 'basic',
    'config.auth.name~basic': 'ada',
    'config.auth.note~key': 'of the other shape',
  };

  t.deepEqual(patchOfForm(parts, { form, current }), {
    url: 'https://b.example.com',
    token: null,
    every: '6h',
    size: 7,
    ratio: 0.5,
    strict: false,
    level: 'high',
    kind: 'orders',
    folders: null,
    years: [2024, 2025],
    map: { a: 'b' },
    limits: { rows: 6, key: '***' },
    auth: { method: 'basic', name: 'ada' },
  });
});

test('what a schema says against settings stands at the fields, also in the shape that was chosen', (t) => {
  const form = {
    'config.url': 'ftp://x',
    'config.token': 'lower',
    'config.every': 'often',
    'config.size': '501',
    'config.folders': 'a',
    'config.map': 'no json',
    'config.auth.method': 'basic',
  };

  const faults = formFaults(schema, parts, settingsOfForm(parts, { form, current }));

  t.deepEqual(
    faults.map(({ label, href }) => `${label} ${href}`),
    [
      'Address #field-config-url',
      'Token #field-config-token',
      'Every #field-config-every',
      'Size #field-config-size',
      'Folders #field-config-folders',
      'Map #field-config-map',
      'Name #field-config-auth-name-basic',
    ],
  );
  t.is(faults.at(-1)?.fault, 'It has to be said.');
});

test('a plan of settings carries none of their values into its page', (t) => {
  const ask = { config: { 'acme/orders': { token: 'typed by mistake' } } };
  const plan = {
    ...{ plan_id: 'p', plan_hash: 'h', base_generation: 1, expires_at: '2026-03-01T12:00:00Z' },
    ...{ actions: [], problems: [], needs_second_admin: false },
  };

  const made = planView({ ask, plan, offers: [], isNarrowed: false, now: 0 });
  const lost = planView({ ask, offers: [], isNarrowed: false, now: 0 });

  t.notRegex(JSON.stringify([made, lost]), /typed by mistake/);
  t.like(lost, { lost: { by_form: false }, again_href: '/admin/plugins/acme/orders#settings' });
});

test('a form has a label, a hint and a place for its fault at every field, and shows no secret', async (t) => {
  const pages = await loadPages();
  const faults = [
    { name: 'config.size', href: '#field-config-size', label: 'Size', fault: 'Must be <= 500.' },
  ];
  const order = {
    order: ['size', 'url'],
    groups: [{ title: 'For few', fields: ['ratio', 'size'], advanced: true }],
  };
  const shown = {
    current: { ...current, level: '***' },
    faults,
    origins: { url: 'overlay', limits: 'instance', size: 'env' },
  };
  const settings = {
    faults: summaryOf(faults),
    can_plan: true,
    ...schemaFormView(formParts(schema, { secrets: ['ratio'], order }), shown),
  };

  const html = pages.render('plugin', frame, {
    title: 'Orders',
    base: '/admin/plugins/acme/orders',
    settings,
  });

  for (const [, id = ''] of html.matchAll(/<label for="([^"]+)"/g)) t.true(html.includes(` id="${id}"`), id);
  for (const [, ids = ''] of html.matchAll(/aria-describedby="([^"]+)"/g))
    for (const id of ids.split(' ')) t.true(html.includes(` id="${id}"`), id);
  const controls = [...html.matchAll(/<(?:input|select|textarea) id="(field-config[^"]+)"/g)];
  for (const [, id = ''] of controls) t.true(html.includes(`<label for="${id}"`), id);
  t.true(controls.length > 12);
  t.notRegex(html, /\*\*\*/);
  t.regex(
    html,
    /name="config.token" type="password" value=""[^>]*placeholder="kept; leave empty to keep it"/,
  );
  t.regex(html, /name="config.level" type="text" value=""[^>]*placeholder="kept; leave empty to keep it"/);
  t.regex(html, /Where orders are\. An address that begins with/);
  t.regex(html, /value="key" checked> <span>With a key/);
  t.notRegex(html, /name="config.auth.name~basic"[^>]* required/);
  t.regex(html, /<details class="settings-group" open><summary>For few<\/summary>[\s\S]*Must be &lt;/);
  t.regex(html, /Address<\/label> <span class="chip chip-custom">changed here/);
  t.regex(html, /Limits <span class="chip chip-plain">instance\.yaml/);
  t.regex(html, /value="" selected>As usual: Yes/);
});

test('the fourth secret of a form is hidden without being a password, which browsers take for another sign-in', async (t) => {
  const pages = await loadPages();
  const form = schemaFormView(formParts(schema, { secrets: ['ratio'], order: {} }), { current });

  const html = pages.piece('schema-form', form);

  t.is(html.match(/type="password"/g)?.length, 3);
  t.is(html.match(/type="text" class="veiled"/g)?.length, 1);
});
