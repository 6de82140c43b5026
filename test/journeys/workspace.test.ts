import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { filesSource } from '../support/files-source.ts';
import { HostClient } from '../support/host-client.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';

test('onboard makes a workspace of a real host that answers a first question; the second time nothing changes', async (t) => {
  t.timeout(300_000);
  const host = await startHost(t, {
    config: await filesSource(t, { 'orders.csv': 'customer,amount\n1,10\n2,5\n' }),
  });
  const client = await host.asAdmin();
  await client.sync();
  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--server', host.url, '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...workspace, input: `${admin.password}\n` });
  const agnes = async (...args: readonly string[]) => {
    const { code, stdout } = await runCli(t, [...args, '--json'], workspace);
    return { code, ...JSON.parse(stdout) };
  };

  const first = await agnes('onboard');
  t.is(first.code, 0, JSON.stringify(first));
  t.deepEqual(
    first.steps.filter(({ state }: { state: string }) => state === 'failed'),
    [],
  );
  const second = await agnes('onboard');
  const fresh = await agnes('analyst', 'status');
  const health = await agnes('diagnose', '--symptom', 'login');
  const data = await agnes('diagnose', '--component', 'manifest');
  const text = await readFile(join(workspace.cwd, 'CLAUDE.md'), 'utf8');

  t.like(first, { code: 0, changed: true, server: host.url });
  t.like(second, { code: 0, changed: false });
  t.regex(JSON.stringify(second.steps), /orders has 2 rows/);
  t.like(fresh, { code: 0, status: 'fresh', tables: 1 });
  t.like(health, { code: 0, overall: 'healthy' }, JSON.stringify(health));
  t.like(data, { code: 0, overall: 'healthy' });
  t.regex(
    text,
    new RegExp(
      `<!-- agnes:begin[\\s\\S]*${host.url}[\\s\\S]*- \`orders\` \\(local\\)[\\s\\S]*<!-- agnes:end -->`,
    ),
  );
  await t.throwsAsync(new HostClient(host.url).ask('GET /api/welcome'), { message: /401/ });
  await t.throwsAsync(client.ask('GET /api/welcome?server_url=https://evil.example'), { message: /400/ });
});
