import { isPlatformError } from '@agnes/sdk';
import test from 'ava';
import { maskedSections } from '../../host/settings/settings.ts';
import { canary, openedSettings } from './support/opened-settings.ts';

const detailsOf = (error: unknown): Readonly<Record<string, unknown>> =>
  isPlatformError(error) ? error.details : {};

const refusals: readonly [string, Readonly<Record<string, unknown>>, boolean?][] = [
  ['nothing_to_change', {}],
  ['nothing_to_change', { instance: {} }],
  ['unknown_section', { egress: { private: ['0.0.0.0/0'] } }],
  ['unknown_section', { overlay: { variables: ['JWT_SECRET_KEY'] } }],
  ['unknown_section', { data_dir: '/tmp' }],
  ['unknown_section', { jira: { url: 'https://x.example' } }],
  ['unknown_section', { constructor: { prototype: {} } }],
  ['confirm_danger_required', { auth: { allowed_domain: '*' } }],
  ['confirm_danger_required', { instance: { name: 'x' }, server: { port: 1 } }],
  ['setting_read_only', { auth: { google: { endpoints: { issuer: 'https://evil.example' } } } }, true],
  ['setting_read_only', { plugins: { 'agnes/auth-google': { settings: { endpoints: null } } } }],
  ['invalid_settings', { instance: { colour: 'red' } }],
  ['invalid_settings', { instance: { name: '' } }],
  ['invalid_settings', { instance: 'x' }],
  ['invalid_settings', { instance: { constructor: { prototype: { x: 1 } } } }],
  ['invalid_settings', { plugins: { toString: { enabled: 1 } } }],
  ['invalid_settings', { plugins: { 'agnes/auth-jwt': { settings: { nobody: 1 } } } }],
  ['invalid_settings', { plugins: { 'agnes/nobody': { required: true } } }],
  ['invalid_settings', { plugins: { 'agnes/auth-jwt': { required: true, enabled: false } } }],
  ['invalid_settings', { auth: { providers: ['passwort'] } }, true],
  ['invalid_settings', { server: { host: '203.0.113.77' } }, true],
  ['invalid_settings', { server: { port: 70_000 } }, true],
  ['invalid_settings', { server: { url: 'https://x.example/path' } }, true],
  ['invalid_settings', { server: { trusted_proxies: ['everybody'] } }, true],
];

const addresses = {
  'inside.example': ['93.184.216.34', '10.0.0.7'],
  'loop.example': ['127.0.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'ok.internal': ['10.1.2.3'],
  'fine.example': ['93.184.216.34'],
};

const refused: readonly [string, RegExp][] = [
  ['https://127.0.0.1/', /loopback/],
  ['https://2130706433/', /loopback/],
  ['https://0x7f.1/', /loopback/],
  ['https://①②⑦.⓪.⓪.①/', /loopback/],
  ['https://[::1]/', /loopback/],
  ['https://[::ffff:10.0.0.1]/', /private|reserved/],
  ['https://[64:ff9b::7f00:1]/', /reserved/],
  ['https://0/', /reserved/],
  ['https://169.254.169.254/', /cloud metadata/],
  ['https://[fd00:ec2::254]/', /cloud metadata/],
  ['https://169.254.1.1/', /link-local/],
  ['https://[fe80::1]/', /link-local/],
  ['https://224.0.0.1/', /multicast/],
  ['https://192.168.1.1/', /private/],
  ['https://100.64.0.1/', /private/],
  ['https://inside.example/', /private/],
  ['https://LOOP.example./', /loopback/],
  ['https://mapped.example/', /metadata|reserved/],
  ['https://nowhere.example/', /cannot be resolved/],
  ['http://fine.example/', /plain http/],
  ['https://user:pw@fine.example/', /login/],
  ['https://inside.example\\@fine.example/', /private/],
];

test('what cannot be changed here is refused by name and nothing is written', async (t) => {
  const { change, overlay, log } = await openedSettings(t, { yaml: 'egress: { private: [127.0.0.1] }\n' });

  for (const [code, sections, confirmed] of refusals) {
    await t.throwsAsync(change(sections, confirmed), { code }, JSON.stringify(sections));
  }

  t.is(await overlay(), undefined);
  t.deepEqual(await log(), []);
  t.is(({} as Record<string, unknown>)['x'], undefined);
});

test('a refused value is told by its key', async (t) => {
  const { change } = await openedSettings(t);

  const error = await t.throwsAsync(change({ instance: { name: '', colour: 'red' } }));

  const { errors } = detailsOf(error) as { errors: readonly { key: string }[] };
  t.deepEqual(errors.map(({ key }) => key).sort(), ['instance.colour', 'instance.name']);
  const jwt = { settings: { jwks_url: 'ftp://x' } };
  await t.throwsAsync(change({ plugins: { 'agnes/auth-jwt': { settings: { nobody: 1 } } } }), {
    message: /plugins\.agnes\/auth-jwt\.settings\.nobody "nobody" is not a known key/,
  });
  await t.throwsAsync(change({ plugins: { 'agnes/auth-jwt': jwt } }), { code: 'outbound_url_refused' });
});

test('T128: only variables that instance.yaml allows are read, those of the host itself never', async (t) => {
  const env = { COMPANY: 'Acme Ltd', JWT_SECRET_KEY: canary, AGNES_CONFIG: canary, KEBOOLA_TOKEN: canary };
  const { change, next, overlay, settings } = await openedSettings(t, { env });
  const subtitled = (subtitle: string) => change({ instance: { subtitle } });

  for (const name of ['JWT_SECRET_KEY', 'AGNES_CONFIG', 'KEBOOLA_TOKEN', 'PATH', 'NOT_SET']) {
    const error = await t.throwsAsync(subtitled(`of \${${name}}`), { code: 'invalid_settings' }, name);
    t.regex(error.message, /instance\.subtitle/);
    t.false(`${error.message}${JSON.stringify(error)}`.includes(canary));
  }
  t.is(await overlay(), undefined);

  await subtitled('of ${COMPANY}');
  t.is((await next()).instance.subtitle, 'of Acme Ltd');
  t.is((await settings.read()).tree['instance']?.valueOf().constructor, Object);
  t.false(JSON.stringify(maskedSections(await settings.read())).includes('Ltd'));
});

test('T103: an address inside the network is refused by its key and its class, however it is spelt', async (t) => {
  const { change, overlay, next } = await openedSettings(t, {
    addresses,
    yaml: 'egress: { private: [ok.internal] }\n',
  });
  const hook = (url: string) => change({ plugins: { 'agnes/notify-webhook': { settings: { url } } } });

  for (const [url, reason] of refused) {
    const error = await t.throwsAsync(hook(url), { code: 'outbound_url_refused' }, url);
    t.regex(error.message, reason, url);
    t.regex(error.message, /plugins\.agnes\/notify-webhook\.settings\.url/);
  }
  t.is(await overlay(), undefined);

  await hook('http://ok.internal/x');
  await hook('https://fine.example/x');
  t.deepEqual((await next()).plugins['agnes/notify-webhook']?.settings, { url: 'https://fine.example/x' });
});
