import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { newPlugin } from '../../host/app/author/new-plugin.ts';
import { compileCache } from '../support/compile-cache.ts';
import { HostClient } from '../support/host-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const entry = fileURLToPath(new URL('../../host/app/main.js', import.meta.url));

/** The program, and what it prints as it prints it. */
const develop = async (t: ExecutionContext, folder: string, env: Record<string, string> = {}) => {
  const temp = await tempFolder(t);
  const child = spawn(process.execPath, [entry, 'plugin-dev', folder], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: temp, ...compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(() => child.exitCode);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let printed = '';
  const more = new EventTarget();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      more.dispatchEvent(new Event('more'));
    });
  void ended.then(() => more.dispatchEvent(new Event('more')));
  /** Resolves to the match, which it takes out of what is looked at next. */
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(printed);
      if (found) {
        printed = printed.slice(found.index + found[0].length);
        return found;
      }
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${printed}`);
      await once(more, 'more');
    }
  };
  return { child, ended, temp, until };
};

const edit = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, change(await readFile(path, 'utf8')));

const newLanterns = async (t: ExecutionContext, kind: string): Promise<string> => {
  const folder = join(await tempFolder(t), 'lanterns');
  await newPlugin({ folder, kind, id: 'acme/lanterns' });
  return folder;
};

/** The plugin with a hook, which runs in the host, and without the key that nobody knows. */
const withHook = (text: string): string =>
  text
    .replace(', "colour": "red"', '')
    .replace('"connectors"', '"hooks": [{ "entry": "hook.ts", "taps": ["beforeExtract"] }], "connectors"')
    .replace(
      '"license"',
      '"capabilities": { "process": { "host": true, "why": "It is asked." } }, "license"',
    );

/** How the plugin is doing, for its administrator. */
const stateIn = async (admin: HostClient): Promise<string> => {
  const body = await admin.ask('GET /api/admin/plugins');
  const plugins = body['plugins'] as readonly { id: string; version: string; state: string }[];
  const own = plugins.filter(({ id }) => id === 'acme/lanterns');
  return own.map(({ version, state }) => `${version} ${state}`).join(', ');
};

const send = (page: string, action: string, form: Record<string, string>) =>
  fetch(new URL(action, page), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

/** What the author does on the page, while the plugin has a hook and a source. */
const usesPage = async (
  t: ExecutionContext,
  page: string,
  until: Awaited<ReturnType<typeof develop>>['until'],
) => {
  const shown = await (await fetch(page)).text();
  t.regex(shown, /DEV acme\/lanterns 1\.2\.0[\s\S]*Loaded in \d+ ms/);
  t.regex(shown, /<label for="field-config-first_year">First year<\/label>/);
  t.regex(shown, /<td>2024-01-01<\/td>/);
  t.regex(shown, /<td>beforeExtract<\/td><td>ok<\/td>/);
  t.is((await fetch(new URL('/', page))).status, 404);
  t.is((await send(page, 'withhold', { name: 'process:host' })).status, 303);
  await until(/refused .*run in the host process/);
  t.regex(await (await fetch(page)).text(), /used, and not granted[\s\S]*Grant for this session/);
  t.is((await send(page, 'grant', { name: 'process:host' })).status, 303);
  await until(/loaded {3}DEV acme\/lanterns 1\.2\.0/);

  const wrong = await send(page, 'settings', { 'config.first_year': 'soon', 'config.last_year': '2024' });
  t.is(wrong.status, 422);
  t.regex(await wrong.text(), /role="alert"><li>First year: Must be integer/);
  t.is(
    (await send(page, 'settings', { 'config.first_year': '1999', 'config.last_year': '1999' })).status,
    303,
  );
};

/** A read that ends only when it is told to: the change that mends it must not wait. */
const endless = `await new Promise((_, end) => signal.addEventListener('abort', () => end(signal.reason)));
      `;

test.serial('a plugin under development is swapped at every change that loads', async (t) => {
  const folder = await newLanterns(t, 'connector');
  const manifest = join(folder, 'agnes.plugin.json');
  const connector = join(folder, 'connector.ts');
  const good = await readFile(connector, 'utf8');
  await writeFile(connector, good.replace('for (const', `${endless}for (const`));
  const { child, ended, temp, until } = await develop(t, folder);
  const [, url = ''] = await until(/Agnes is ready: +(http:\S+)\n/);
  const [, page = ''] = await until(/Its page: +(http:\S+)\n/);
  const [, password = ''] = await until(/Password: +(\S+)\n/);
  const token = await new HostClient(url).signIn({ email: 'admin@example.com', password });
  const admin = new HostClient(url, token);
  await until(/loaded {3}DEV acme\/lanterns 1\.0\.0/);
  await writeFile(connector, good);
  await until(/loaded {3}DEV acme\/lanterns 1\.0\.0/);
  await until(/read {5}lanterns: days read/);
  t.is(await stateIn(admin), '1.0.0 active');

  await edit(manifest, (text) => text.replace('"1.0.0"', '"1.1.0"'));
  await until(/loaded {3}DEV acme\/lanterns 1\.1\.0/);
  t.is(await stateIn(admin), '1.1.0 active');

  await edit(manifest, (text) => text.replace('"1.1.0"', '"1.2.0", "colour": "red"'));
  const [told] = await until(/refused {2}.*\n/);
  t.regex(told, /colour.*The version before goes on\./);
  t.is(await stateIn(admin), '1.1.0 active');

  const hook = "export default { setup: ({ tap }) => tap('beforeExtract', (plan) => plan) };\n";
  await writeFile(join(folder, 'hook.ts'), hook);
  await edit(manifest, withHook);
  await until(/loaded {3}DEV acme\/lanterns 1\.2\.0/);
  t.is((await admin.sync({ tables: ['days'] }))['status'], 'succeeded');
  await until(/hook {5}beforeExtract: ok/);
  await until(/read {5}lanterns: days/);

  await usesPage(t, page, until);

  child.kill('SIGINT');
  t.is(await ended, 0);
  t.false((await readdir(temp)).some((name) => name.startsWith('agnes-dev-')));
});

test.serial('a plugin under development is not loaded in production', async (t) => {
  const folder = await newLanterns(t, 'hook');
  const { until, ended } = await develop(t, folder, { NODE_ENV: 'production' });

  await until(/NODE_ENV is production/);

  t.is(await ended, 1);
});

test.serial('a folder without a plugin is a wrong argument, as for every command of authors', async (t) => {
  const { ended, until } = await develop(t, await tempFolder(t));
  await until(/There is no agnes\.plugin\.json in /);
  t.is(await ended, 2);
});
