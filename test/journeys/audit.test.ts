import { cp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sql } from 'kysely';
import { openSystemStore } from '../../host/store/system-store.ts';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { runHost } from '../support/host-process.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const context = fileContext();
let host: StartedHost;
/** The data folder of a host that was stopped after somebody signed in; each test has a copy of its own. */
let stoppedDir: string;

test.before(async () => {
  host = await startHost(context);
  const stopped = await startHost(context);
  await stopped.asAdmin();
  await stopped.stop();
  stoppedDir = stopped.dataDir;
});

const copyOfStopped = async (t: ExecutionContext): Promise<string> => {
  const dataDir = join(await tempFolder(t), 'data');
  await cp(join(stoppedDir, 'state'), join(dataDir, 'state'), { recursive: true });
  return dataDir;
};

/** Changes the state of a host that is stopped, as somebody with the file in hand would. */
const tamper = async (dataDir: string, statement: string): Promise<void> => {
  await using store = await openSystemStore({
    folder: join(dataDir, 'state'),
    now: Date.now,
    hostVersion: '0.0.0',
  });
  await store.keep((tx) => sql.raw(statement).execute(tx));
};

/** The command line of the administrator of a host, on a machine of its own. */
const adminCli = async (t: ExecutionContext, server: string) => {
  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--server', server, '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...workspace, input: `${admin.password}\n` });
  const agnes = (...args: readonly string[]) => runCli(t, ['admin', 'audit', ...args], workspace);
  return { agnes, cwd: workspace.cwd };
};

test.serial(
  'N66: a failed sign-in is in the log without its password; the command line takes the log along',
  async (t) => {
    await failedSignInIsKept(t, host);
    await commandsTell(t, host);
  },
);

const failedSignInIsKept = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const body = { email: 'nobody@example.com', password: 'canary-4711-horse' };
  await new HostClient(host.url).send('POST /auth/token', { body });
  const client = await host.asAdmin();

  const { entries } = await client.ask('GET /api/admin/audit?action=login_*');
  const everything = await client.send('GET /api/admin/audit/export');

  likeWhole(t, entries, [
    {
      action: 'login_failed',
      user_id: null,
      actor_kind: 'anonymous',
      ip: '127.0.0.1',
      params: { email: 'nobody@example.com', provider: 'password', result: 'invalid_credentials' },
    },
  ]);
  t.is((entries as readonly unknown[]).length, 1);
  t.regex(everything.text, /"action":"token_created"/);
  t.notRegex(everything.text, /canary-4711|a long enough password/);
};

const commandsTell = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const { agnes, cwd } = await adminCli(t, host.url);

  const listed = await agnes('list', '--actor', admin.email, '--limit', '1', '--json');
  const shown = await agnes('list', '--action', 'token_*');
  const verified = await agnes('verify');
  const exported = await agnes('export', '--out', 'audit.csv');
  const nowhere = await agnes('export', '--out', 'no/such/folder/audit.csv');
  const missing = await agnes('export');

  t.like(JSON.parse(listed.stdout), { ok: true, entries: { length: 1 } });
  t.regex(shown.stdout, /^seq +when +who +action/);
  t.regex(shown.stdout, /admin@example\.com +token_created/);
  t.regex(verified.stdout, /^The audit log is whole: \d+ entries\.\n$/);
  t.is(exported.code, 0);
  t.regex(await readFile(join(cwd, 'audit.csv'), 'utf8'), /^seq,id,[\s\S]*token_created/);
  t.is((await stat(join(cwd, 'audit.csv'))).mode & 0o777, 0o600);
  t.is(nowhere.code, 2);
  t.is(missing.code, 2);
};

test.serial(
  'T136: one edited row is named over HTTP, by the command line and by the stopped host',
  async (t) => {
    const dataDir = await copyOfStopped(t);
    const whole = await runHost(t, { program: 'audit-verify', dataDir });
    await tamper(dataDir, `update audit_log set user_email = 'eve@example.com' where seq = 2`);

    const offline = await runHost(t, { program: 'audit-verify', dataDir });
    const changed = await startHost(t, { dataDir });
    const client = await changed.asAdmin();
    const { agnes } = await adminCli(t, changed.url);
    const verified = await agnes('verify', '--json');

    t.is(whole.code, 0);
    t.regex(whole.stdout, /^The audit log is whole. Entries: \d+. Anchors: 1.\n$/);
    t.is(offline.code, 1);
    t.regex(offline.stdout, /broken: entry 2 was changed/);
    t.like(await client.ask('GET /api/admin/audit/verify'), {
      ok: false,
      checked: 1,
      first_bad_seq: 2,
      reason: 'changed',
    });
    t.is(verified.code, 1);
    t.like(JSON.parse(verified.stdout), { ok: false, error: { code: 'audit_broken' }, first_bad_seq: 2 });
  },
);

test.serial('T136: a log that was cut at its end no longer fits the anchor outside of it', async (t) => {
  const dataDir = await copyOfStopped(t);
  await tamper(dataDir, 'delete from audit_log where seq >= 1');

  const offline = await runHost(t, { program: 'audit-verify', dataDir });

  t.is(offline.code, 1);
  t.regex(offline.stdout, /broken: entry 1 and what came after it was cut off/);
});

test.serial(
  'a stopped host is checked without its state being changed; a running one keeps its lock',
  async (t) => {
    const { dataDir } = host;
    const file = join(dataDir, 'state', 'system.duckdb');

    const running = await runHost(t, { program: 'audit-verify', dataDir });
    await host.kill9();
    const before = await readFile(file);
    const log = await readFile(`${file}.wal`);
    const stopped = await runHost(t, { program: 'audit-verify', dataDir });
    const nowhere = await runHost(t, { program: 'audit-verify', dataDir: join(dataDir, 'other') });

    t.is(running.code, 75);
    t.is(stopped.code, 0);
    t.true(before.equals(await readFile(file)));
    t.true(log.equals(await readFile(`${file}.wal`)));
    t.is(nowhere.code, 78);
    t.regex(nowhere.stderr, /There is no system database at/);
  },
);
