import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';
import { Visitor } from './support/visitor.ts';

const shared = sharedHost();
const path = '/admin/secrets';
const canary = 'canary-51d0c7';
const form = {
  name: 'DESK_TOKEN',
  value: canary,
  bound_hosts: 'api.example.com\r\n*.example.org',
  env_name: '',
};

test.serial('a secret is stored with its hosts, and no page ever shows its value', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const empty = await root.open(path);
  const stored = await root.follow(path, form);
  const list = await root.open(path);
  const api = await seeded.api.ask('GET /api/admin/secrets');
  const audit = await seeded.api.send('GET /api/admin/audit');

  t.regex(empty.html, /No secret is stored/);
  t.regex(stored.html, /<h1>DESK_TOKEN<[\s\S]*The secret is stored[\s\S]*admin@example\.com/);
  t.regex(
    list.html,
    /href="\/admin\/secrets\/DESK_TOKEN"[\s\S]*Stored<[\s\S]*api\.example\.com<br>\*\.example\.org[\s\S]*no source[\s\S]*admin@example\.com/,
  );
  likeWhole(t, api, {
    count: 1,
    secrets: [{ kind: 'value', bound_hosts: ['api.example.com', '*.example.org'] }],
  });
  t.true(audit.text.includes('secret:DESK_TOKEN'));
  for (const text of [stored.html, list.html, audit.text]) t.false(text.includes(canary));
});

test.serial('what is wrong stands at its field, and a refused value is not shown again', async (t) => {
  const root = await asAdministrator(await shared());

  const name = await root.send(path, { ...form, name: 'desk token' });
  const none = await root.send(path, { ...form, name: 'OTHER', value: '' });
  const host = await root.send(path, { ...form, name: 'OTHER', bound_hosts: 'http://x' });
  const both = await root.send(`${path}/DESK_TOKEN/set`, {
    value: canary,
    bound_hosts: '',
    env_name: 'DESK',
  });

  t.deepEqual(
    [name, none, host, both].map(({ status }) => status),
    [422, 422, 422, 422],
  );
  t.regex(name.html, /href="#field-name">Name<[\s\S]*value="desk token"[^>]*aria-invalid/);
  t.regex(none.html, /href="#field-value">Value<[\s\S]*field-value-fault/);
  t.regex(host.html, /href="#field-bound_hosts">[\s\S]*http:\/\/x<\/textarea>/);
  t.regex(both.html, /href="#field-value">[\s\S]*it has a value and a variable/);
  for (const { html } of [name, none, host, both]) t.false(html.includes(canary));
});

test.serial('a secret keeps its value when its hosts change, and can become a variable', async (t) => {
  const seeded = await shared();
  const { api } = seeded;
  const root = await asAdministrator(seeded);
  const seen = async () => (await api.ask('GET /api/admin/secrets'))['secrets'] as readonly object[];

  const bound = await root.follow(`${path}/DESK_TOKEN/set`, { value: '', bound_hosts: '', env_name: '' });
  const kept = await seen();
  const variable = await root.follow(`${path}/DESK_TOKEN/set`, {
    value: '',
    bound_hosts: 'api.example.com',
    env_name: 'DESK_TOKEN_VARIABLE',
  });

  t.regex(bound.html, /The secret is saved/);
  t.like(kept[0], { kind: 'value', set: true });
  t.deepEqual((kept[0] as { bound_hosts: unknown }).bound_hosts, []);
  t.regex(variable.html, /Variable DESK_TOKEN_VARIABLE is empty/);
});

test.serial('a secret is deleted, one that a source needs only when that is said', async (t) => {
  const seeded = await shared();
  const { api } = seeded;
  const root = await asAdministrator(seeded);
  await api.ask('PUT /api/admin/secrets/JIRA_KEY', { body: { value: canary } });
  await api.ask('POST /api/admin/sources', {
    body: {
      slug: 'issues',
      type: 'jira',
      config: {
        domain: 'acme.example.com',
        email: 'a@example.com',
        webhook_secret: 'JIRA_KEY',
        api_token: 'JIRA_KEY',
      },
    },
  });

  const page = await root.open(`${path}/JIRA_KEY`);
  const refused = await root.send(`${path}/JIRA_KEY/delete`);
  const gone = await root.follow(`${path}/JIRA_KEY/delete`, { force: 'on' });
  const other = await root.follow(`${path}/DESK_TOKEN/delete`);

  t.regex(page.html, /href="\/admin\/sources\/issues">issues<[\s\S]*cannot be read until it is set again/);
  t.is(refused.status, 409);
  t.regex(refused.html, /is used by source:issues\.<\/strong> Point its sources/);
  t.regex(gone.html, /The secret is deleted/);
  t.regex(other.html, /No secret is stored/);
  t.is((await root.open(`${path}/JIRA_KEY`)).status, 404);
});

test('nobody else finds the secrets', async (t) => {
  const ada = await asAda(await shared());

  t.is((await ada.open(path)).status, 404);
  t.is((await ada.send(path, form)).status, 404);
});

test.serial('whoever changed a secret last is named, not who stored it first', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  await root.follow(path, { ...form, name: 'HANDED_ON' });
  const person = { email: 'second@example.com', name: 'Second', password: 'a second long password' };
  const { id } = await seeded.api.ask('POST /api/users', { body: { email: person.email, name: 'Second' } });
  await seeded.api.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  const groups = (await seeded.api.ask('GET /api/admin/groups')) as unknown as { id: string; name: string }[];
  const admins = groups.find(({ name }) => name === 'Admin')?.id;
  await seeded.api.ask(`POST /api/admin/groups/${admins}/members`, { body: { email: person.email } });

  const second = await Visitor.signedIn(seeded.host.url, person);
  const changed = await second.follow(`${path}/HANDED_ON/set`, { ...form, value: 'another canary' });

  t.regex(changed.html, /Changed by<\/dt><dd class="break">second@example\.com</);
});
