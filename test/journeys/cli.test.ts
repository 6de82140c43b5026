import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { filesSource } from '../support/files-source.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';

const sql = 'select customer, sum(amount) from orders join customers using (customer) group by 1 order by 1';

/** A host with two tables of data, and the machine of somebody who has signed in to it. */
const signedIn = async (t: ExecutionContext) => {
  const config = await filesSource(t, {
    'customers.csv': 'customer,name\n1,Ada\n2,Grace\n',
    'orders.csv': 'customer,amount\n1,10\n1,20\n2,5\n',
  });
  const host = await startHost(t, { config });
  const client = await host.asAdmin();
  await client.sync();
  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--server', host.url, '--email', admin.email, '--password-stdin'];
  t.like(await runCli(t, login, { ...workspace, input: `${admin.password}\n` }), { code: 0 });
  const agnes = async (...args: readonly string[]) => {
    const { code, stdout } = await runCli(t, [...args, '--json'], workspace);
    return { code, ...JSON.parse(stdout) };
  };
  return { client, workspace, agnes };
};

test.serial('a sync brings files of the promised content, which answer as the server does', async (t) => {
  const { client, workspace, agnes } = await signedIn(t);
  const { tables } = await client.ask('GET /api/sync/manifest');

  const synced = await agnes('sync');
  const files = await hashesIn(join(workspace.cwd, 'server', 'parquet'));
  const here = await agnes('query', sql);
  const there = await agnes('query', '--remote', sql);
  const again = await agnes('sync');
  const status = await agnes('status');

  t.like(synced, { code: 0, downloaded: { length: 2 }, unchanged: 0 });
  t.deepEqual(
    files,
    Object.values(tables as Promised).map(({ id, sha256 }) => [`${id}.parquet`, sha256]),
  );
  likeWhole(t, here, {
    code: 0,
    scope: 'local',
    rows: [
      [1, 30],
      [2, 5],
    ],
  });
  const { as_of: asOf } = there;
  t.false(Number.isNaN(Date.parse(String(asOf))));
  t.deepEqual(there, { ...here, scope: 'remote', as_of: asOf });
  t.like(again, { code: 0, downloaded: { length: 0 }, unchanged: 2 });
  likeWhole(t, status, {
    code: 0,
    server: { status: 'ok' },
    tables: [{ local: 'fresh' }, { local: 'fresh' }],
  });
});

test.serial('who signs out is forgotten here, and the token is worth nothing any more', async (t) => {
  const { workspace, agnes } = await signedIn(t);
  const { env, cwd } = workspace;
  const me = await agnes('auth', 'whoami');
  const saved = await readFile(join(env['AGNES_CONFIG_DIR'] ?? '', 'token.json'), 'utf8');

  const signedOut = await agnes('auth', 'logout');
  const forgotten = await agnes('sync');
  const AGNES_TOKEN = JSON.parse(saved).access_token;
  const revoked = await runCli(t, ['sync'], { cwd, env: { ...env, AGNES_TOKEN } });

  t.like(me, { code: 0, email: admin.email, is_admin: true });
  t.like(signedOut, { code: 0, signed_out: true });
  t.like(forgotten, { code: 7, error: { code: 'not_signed_in' } });
  t.is(revoked.code, 7);
  t.regex(revoked.stderr, /token_revoked \(HTTP 401\)/);
});

type Promised = Readonly<Record<string, { readonly id: string; readonly sha256: string }>>;

/** Name and hash of each file of a folder. */
const hashesIn = async (folder: string): Promise<readonly (readonly string[])[]> => {
  const names = (await readdir(folder)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return contents.map((bytes, index) => [
    names[index] ?? '',
    createHash('sha256').update(bytes).digest('hex'),
  ]);
};
