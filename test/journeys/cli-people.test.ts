import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { type CliOptions, newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, type StartedHost, startHost } from '../support/start-host.ts';

const context = fileContext();
let host: StartedHost;

test.before(async () => {
  const config = await filesSource(context, { 'orders.csv': 'customer,amount\n1,10\n' });
  host = await startHost(context, { config });
});

/** The machine of somebody who is about to sign in. */
const machineOf = async (t: ExecutionContext) => {
  const { cwd, env } = await newWorkspace(t);
  const here: CliOptions = { cwd, env: { ...env, AGNES_SERVER: host.url } };
  const run = (args: readonly string[], more: Partial<CliOptions> = {}) =>
    runCli(t, args, { ...here, ...more });
  const agnes = async (...args: readonly string[]) => {
    const { code, stdout } = await run([...args, '--json']);
    return { code, ...JSON.parse(stdout) };
  };
  return { run, agnes, tokenFile: join(String(env['AGNES_CONFIG_DIR']), 'token.json') };
};

const password = ['auth', 'login', '--email', admin.email, '--password-stdin'];

/** Confirms, as the administrator, the first code that the command line shows. */
const confirming = (decision: 'approve' | 'deny') => {
  let isDone = false;
  return (said: string): void => {
    const user_code = /code {2}(\S+)\n/.exec(said)?.[1];
    if (user_code === undefined || isDone) return;
    isDone = true;
    void host
      .asAdmin()
      .then((client) => client.ask(`POST /auth/device/${decision}`, { body: { user_code } }));
  };
};

test.serial(
  'a sign-in through the browser leaves a token of this machine, which works until it is signed out',
  async (t) => {
    const { run, agnes, tokenFile } = await machineOf(t);

    const signedIn = await run(['auth', 'login'], { onStderr: confirming('approve') });
    const me = await agnes('auth', 'whoami');
    const { access_token } = JSON.parse(await readFile(tokenFile, 'utf8'));
    const made = await agnes('tokens', 'create', '--name', 'another');
    const listed = await agnes('tokens', 'list');
    const signedOut = await agnes('auth', 'logout');
    const { status, body } = await new HostClient(host.url, access_token).send('GET /auth/me');

    t.is(signedIn.code, 0);
    t.is(signedIn.stdout, `Signed in to ${host.url} as ${admin.email}.\n`);
    t.like(me, { code: 0, email: admin.email, token_kind: 'pat', server: host.url });
    t.like(made, { code: 8, error: { code: 'session_required', http: 403 } });
    t.regex(made.error.hint, /auth login --email/);
    t.like(listed, { code: 0, tokens: { length: 1 } });
    t.like(signedOut, { code: 0, signed_out: true });
    t.deepEqual([status, body['code']], [401, 'token_revoked']);
  },
);

test.serial('a sign-in that is denied in the browser leaves nothing', async (t) => {
  const { run, tokenFile } = await machineOf(t);

  const { code, stderr } = await run(['auth', 'login'], { onStderr: confirming('deny') });

  t.is(code, 8);
  t.regex(stderr, /denied in the browser/);
  await t.throwsAsync(readFile(tokenFile), { code: 'ENOENT' });
});

test.serial(
  'whoever signs in with a password makes tokens, brings them to other machines, and revokes them',
  async (t) => {
    const { run, agnes } = await machineOf(t);
    await run(password, { input: `${admin.password}\n` });

    const made = await run([
      'tokens',
      'create',
      '--name',
      'nightly',
      '--ttl',
      '30d',
      '--scope',
      'read',
      '--raw',
    ]);
    const { cwd, env } = await newWorkspace(t);
    const other = { cwd, env: { ...env, AGNES_SERVER: host.url } };
    const imported = await runCli(t, ['auth', 'import-token', '--token-stdin'], {
      ...other,
      input: made.stdout,
    });
    const all = await agnes('tokens', 'list', '--all');
    const revoked = await agnes('tokens', 'revoke', 'nightly');
    const late = await runCli(t, ['auth', 'whoami'], other);

    t.is(imported.code, 0);
    // Also the one that was signed out before.
    const tokens = [{ name: 'nightly', scopes: ['read'] }, { scopes: null }];
    likeWhole(t, all, { code: 0, tokens });
    t.like(revoked, { code: 0, name: 'nightly' });
    t.is(late.code, 7);
  },
);

