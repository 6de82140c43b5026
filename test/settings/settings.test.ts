import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPlatformError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { configSchema } from '../../config/schema.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import type { KnownFields } from '../../host/settings/known-fields.ts';
import { maskedSections } from '../../host/settings/settings.ts';
import { crashPoints } from '../support/crash-points.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type LabOptions, openSettings } from './support/settings-lab.ts';

const bundled = fileURLToPath(new URL('../../plugins', import.meta.url));
const intent = { action: 'instance_config.update', actor: { kind: 'session', userId: 'u1' } } as const;
const canary = 'canary-7f3a91';

let plugins: Promise<Plugins> | undefined;

/** The plugins that ship with the host, set up once: nothing here changes them. */
const bundledPlugins = async (t: ExecutionContext): Promise<Plugins> => {
  const kept = { ...t, teardown: () => undefined } as unknown as ExecutionContext;
  plugins ??= tempFolder(kept)
    .then((local) => startPlugins(kept, { bundled, local, store: '' }))
    .then((started) => started.plugins);
  return await plugins;
};

const opened = async (t: ExecutionContext, options: Partial<LabOptions> = {}) => {
  const folder = await tempFolder(t);
  const lab = await openSettings({ folder, plugins: await bundledPlugins(t), ...options });
  t.teardown(() => lab[Symbol.asyncDispose]());
  const change = (sections: Readonly<Record<string, unknown>>, confirmDanger = false) =>
    lab.settings.change({ sections, confirmDanger }, intent);
  return { ...lab, folder, change };
};

const detailsOf = (error: unknown): Readonly<Record<string, unknown>> =>
  isPlatformError(error) ? error.details : {};

test('a change goes into the overlay alone, whole, readable by its owner only, and the next start reads it', async (t) => {
  const { change, overlay, next, file, log } = await opened(t);

  const outcome = await change({ instance: { name: 'Renamed', subtitle: '' } });

  t.deepEqual(outcome.changes, [{ key: 'instance.name', before: 'Acme', after: 'Renamed' }]);
  t.regex((await overlay()) ?? '', /instance:\n {2}name: Renamed\n$/);
  t.is((await stat(file)).mode & 0o777, 0o600);
  t.is((await next()).instance.name, 'Renamed');
  const [row] = await log();
  t.is(row?.action, 'instance_config.update');
  t.deepEqual(JSON.parse(row?.params ?? ''), { changes: outcome.changes });
});

test('null takes a value back to what instance.yaml says, and empty branches with it', async (t) => {
  const { change, overlay, next } = await opened(t);
  await change({ instance: { name: 'Renamed' }, desktop: { url_scheme: 'acme' } });

  await change({ instance: { name: null } });

  t.is((await next()).instance.name, 'Acme');
  t.false((await overlay())?.includes('instance:'));
  t.is((await next()).desktop.url_scheme, 'acme');
});

test('what cannot be changed here is refused by name and nothing is written', async (t) => {
  const { change, overlay, log } = await opened(t, { yaml: 'egress: { private: [127.0.0.1] }\n' });
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

  for (const [code, sections, confirmed] of refusals) {
    await t.throwsAsync(change(sections, confirmed), { code }, JSON.stringify(sections));
  }

  t.is(await overlay(), undefined);
  t.deepEqual(await log(), []);
  t.is(({} as Record<string, unknown>)['x'], undefined);
});

test('a refused value is told by its key', async (t) => {
  const { change } = await opened(t);

  const error = await t.throwsAsync(change({ instance: { name: '', colour: 'red' } }));

  const { errors } = detailsOf(error) as { errors: readonly { key: string }[] };
  t.deepEqual(errors.map(({ key }) => key).sort(), ['instance.colour', 'instance.name']);
});

