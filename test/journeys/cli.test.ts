import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { filesSource } from '../support/files-source.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';

interface Listed {
  readonly id: string;
  readonly sha256: string;
}

const sql = 'select customer, sum(amount) from orders join customers using (customer) group by 1 order by 1';

test.serial('a person signs in, syncs, queries here and there, and signs out', async (t) => {
  const orders = 'customer,amount\n1,10\n1,20\n2,5\n';
  const config = await filesSource(t, { orders, customers: 'customer,name\n1,Ada\n2,Grace\n' });
  const host = await startHost(t, { config });
  const client = await host.asAdmin();
  await client.sync();
  const workspace = await newWorkspace(t);
  const { env, cwd } = workspace;
  const agnes = (...args: readonly string[]) => runCli(t, args, workspace);
  const login = ['auth', 'login', '--server', host.url, '--email', admin.email, '--password-stdin'];

  const signedIn = await runCli(t, login, { env, cwd, input: `${admin.password}\n` });
  const me = await agnes('auth', 'whoami', '--json');
  const synced = await agnes('sync', '--json');
  const { tables } = await client.ask('GET /api/sync/manifest');
  const files = await Promise.all(
    Object.values(tables as Readonly<Record<string, Listed>>).map(async ({ id, sha256 }) => ({
      sha256,
      bytes: await readFile(join(cwd, 'server', 'parquet', `${id}.parquet`)),
    })),
  );
  const here = await agnes('query', '--json', sql);
  const there = await agnes('query', '--remote', '--json', sql);
  const again = await agnes('sync', '--json');
  const status = await agnes('status', '--json');
  const signedOut = await agnes('auth', 'logout');
  const refused = await agnes('sync');

  t.is(signedIn.code, 0);
  t.like(JSON.parse(me.stdout), { email: admin.email, is_admin: true, server: host.url });
  t.log(synced.stdout, here.stdout, there.stdout, again.stdout, status.stdout, signedOut, refused);
  t.deepEqual(
    files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')),
    files.map(({ sha256 }) => sha256),
  );
});
