import { join } from 'node:path';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { configFile } from '../support/host-process.ts';
import { type CliEnd, newWorkspace, runCli } from '../support/run-cli.ts';
import { seedReader } from '../support/seed-reader.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ada = { email: 'ada@example.com', password: 'another long password', tables: [] };
const context = fileContext();

let host: StartedHost;
let asAdmin: HostClient;
let agnes: (...args: readonly string[]) => Promise<CliEnd>;

test.before(async () => {
  const dataDir = join(await tempFolder(context), 'data');
  await seedReader(dataDir, ada);
  host = await startHost(context, { dataDir });
  asAdmin = await host.asAdmin();
  const { env, cwd } = await newWorkspace(context);
  const here = { AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() };
  const onHost = { AGNES_CONFIG: await configFile(context), DATA_DIR: dataDir };
  agnes = (...args) => runCli(context, args, { cwd, env: { ...env, ...here, ...onHost } });
});

const groupNamed = async (name: string) =>
  (
    (await asAdmin.ask('GET /api/admin/groups')) as unknown as readonly Readonly<Record<string, unknown>>[]
  ).find((group) => group['name'] === name);

test.serial('a group is called otherwise and described anew; without a change it is a mistake', async (t) => {
  const changed = await agnes('admin', 'group', 'edit', 'readers', '--name', 'Everybody who reads');
  const described = await agnes('admin', 'group', 'edit', 'Everybody who reads', '--description', 'Reads');
  const nothing = await agnes('admin', 'group', 'edit', 'Everybody who reads');

  t.deepEqual([changed.code, described.code, nothing.code], [0, 0, 2]);
  t.is(changed.stdout, 'Everybody who reads is changed.\n');
  t.like(await groupNamed('Everybody who reads'), { description: 'Reads' });
  t.is(await groupNamed('Readers'), undefined);
});

test.serial('a user gets another name, and is signed out everywhere', async (t) => {
  const asAda = new HostClient(host.url, await new HostClient(host.url).signIn(ada));

  const renamed = await agnes('admin', 'rename-user', ada.email, 'Ada Lovelace');
  const named = await asAda.ask('GET /auth/me');
  const ended = await agnes('admin', 'end-sessions', ada.email);

  t.is(renamed.stdout, 'ada@example.com is called Ada Lovelace.\n');
  t.is(named['name'], 'Ada Lovelace');
  t.is(ended.stdout, 'ada@example.com is signed out everywhere.\n');
  t.is((await asAda.send('GET /auth/me')).status, 401);
});

test.serial('a token of somebody else is revoked with --all, and only with it', async (t) => {
  const asAda = new HostClient(host.url, await new HostClient(host.url).signIn(ada));
  const { token } = await asAda.ask('POST /auth/tokens', { body: { name: 'nightly', expires_in_days: 1 } });
  const byToken = new HostClient(host.url, String(token));
  const works = await byToken.send('GET /auth/me');

  const own = await agnes('tokens', 'revoke', 'nightly');
  const any = await agnes('tokens', 'revoke', 'nightly', '--all');

  t.is(works.status, 200);
  t.is(own.code, 8);
  t.is(any.stdout, 'nightly is revoked.\n');
  t.is((await byToken.send('GET /auth/me')).status, 401);
});

test.serial('an administrator by break-glass is confirmed by another one', async (t) => {
  const granted = await agnes('admin', 'break-glass', 'grant-admin', ada.email, '--reason', 'Lost', '-y');
  const before = await asAdmin.ask('GET /api/admin/break-glass');
  const confirmed = await agnes('admin', 'break-glass', 'confirm', ada.email);
  const again = await agnes('admin', 'break-glass', 'confirm', ada.email);

  t.is(granted.code, 0, granted.stderr);
  t.is((before['items'] as readonly unknown[]).length, 1);
  t.is(confirmed.stdout, 'ada@example.com stays an administrator.\n');
  t.deepEqual((await asAdmin.ask('GET /api/admin/break-glass'))['items'], []);
  t.is(again.code, 8, again.stderr);
  t.regex(again.stderr, /break_glass_not_found/);
});
