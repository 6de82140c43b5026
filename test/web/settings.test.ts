import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { asAda, asAdministrator, seededHost } from './support/seeded-host.ts';
import type { Visitor } from './support/visitor.ts';

const path = '/admin/server-config';
const canary = 'canary-7f3a91';

/** The control of a field as the page has it. */
const control = (html: string, name: string): string =>
  new RegExp(`<(input|textarea|select)[^>]*name="${name.replaceAll('.', '\\.')}"[^>]*>[^<]*`).exec(
    html,
  )?.[0] ?? '';

const hostile = ['</textarea><svg onload=alert(1)>', '"><img src=x onerror=alert(1)>', '{{{constructor}}}'];

const valuesStay = async (root: Visitor): Promise<readonly string[]> => {
  const pages: Awaited<ReturnType<typeof root.send>>[] = [];
  // One after another: the page shows what was saved last.
  for (const value of hostile) {
    pages.push(
      await root.send(path, { form: 'instance', 'instance.name': value, 'instance.subtitle': value }),
    );
  }
  const shown = await root.open(path);
  const refused = await root.send(path, { form: 'auth', 'auth.groups': hostile.join(' '), confirm: 'on' });
  return [...pages.map(({ html }) => html), shown.html, refused.html];
};

test('settings are changed on a page that works without script, shows no secret and says that a restart is needed', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  const before = await root.open(path);
  const auth = { form: 'auth', 'auth.google.client_secret_env': canary };

  const unconfirmed = await root.send(path, auth);
  const saved = await root.follow(path, { ...auth, confirm: 'on' });
  const kept = await root.send(path, { form: 'auth', 'auth.google.client_secret_env': '', confirm: 'on' });
  const overlay = await readFile(join(seeded.host.dataDir, 'state', 'instance.yaml'), 'utf8');
  const cleared = await root.follow(path, {
    form: 'auth',
    'clear:auth.google.client_secret_env': 'on',
    confirm: 'on',
  });
  const outside = await (await asAda(seeded)).open(path);

  t.notRegex(before.html, /Restart needed/);
  t.regex(before.html, /Save agnes\/notify-webhook/);
  t.notRegex(before.html, /auth\.google\.endpoints/);
  t.is(unconfirmed.status, 400);
  t.regex(unconfirmed.html, /role="alert"[^>]*><strong>A change of auth can lock people out/);
  t.regex(saved.html, /role="status">The settings are saved/);
  t.regex(saved.html, /Restart needed/);
  t.is(kept.status, 422);
  t.regex(
    control(kept.html, 'auth.google.client_secret_env'),
    /value="" [^>]*placeholder="set; leave empty to keep it"/,
  );
  t.regex(overlay, /client_secret_env: AUTH_GOOGLE_CLIENT_SECRET/);
  t.regex(control(cleared.html, 'auth.google.client_secret_env'), /placeholder="not set"/);
  t.deepEqual(
    [unconfirmed, saved, kept, cleared].filter(({ html }) => html.includes(canary)),
    [],
  );
  t.is(outside.status, 404);
});

test('what is refused stays in its form, beside the field that is to be mended', async (t) => {
  const seeded = await seededHost(t);
  const root = await asAdministrator(seeded);
  const url = 'plugins.agnes/notify-webhook.settings.url';

  const inside = await root.send(path, { form: 'plugins.agnes/notify-webhook', [url]: 'https://127.1/x' });
  const port = await root.send(path, { form: 'server', 'server.port': 'many', confirm: 'on' });
  const json = await root.send(path, { form: 'auth', 'auth.groups': '{"google":', confirm: 'on' });
  const lines = await root.follow(path, {
    form: 'server',
    'server.allowed_hosts': 'a.internal\r\n\r\n b.internal ',
    confirm: 'on',
  });
  const pages = await valuesStay(root);

  t.is(inside.status, 400);
  t.regex(inside.html, /leads to a loopback address/);
  t.regex(control(inside.html, url), /value="https:\/\/127\.1\/x"[^>]*aria-invalid="true"/);
  t.regex(inside.html, /href="#field-plugins-agnes-notify-webhook-settings-url">Go to the field/);
  t.is(port.status, 422);
  t.regex(control(port.html, 'server.port'), /value="many"[^>]*aria-invalid="true"/);
  t.regex(control(json.html, 'auth.groups'), /aria-invalid="true"/);
  t.regex(control(lines.html, 'server.allowed_hosts'), /a\.internal\nb\.internal/);
  t.regex(pages.at(-2) ?? '', /\{\{\{constructor\}\}\}/);
  t.deepEqual(
    pages.filter((html) => /<svg onload|<img src=x/.test(html)),
    [],
  );
});
