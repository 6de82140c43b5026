import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadPages } from '../../web/pages.ts';
import { exitCode } from '../exit-code.ts';
import { guardProcess } from '../guards.ts';
import { startHost } from '../host.ts';
import { instanceConfig } from '../instance-config.ts';
import type { Invocation } from '../invocation.ts';
import { jsonLog } from '../log.ts';
import { untilStopped } from '../until-stopped.ts';
import { DevDoor } from './dev-door.ts';
import { settingsFormOf, takenSettings } from './dev-form.ts';
import { type Say, traceCalls } from './dev-lines.ts';
import { devPage } from './dev-page.ts';
import { type DevAdmin, DevPreviews } from './dev-preview.ts';
import { DevSession } from './dev-session.ts';
import { DevSupply } from './dev-supply.ts';
import { DevSwap } from './dev-swap.ts';
import { devRefused } from './errors.ts';
import { FixtureServer } from './fixture-server.ts';
import { readFixtures } from './fixtures.ts';
import { freePort } from './free-port.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';
import { onChange } from './watch-folder.ts';

const email = 'admin@example.com';

/** `agnes plugin dev`: a host in a folder of its own, with one plugin that is loaded anew at every change. */
export const devPlugin = async ({ args, env, terminal }: Invocation): Promise<number> => {
  const [given = '.', port] = args;
  if (env['NODE_ENV'] === 'production') throw devRefused({});
  const folder = await realpath(resolve(given)).catch(() => resolve(given));
  const plugin = await openPlugin(folder);
  const work = await mkdtemp(join(await realpath(tmpdir()), 'agnes-dev-'));
  const stopped = untilStopped();
  try {
    await using server = await FixtureServer.start(plugin.manifest, { answers: [] });
    const hostEnv = ownEnvironment(env, work);
    const file = await configIn(work, plugin, Number(port) || (await freePort()));
    const instance = await instanceConfig(file, hostEnv);
    const log = jsonLog(terminal.warn, Date.now);
    using _guard = guardProcess(log);
    const say: Say = (line) => terminal.print(`${new Date().toISOString().slice(11, 19)}  ${line}`);
    const session = new DevSession();
    using _traces = traceCalls(plugin.manifest.id, say, session);
    await using host = await startHost({ instance, env: hostEnv, log: quiet(log) });
    const store = join(work, 'data/plugins/store');
    const swap = new DevSwap({ folder, store, plugins: host.plugins, say, session });
    const supply = new DevSupply({ host, server, say, session, env: hostEnv });
    const developing = { url: host.url, folder, session, swap, supply };
    const admin = { url: host.url, email, password: hostEnv['SEED_ADMIN_PASSWORD'] ?? '' };
    await using door = await openDoor(developing, new DevPreviews(admin));
    terminal.print(welcome({ ...admin, folder, page: door.url }));
    await keepFresh(developing, stopped);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return exitCode.ok;
};

interface Developing {
  readonly url: string;
  readonly folder: string;
  readonly session: DevSession;
  readonly swap: DevSwap;
  readonly supply: DevSupply;
}

/** Loads what is there, then every change, one after the other. */
const keepFresh = async ({ folder, swap, supply }: Developing, stopped: Promise<void>): Promise<void> => {
  const end = new AbortController();
  const load = async (): Promise<void> => {
    const plugin = await swap.load();
    // Reading may take its time: the next change waits for none of it.
    if (plugin) void supply.offer(plugin);
  };
  // A read that is under way at the end is cut off by the host.
  await Promise.race([stopped, onChange(folder, end.signal, load)]);
  end.abort();
};

/** The page, and what its buttons do. */
const openDoor = async (parts: Developing, previews: DevPreviews): Promise<DevDoor> => {
  const pages = await loadPages();
  const { session, url, swap, supply } = parts;
  const again = async (): Promise<void> => {
    const plugin = await swap.again();
    if (plugin) await supply.offer(plugin);
  };
  const allow = (isGranted: boolean) => async (form: URLSearchParams) => {
    session.allow(form.get('name') ?? '', isGranted);
    await again();
    return [];
  };
  const settings = async (form: URLSearchParams): Promise<readonly string[]> => {
    const { plugin } = session;
    if (!plugin) return ['No plugin is loaded.'];
    const taken = takenSettings(plugin.manifest, session.config ?? {}, form);
    if ('faults' in taken) return taken.faults;
    if (!plugin.manifest.contributes.connectors?.length)
      return ['These settings are good. A host takes them from instance.yaml, not from here.'];
    session.config = taken.config;
    await again();
    return [];
  };
  return DevDoor.open({
    actions: { grant: allow(true), withhold: allow(false), settings },
    page: async (faults) => {
      const tables = session.plugin && (await readFixtures(session.plugin).catch(() => undefined))?.tables;
      const shown = await previews.of((tables ?? []).map(({ plan }) => plan.name));
      const { plugin, config = {} } = session;
      const fields = plugin ? pages.piece('schema-form', settingsFormOf(plugin.manifest, config)).trim() : '';
      return devPage({ url, session, previews: shown, fields, faults });
    },
  });
};

/** What the host is told of the environment: nothing of it may lead into another host's folders. */
const ownEnvironment = (env: Invocation['env'], work: string): Record<string, string | undefined> => ({
  PATH: env['PATH'],
  DATA_DIR: join(work, 'data'),
  SEED_ADMIN_EMAIL: email,
  SEED_ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
});

const configIn = async (work: string, { manifest }: OpenPlugin, port: number): Promise<string> => {
  const file = join(work, 'instance.yaml');
  const config = {
    instance: { name: `DEV ${manifest.displayName}`, subtitle: manifest.id },
    auth: { allowed_domain: '' },
    server: { host: '127.0.0.1', hostname: '127.0.0.1', port },
    egress: { private: ['127.0.0.1'] },
    query: { workers: 1 },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
};

/** Of the log of a host only what an author of plugins has to know: what plugins say, and errors that nobody caught. */
const quiet =
  (log: ReturnType<typeof jsonLog>): ReturnType<typeof jsonLog> =>
  (event, facts) => {
    if (event === 'plugin' || event.startsWith('stray')) log(event, facts);
  };

interface Welcome extends DevAdmin {
  readonly folder: string;
  readonly page: string;
}

const welcome = ({ url, folder, password, page }: Welcome): string =>
  [
    '',
    `  Agnes is ready:  ${url}`,
    `  Its page:        ${page}`,
    `  E-mail:          ${email}`,
    `  Password:        ${password}`,
    `  Plugin:          ${folder} (DEV, watched)`,
    '',
    '  Ctrl-C stops it and removes its data.',
    '',
  ].join('\n');