test.serial('what is taken away is gone at the next request, and the last administrator stays', async (t) => {
  const { run, agnes } = await machineOf(t);
  await run(password, { input: `${admin.password}\n` });
  await agnes('admin', 'add-user', 'bob@example.com');
  await agnes('admin', 'group', 'create', 'Finance');
  await agnes('admin', 'group', 'add-member', 'Finance', 'bob@example.com');
  await agnes('admin', 'grant', 'create', 'Finance', 'table', 'orders');

  const reset = await agnes('admin', 'reset-password', 'bob@example.com');
  const off = await agnes('admin', 'deactivate', 'bob@example.com');
  const on = await agnes('admin', 'activate', 'bob@example.com');
  const { grants } = await agnes('admin', 'grant', 'list', '--group', 'Finance', '--type', 'table');
  const ungranted = await agnes('admin', 'grant', 'delete', grants[0].id);
  const left = await agnes('admin', 'group', 'remove-member', 'Finance', 'bob@example.com');
  const ungrouped = await agnes('admin', 'group', 'delete', 'Finance');
  const removed = await agnes('admin', 'remove-user', 'bob@example.com');
  const self = await agnes('admin', 'remove-user', admin.email);
  const types = await agnes('admin', 'grant', 'resource-types');
  const groups = await agnes('admin', 'group', 'list');

  t.regex(reset.reset_url, /^http:\/\/localhost/);
  t.like(off, { code: 0, user: { active: false } });
  t.like(on, { code: 0, user: { active: true } });
  t.deepEqual([ungranted.code, left.code, ungrouped.code, removed.code], [0, 0, 0, 0]);
  t.like(self, { code: 6, error: { http: 409 } });
  t.true(types.resource_types.some(({ key }: { key: string }) => key === 'table'));
  t.deepEqual(groups.groups.map(({ name }: { name: string }) => name).sort(), ['Admin', 'Everyone']);
});

test.serial(
  'people, groups and grants are administered from the command line, and count at once',
  async (t) => {
    const { run, agnes } = await machineOf(t);
    await run(password, { input: `${admin.password}\n` });
    const bob = { email: 'bob@example.com', password: 'a long enough one' };
    const explain = ['admin', 'grant', 'explain', bob.email, 'table', 'orders'];

    const added = await agnes('admin', 'add-user', bob.email, '--name', 'Bob');
    await run(['admin', 'set-password', bob.email], { input: `${bob.password}\n` });
    await agnes('admin', 'group', 'create', 'Finance');
    const joined = await agnes('admin', 'group', 'add-member', 'finance', bob.email);
    const before = await agnes(...explain);
    const granted = await agnes('admin', 'grant', 'create', 'Finance', 'table', 'orders');
    const after = await run(explain);
    const client = new HostClient(host.url, await new HostClient(host.url).signIn(bob));
    const own = await client.ask('GET /api/me/effective-access');
    const found = await agnes('admin', 'list-users', '--search', 'bob');
    const members = await agnes('admin', 'group', 'members', 'Finance');

    t.like(added, { code: 0, user: { email: bob.email, name: 'Bob' } });
    t.like(joined, { code: 0, member: { email: bob.email } });
    t.like(before, { code: 0, allowed: false, reason: 'not_granted' });
    t.like(granted, { code: 0, grant: { group_name: 'Finance' } });
    t.regex(after.stdout, /^yes {2}bob@example\.com may use the table "orders"/m);
    likeWhole(t, own, { items: [{ via_groups: [{ group_name: 'Finance' }] }] });
    likeWhole(t, found, { code: 0, users: [{ email: bob.email, groups: [{ name: 'Finance' }] }] });
    likeWhole(t, members, { code: 0, members: [{ email: bob.email, source: 'admin' }] });
  },
);
