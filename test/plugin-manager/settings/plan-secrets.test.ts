import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { maskedSettings } from '../../../host/plugin-manager/settings-part.ts';
import { withSlices } from '../../../host/settings/overlay-file.ts';
import { managing, signal } from '../../support/managing-plugins.ts';

const config = (version: number, properties: object) => ({
  version,
  schema: { type: 'object', properties, additionalProperties: false },
});
const text = { type: 'string' };
const secret = { type: 'string', format: 'secret' };
const id = 'acme/orders';
const place = 'PLUGINS_ACME_ORDERS_SETTINGS';
const nothing = { install: [], remove: [], grants: {}, pinSources: {} };

test('a secret in a branch, in a list or under a name that sounds like one is typed, and seen nowhere', async (t) => {
  const { install, plans, package_, store } = await managing(t);
  const branch = (kind: string, properties: object) => ({
    properties: { kind: { const: kind }, ...properties },
    required: ['kind'],
  });
  const auth = { oneOf: [branch('basic', { pin: secret, clientSecret: text }), branch('none', {})] };
  const hosts = {
    type: 'array',
    items: { type: 'object', properties: { password: text, token_url: text } },
  };
  const more = { type: 'object', additionalProperties: secret };
  await install(
    await package_('1.0.0', { config: config(1, { auth, hosts, more, max_tokens: { type: 'integer' } }) }),
  );

  const asked = {
    auth: { kind: 'basic', pin: 'typed-1', clientSecret: 'typed-2' },
    hosts: [{ password: 'typed-3', token_url: 'https://a.example/token' }],
    more: { any: 'typed-4' },
    max_tokens: 5,
  };
  const made = await plans.make({ ...nothing, config: { [id]: asked } }, signal);

  t.deepEqual(made.problems, []);
  t.deepEqual(
    plans.secretsOf(made.id).map(({ name, value }) => [name, value]),
    [
      [`${place}_AUTH_PIN`, 'typed-1'],
      [`${place}_AUTH_CLIENTSECRET`, 'typed-2'],
      [`${place}_HOSTS_0_PASSWORD`, 'typed-3'],
      [`${place}_MORE_ANY`, 'typed-4'],
    ],
  );
  t.deepEqual(made.actions[0]?.config, [
    { pointer: '/auth/clientSecret', isMasked: true },
    { pointer: '/auth/kind', isMasked: false, from: undefined, to: 'basic' },
    { pointer: '/auth/pin', isMasked: true },
    { pointer: '/hosts', isMasked: true },
    { pointer: '/max_tokens', isMasked: false, from: undefined, to: 5 },
    { pointer: '/more/any', isMasked: true },
  ]);
  const kept = await store.read.selectFrom('plugin_plans').selectAll().execute();
  const wanted = plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' });
  t.false(JSON.stringify([made, kept, wanted]).includes('typed-'));
  t.true(JSON.stringify(wanted).includes('https://a.example/token'));
});

test('a migration makes secrets of what somebody wrote into a file in plain text', async (t) => {
  const { install, plan, plans, manager, package_, beside, store } = await managing(t);
  const old = config(1, { mode: text, api_token: text });
  await install(await package_('1.0.0', { config: old }));
  const settings = { mode: 'full', api_token: 'written-1' };
  await writeFile(beside.overlay, JSON.stringify({ plugins: { [id]: { settings } } }));
  const login = { type: 'object', properties: { token: text }, additionalProperties: false };
  const up = [{ move: '/api_token', to: '/login/token' }];
  const files = { 'config/migrations/1-2.json': { up } };
  const newer = await package_('2.0.0', { config: config(2, { mode: text, login }) }, files);

  const made = await plan(newer);

  t.deepEqual(made.problems, []);
  t.deepEqual(
    plans.secretsOf(made.id).map(({ name, value }) => [name, value]),
    [[`${place}_LOGIN_TOKEN`, 'written-1']],
  );
  t.deepEqual(
    made.overlay.map(({ value }) => value),
    [{ mode: 'full', login: { token: `${place}_LOGIN_TOKEN` } }],
  );
  const wanted = plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' });
  await manager.apply(wanted, signal);
  const kept = await store.read.selectFrom('plugin_plans').selectAll().execute();
  const configs = await store.read.selectFrom('plugin_config').selectAll().execute();
  t.false(JSON.stringify([made, wanted, kept, configs]).includes('written-'));
});

test('settings are shown without what their schema calls a secret, and with numbers that sound like one', async (t) => {
  const { install, plugins, package_ } = await managing(t);
  const capabilities = { secrets: [{ config: 'accounts[].login', why: 'to sign in' }] };
  const accounts = { type: 'array', items: { type: 'object', properties: { login: text, user: text } } };
  const auth = { oneOf: [{ properties: { pin: secret } }] };
  const properties = {
    pin: secret,
    auth,
    accounts,
    max_tokens_per_day: { type: 'integer' },
    token_hint: text,
  };
  await install(await package_('1.0.0', { config: config(1, properties) }));
  const [manifest = t.fail()] = plugins.manifests();

  const settings = {
    pin: 'a',
    auth: { pin: 'b' },
    accounts: [{ login: 'c', user: 'd' }],
    max_tokens_per_day: 9,
    token_hint: 'e',
  };
  const shown = maskedSettings({ ...manifest, capabilities }, settings);

  t.deepEqual(shown, {
    pin: '***',
    auth: { pin: '***' },
    accounts: [{ login: '***', user: 'd' }],
    max_tokens_per_day: 9,
    token_hint: 'e',
  });
});

test('what is masked where settings are shown is exactly what a plan and its job do not hold', async (t) => {
  const { install, plans, package_, plugins, store } = await managing(t);
  const object = (properties: object) => ({ type: 'object', properties });
  const properties = {
    tokens: object({ primary: text, token_url: text, scope: text, size: { type: 'integer' } }),
    credentials: object({
      user: text,
      phrase: text,
      kind: { enum: ['a', 'b'] },
      pair: { type: 'array', items: text },
    }),
    shops: { type: 'array', items: object({ name: text, note: text }) },
    token_hint: text,
    mode: text,
  };
  await install(await package_('1.0.0', { config: config(1, properties) }));
  const [manifest = t.fail()] = plugins.manifests();
  const asked = {
    tokens: { primary: 'typed-1', token_url: 'https://a.example', scope: 'read', size: 5 },
    credentials: { user: 'mia', phrase: 'typed-2', kind: 'a', pair: ['typed-3', 'typed-4'] },
    // A name that people give is no name of a setting.
    shops: [{ name: 'password', note: 'seen' }],
    token_hint: 'under the mat',
    mode: 'full',
  };

  const made = await plans.make({ ...nothing, config: { [id]: asked } }, signal);

  t.deepEqual(made.problems, []);
  const kept = await store.read.selectFrom('plugin_plans').selectAll().execute();
  const wanted = plans.take(made.id, { hash: made.hash, approve: [], by: 'u1' });
  t.false(JSON.stringify([made, kept, wanted]).includes('typed-'));
  const hidden = '***';
  const shown = {
    ...asked,
    tokens: { ...asked.tokens, primary: hidden },
    credentials: { ...asked.credentials, phrase: hidden, pair: [hidden, hidden] },
  };
  t.deepEqual(maskedSettings(manifest, asked), shown);
  const planned = JSON.stringify(withSlices({}, wanted.overlay ?? []));
  const names = new RegExp(`"${place}_\\w+"`, 'g');
  t.deepEqual(JSON.parse(planned.replaceAll(names, `"${hidden}"`)), {
    plugins: { [id]: { settings: shown } },
  });
});