test('T128: only variables that instance.yaml allows are read, those of the host itself never', async (t) => {
  const env = { COMPANY: 'Acme Ltd', JWT_SECRET_KEY: canary, AGNES_CONFIG: canary, KEBOOLA_TOKEN: canary };
  const { change, next, overlay, settings } = await opened(t, { env });
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

test('a secret goes to the store under a name, its placeholder changes nothing, and it is shown nowhere', async (t) => {
  const { change, overlay, secrets, settings, log } = await opened(t);
  const google = { google: { client_id: 'agnes', client_secret_env: canary } };

  const { changes } = await change({ auth: google }, true);

  t.deepEqual(
    changes.map(({ key, before, after }) => [key, before, after]),
    [
      ['auth.google.client_id', null, 'agnes'],
      ['auth.google.client_secret_env', '<empty>', '***'],
    ],
  );
  t.regex((await overlay()) ?? '', /client_secret_env: AUTH_GOOGLE_CLIENT_SECRET/);
  t.is(secrets.resolve('AUTH_GOOGLE_CLIENT_SECRET')?.reveal(), canary);
  const shown = maskedSections(await settings.read());
  t.deepEqual((shown['auth'] as Record<string, unknown>)['google'], {
    client_id: 'agnes',
    client_secret_env: '***',
  });

  const again = await change({ auth: (shown['auth'] ?? {}) as object });
  t.deepEqual(again, { sections: [], changes: [] });
  t.is(secrets.resolve('AUTH_GOOGLE_CLIENT_SECRET')?.reveal(), canary);
  t.false(`${JSON.stringify(await log())}${await overlay()}`.includes(canary));
});

test('a secret inside a list keeps its place when the list comes back masked, and the name of a secret chooses it', async (t) => {
  const addresses = { 'one.example': ['93.184.216.34'], 'two.example': ['93.184.216.35'] };
  const { change, overlay, secrets, settings } = await opened(t, { addresses, env: { TWO_SECRET: 'x' } });
  const one = { name: 'one', issuer: 'https://one.example', client_id: 'a', client_secret_env: canary };
  const two = { name: 'two', issuer: 'https://two.example', client_id: 'b', client_secret_env: 'TWO_SECRET' };
  await change({ auth: { oidc: { instances: [one, two] } } }, true);
  const written = (await overlay()) ?? '';
  t.regex(written, /client_secret_env: AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET/);
  t.regex(written, /client_secret_env: TWO_SECRET/);

  const masked = { name: 'one', issuer: 'https://one.example', client_id: 'c', client_secret_env: '***' };
  await change({ auth: { oidc: { instances: [{ ...two, client_secret_env: '***' }, masked] } } }, true);

  const { auth } = (await settings.read()).tree as { auth: { oidc: { instances: readonly object[] } } };
  t.deepEqual(auth.oidc.instances, [
    two,
    { ...one, client_id: 'c', client_secret_env: 'AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET' },
  ]);
  t.is(secrets.resolve('AUTH_OIDC_INSTANCES_ONE_CLIENT_SECRET')?.reveal(), canary);
});

test('T103: an address inside the network is refused by its key and its class, however it is spelt', async (t) => {
  const addresses = {
    'inside.example': ['93.184.216.34', '10.0.0.7'],
    'loop.example': ['127.0.0.1'],
    'mapped.example': ['::ffff:169.254.169.254'],
    'ok.internal': ['10.1.2.3'],
    'fine.example': ['93.184.216.34'],
  };
  const { change, overlay, next } = await opened(t, {
    addresses,
    yaml: 'egress: { private: [ok.internal] }\n',
  });
  const hook = (url: string) => change({ plugins: { 'agnes/notify-webhook': { settings: { url } } } });
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

test('an overlay that cannot be read is a fault of ours and is never written over', async (t) => {
  const { change, file, overlay, log } = await opened(t);

  for (const broken of ['instance: [', '- a\n- list\n', 'a: 1\na: 2\n', '"text"']) {
    await writeFile(file, broken);
    await t.throwsAsync(change({ instance: { name: 'x' } }), { code: 'overlay_unreadable' });
    t.is(await overlay(), broken);
  }
  t.deepEqual(await log(), []);
});

test('changes at the same time are made one after the other, and none is lost', async (t) => {
  const { change, next, log } = await opened(t);

  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => change({ instance: { subtitle: `${index}` } })),
    change({ instance: { name: 'Renamed' } }),
    change({ desktop: { url_scheme: 'acme' } }),
  ]);

  const { instance, desktop } = await next();
  t.deepEqual([instance.name, instance.subtitle, desktop.url_scheme], ['Renamed', '9', 'acme']);
  t.is((await log()).length, 12);
});

test('an overlay may not hold what belongs into instance.yaml', async (t) => {
  const { file, next } = await opened(t);
  await writeFile(file, 'egress: { private: ["0.0.0.0/0"] }\n');

  const error = await t.throwsAsync(next(), { code: 'config_invalid' });

  t.deepEqual(detailsOf(error)['faults'], [
    {
      file,
      line: 1,
      key: 'egress',
      message: 'is not a section that can be changed at run time',
      fix: 'Put it into instance.yaml.',
    },
  ]);
});

test('what is known of the fields comes from the schema and from the plugins', async (t) => {
  const { settings } = await opened(t);
  const { fields } = await settings.read();
  const at = (...path: readonly string[]) => {
    const whole = { fields } as { fields?: KnownFields };
    return path.reduce<{ fields?: KnownFields } | undefined>((field, name) => field?.fields?.[name], whole);
  };

  t.deepEqual(Object.keys(fields).sort(), ['auth', 'desktop', 'instance', 'plugins', 'server']);
  t.like(at('instance', 'name'), { kind: 'string', required: true });
  t.like(at('server', 'port'), { kind: 'int', default: 8000 });
  t.like(at('server', 'allowed_hosts'), { kind: 'array', items: { kind: 'string' } });
  t.like(at('plugins'), { kind: 'map' });
  t.like(at('plugins', 'agnes/auth-jwt', 'enabled'), { kind: 'bool', default: true });
  t.like(at('plugins', 'agnes/auth-jwt', 'settings', 'jwks_url'), { kind: 'string', format: 'url' });
  t.like(at('auth', 'google', 'client_secret_env'), { kind: 'secret' });
  t.like(at('auth', 'google', 'client_id'), { placeholder_from: 'GOOGLE_CLIENT_ID' });
  t.like(at('auth', 'google', 'groups', 'source'), { kind: 'select', default: 'cloud_identity_transitive' });
  t.like(at('auth', 'google', 'endpoints'), { read_only: true });
  t.true('properties' in configSchema);
});

const program = fileURLToPath(new URL('programs/change-and-die.ts', import.meta.url));

const killed = test.macro({
  title: (_, point: string) =>
    `kill -9 at ${point}: the settings are the old or the new, and what is in effect is audited`,
  async exec(t, crash: string) {
    const folder = await tempFolder(t);
    const child = spawn(process.execPath, [program, folder, crash], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [, signal] = await once(child, 'exit');
    t.is(signal, 'SIGKILL');

    const { next, log, change } = await opened(t, { folder });
    const { subtitle } = (await next()).instance;
    t.true(['', 'new'].includes(subtitle));
    t.is(subtitle, crash === 'settings.written' ? 'new' : '');
    t.is((await log()).length, crash === 'settings.staged' ? 0 : 1);
    await change({ instance: { subtitle: 'newer' } });
    t.is((await next()).instance.subtitle, 'newer');
    t.true((await readdir(join(folder, 'state'))).includes('instance.yaml'));
  },
});

const points = ['settings.staged', 'settings.audited', 'settings.written'];

for (const point of points) test(killed, point);

test('every step of a change at which it lets itself be killed is tried', async (t) => {
  t.deepEqual(await crashPoints('host/settings/**/*.ts'), points);
});
