import { join } from 'node:path';
import test from 'ava';
import { objectsOf } from '../../cli/json/values.ts';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { type CliEnd, newWorkspace, runCli } from '../support/run-cli.ts';
import { seedReader } from '../support/seed-reader.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Agnes = (...args: readonly string[]) => Promise<CliEnd>;

const ada = { email: 'ada@example.com', password: 'another long password', tables: ['orders'] };
const context = fileContext();

let host: StartedHost;
let asAdmin: Agnes;
let asAda: Agnes;

const agnesWith = async (token: string): Promise<Agnes> => {
  const { env, cwd } = await newWorkspace(context);
  const here = { AGNES_SERVER: host.url, AGNES_TOKEN: token };
  return (...args) => runCli(context, args, { cwd, env: { ...env, ...here } });
};

const told = async (agnes: Agnes, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> =>
  JSON.parse((await agnes(...args, '--json')).stdout);

test.before(async () => {
  const dataDir = join(await tempFolder(context), 'data');
  await seedReader(dataDir, ada);
  const config = await filesSource(context, { 'orders.csv': 'id\n1\n', 'salaries.csv': 'id\n1\n' });
  host = await startHost(context, { dataDir, config });
  await (await host.asAdmin()).sync();
  asAdmin = await agnesWith(await host.token());
  asAda = await agnesWith(await new HostClient(host.url).signIn(ada));
});

test.serial('runs are listed, and one tells what became of each table', async (t) => {
  const { runs } = await told(asAdmin, 'admin', 'sync-runs', 'list', '--table', 'orders');
  const [first] = objectsOf(runs);
  const id = String(first?.['id']);

  const list = await asAdmin('admin', 'sync-runs', 'list', '--status', 'succeeded', '--limit', '1');
  const shown = await asAdmin('admin', 'sync-runs', 'show', id);
  const whole = await told(asAdmin, 'admin', 'sync-runs', 'show', id);
  const none = await told(asAdmin, 'admin', 'sync-runs', 'list', '--status', 'failed');
  const lost = await asAdmin('admin', 'sync-runs', 'show', 'nothing');

  t.regex(list.stdout, new RegExp(`${id} .* manual +succeeded +2 +0 +0 +1 `));
  t.regex(shown.stdout, /status +succeeded\n[\s\S]*orders +published +1 +\d+/);
  t.is(objectsOf((whole['run'] as { tables: unknown }).tables).length, 2);
  t.deepEqual(none['runs'], []);
  t.is(lost.code, 8);
  t.regex(lost.stderr, /Hint: agnes admin sync-runs list/);
});

test.serial('a user is shown with their groups, sessions and what they may use', async (t) => {
  const shown = await asAdmin('admin', 'show-user', ada.email);
  const whole = await told(asAdmin, 'admin', 'show-user', ada.email);

  t.regex(shown.stdout, /e-mail +ada@example\.com\n/);
  t.regex(shown.stdout, /Linked accounts: none\n/);
  t.regex(shown.stdout, /Sessions:\n +id /);
  t.regex(shown.stdout, /May use:\n[\s\S]*table +orders +Readers/);
  t.like(whole, { ok: true, user: { email: ada.email }, identities: [], access: { is_admin: false } });
  t.is(objectsOf(whole['sessions']).length, 1);
});

test.serial('somebody sees what they may use and where they are signed in, and ends a session', async (t) => {
  const second = await agnesWith(await new HostClient(host.url).signIn(ada));

  const access = await asAda('auth', 'access');
  const admins = await asAdmin('auth', 'access');
  const sessions = objectsOf((await told(second, 'auth', 'sessions'))['sessions']);
  const current = String(sessions.find((one) => one['current'] === true)?.['id']);
  const shown = await asAda('auth', 'sessions');
  const ended = await asAda('auth', 'end-session', current);
  const after = await second('auth', 'sessions');

  t.regex(access.stdout, /table +orders +Readers/);
  t.regex(admins.stderr, /You are an administrator/);
  t.is(sessions.length, 2);
  t.regex(shown.stdout, new RegExp(`^ +${current} `, 'm'));
  t.is(ended.stdout, `The session ${current} is over.\n`);
  t.is(after.code, 7);
});

test.serial('an overview tells of everything that can be granted which groups may use it', async (t) => {
  const all = await asAdmin('admin', 'grant', 'overview');
  const tables = await asAdmin('admin', 'grant', 'overview', '--type', 'table');
  const whole = await told(asAdmin, 'admin', 'grant', 'overview');

  t.regex(tables.stdout, /table +\S+ +orders +\S.* +Readers\n/);
  t.regex(tables.stdout, /table +\S+ +salaries /);
  t.true(all.stdout.split('\n').length >= tables.stdout.split('\n').length);
  t.like(whole, { ok: true });
  t.true(objectsOf(whole['groups']).some(({ name }) => name === 'Readers'));
});

test.serial(
  'administrators by break-glass and linked devices are listed; a device is unlinked',
  async (t) => {
    const client = new HostClient(host.url, await new HostClient(host.url).signIn(ada));
    const { code } = await client.ask('POST /api/desktop/link', { body: {} });
    await new HostClient(host.url).ask('POST /api/desktop/token', { body: { code, device_name: 'Laptop' } });

    const people = await told(asAdmin, 'admin', 'break-glass', 'list');
    const { links } = await told(asAda, 'desktop', 'list');
    const [link] = objectsOf(links);
    const shown = await asAda('desktop', 'list');
    const unlinked = await asAda('desktop', 'unlink', String(link?.['jti']));

    t.deepEqual(people['people'], []);
    t.regex(shown.stdout, /Laptop +\S+ +\S+ +\S+ +/);
    t.is(unlinked.code, 0);
    t.deepEqual((await told(asAda, 'desktop', 'list'))['links'], []);
  },
);
