import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { KnownFields } from '../../host/settings/known-fields.ts';
import { crashPoints } from '../support/crash-points.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openedSettings } from './support/opened-settings.ts';

test('a change goes into the overlay alone, whole, readable by its owner only, and the next start reads it', async (t) => {
  const { change, overlay, next, file, log } = await openedSettings(t);

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
  const { change, overlay, next } = await openedSettings(t);
  await change({ instance: { name: 'Renamed' }, desktop: { url_scheme: 'acme' } });

  await change({ instance: { name: null } });

  t.is((await next()).instance.name, 'Acme');
  t.false((await overlay())?.includes('instance:'));
  t.is((await next()).desktop.url_scheme, 'acme');
});

test('an overlay that cannot be read is a fault of ours and is never written over', async (t) => {
  const { change, file, overlay, log } = await openedSettings(t);

  for (const broken of ['instance: [', '- a\n- list\n', 'a: 1\na: 2\n', '"text"']) {
    await writeFile(file, broken);
    await t.throwsAsync(change({ instance: { name: 'x' } }), { code: 'overlay_unreadable' });
    t.is(await overlay(), broken);
  }
  t.deepEqual(await log(), []);
});

test('changes at the same time are made one after the other, and none is lost', async (t) => {
  const { change, next, log } = await openedSettings(t);

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
  const { file, next } = await openedSettings(t);
  await writeFile(file, 'egress: { private: ["0.0.0.0/0"] }\n');

  const error = await t.throwsAsync(next(), { code: 'config_invalid' });

  t.like(error, {
    hint: `${file}:1 egress: is not a section that can be changed at run time. Put it into instance.yaml.`,
  });
});

test('what is known of the fields comes from the schema and from the plugins', async (t) => {
  const { settings } = await openedSettings(t);
  const { fields } = await settings.read();
  const at = (...path: readonly string[]) => {
    const whole = { fields } as { fields?: KnownFields };
    return path.reduce<{ fields?: KnownFields } | undefined>((field, name) => field?.fields?.[name], whole);
  };

  t.deepEqual(Object.keys(fields).sort(), [
    'ai',
    'auth',
    'corporate_memory',
    'data_source',
    'desktop',
    'instance',
    'openmetadata',
    'plugins',
    'server',
  ]);
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
  t.like(at('data_source', 'keboola', 'stack_url'), {
    kind: 'string',
    format: 'url',
    placeholder_from: 'KEBOOLA_STACK_URL',
  });
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

    const { next, log, change } = await openedSettings(t, { folder });
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
