import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { HostClient } from '../support/host-client.ts';
import { configFile, type HostOptions } from '../support/host-process.ts';
import { hooksManifest, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { type CliEnd, newWorkspace, runCli } from '../support/run-cli.ts';
import { seedReader } from '../support/seed-reader.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ada = { email: 'ada@example.com', password: 'another long password', tables: [] };
const grantAda = ['admin', 'break-glass', 'grant-admin', ada.email, '--reason', 'nobody gets in', '-y'];

/** The data folder of a host that is stopped, with a user who is no administrator, and `agnes` on its machine. */
const machineOf = async (t: ExecutionContext) => {
  const dataDir = join(await tempFolder(t), 'data');
  await seedReader(dataDir, ada);
  const { cwd, env } = await newWorkspace(t);
  const here = { ...env, AGNES_CONFIG: await configFile(t), DATA_DIR: dataDir };
  const agnes = (args: readonly string[]): Promise<CliEnd> => runCli(t, args, { cwd, env: here });
  const start = (options: HostOptions = {}) => startHost(t, { ...options, dataDir });
  return { dataDir, agnes, start };
};

/** Opens a break-glass link in the place of a browser, and presses the button. */
const follow = async ({ url }: StartedHost, link: string) => {
  const { pathname, search, searchParams } = new URL(link.trim());
  const client = new HostClient(url);
  const page = await client.send(`GET ${pathname}${search}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const pressed = await client.send(`POST ${pathname}`, { body: searchParams.toString(), headers });
  const [, token] = /access_token=([^;]+);/.exec(pressed.headers.get('set-cookie') ?? '') ?? [];
  return { page, pressed, client: new HostClient(url, token) };
};

const told = async (client: HostClient): Promise<readonly string[]> => {
  const { conditions } = await client.ask('GET /api/admin/conditions');
  return (conditions as readonly { code: string; why: string }[])
    .filter(({ code }) => code === 'break_glass_active')
    .map(({ why }) => why);
};

test.serial(
  'while the host runs, break-glass makes an administrator of whom every other one is told',
  async (t) => {
    const { agnes, start } = await machineOf(t);
    const host = await start();
    const other = await host.asAdmin();

    const granted = await agnes(grantAda);
    const { page, pressed, client } = await follow(host, granted.stdout);
    const again = await follow(host, granted.stdout);
    const me = await client.ask('GET /auth/me');
    const { entries } = await other.ask('GET /api/admin/audit?action=break_glass.grant_admin');

    t.is(granted.code, 0);
    t.regex(
      granted.stderr,
      /^ada@example\.com is an administrator until .+Z; all administrators are told\.$/m,
    );
    t.is(page.status, 200);
    t.regex(page.text, /<form method="post" action="&#x2F;auth&#x2F;break-glass"[\s\S]*>Sign in<\/button>/);
    t.deepEqual([pressed.status, pressed.headers.get('location')], [302, '/dashboard']);
    t.like(me, { email: ada.email, is_admin: true });
    t.is(again.pressed.status, 401);
    t.regex(again.pressed.text, /was used/);
    t.regex((await told(other)).join(), /^ada@example\.com is an administrator by break-glass until /);
    t.like((entries as readonly unknown[])[0], {
      actor_kind: 'cli',
      params: { reason: 'nobody gets in' },
    });
  },
);

test.serial(
  'while the host is stopped, also after a kill, break-glass works on its files and no plugin is asked',
  async (t) => {
    const { dataDir, agnes, start } = await machineOf(t);
    await (await start()).kill9();
    const broken = {
      'agnes.plugin.json': hooksManifest('acme/broken', ['resolveUser']),
      'index.ts': setupEntry('throw 1;'),
    };
    await writePlugin(join(dataDir, 'plugins', 'local'), 'broken', broken);

    const granted = await agnes(grantAda);
    const host = await start({
      config: { auth: { allowed_domain: '', disabled_providers: ['password', 'email'] } },
    });
    const { pressed, client } = await follow(host, granted.stdout);

    t.is(granted.code, 0);
    t.is(pressed.status, 302);
    t.is((await told(client)).length, 1);
    const { plugins } = await client.ask('GET /api/admin/plugins');
    t.true(
      (plugins as readonly { id: string; state: string }[]).some(
        ({ id, state }) => id === 'acme/broken' && state !== 'active',
      ),
    );
  },
);

test.serial(
  'break-glass refuses what is no decision: nobody, no reason, no confirmation, a socket that others reach',
  async (t) => {
    const { dataDir, agnes, start } = await machineOf(t);
    await start();

    const nobody = await agnes(grantAda.with(3, 'adda@example.com'));
    const unexplained = await agnes(['admin', 'break-glass', 'grant-admin', ada.email, '-y']);
    const unconfirmed = await agnes(grantAda.slice(0, -1));
    await chmod(join(dataDir, 'run', 'host.sock'), 0o666);
    const open = await agnes(grantAda);

    t.deepEqual([nobody.code, unexplained.code, unconfirmed.code, open.code], [1, 2, 2, 1]);
    t.regex(nobody.stderr, /There is no user "adda@example\.com"\.\nDid you mean ada@example\.com\?/);
    t.regex(unexplained.stderr, /A reason is missing/);
    t.regex(unconfirmed.stderr, /A confirmation is missing[\s\S]*--yes/);
    t.regex(open.stderr, /not the socket of this user alone/);
  },
);

test.serial(
  'a new setup code comes from the host that runs, or from its files, and the older one is worth nothing',
  async (t) => {
    const { agnes, start } = await machineOf(t);
    const host = await start({ env: { SEED_ADMIN_EMAIL: '' } });
    const first = /Setup code[^:]+:[^ ]+ (\S+)/.exec(host.stdout())?.[1];

    const running = await agnes(['server', 'setup-code']);
    const used = await bootstrap(host, first);
    await host.stop();
    const stopped = await agnes(['server', 'setup-code']);

    t.deepEqual([running.code, stopped.code], [0, 0]);
    t.is(used.status, 403);
    t.regex(running.stdout, /^[\w-]{43}\nGood until /);
    t.not(running.stdout, stopped.stdout);
  },
);

test.serial(
  'the setup code of a host that runs makes the first administrator, and then there are no more',
  async (t) => {
    const { agnes, start } = await machineOf(t);
    const host = await start({ env: { SEED_ADMIN_EMAIL: '' } });

    const { stdout } = await agnes(['server', 'setup-code']);
    const { status } = await bootstrap(host, stdout.split('\n')[0]);
    const late = await agnes(['server', 'setup-code']);

    t.is(status, 200);
    t.is(late.code, 1);
    t.regex(late.stderr, /There is an administrator already/);
  },
);

const bootstrap = ({ url }: StartedHost, code: string | undefined) =>
  new HostClient(url).send('POST /auth/bootstrap', { body: { email: ada.email, setup_code: code } });
