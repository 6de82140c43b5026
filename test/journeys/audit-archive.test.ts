import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { appendAnchor } from '../../host/store/audit/anchors.ts';
import { runHost } from '../support/host-process.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';

test('an administrator takes the beginning of the audit log along, and what is left is whole', async (t) => {
  const host = await startHost(t);
  const workspace = await newWorkspace(t);
  const agnes = (...args: readonly string[]) => runCli(t, args, workspace);
  const login = ['auth', 'login', '--server', host.url, '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...workspace, input: `${admin.password}\n` });

  // As the host does once a day.
  const { entries } = JSON.parse((await agnes('audit', 'list', '--limit', '1', '--json')).stdout);
  const [{ seq, hash }] = entries;
  await appendAnchor(join(host.dataDir, 'state'), { at: new Date().toISOString(), seq, hash });

  const exported = await agnes(
    'audit',
    'export',
    '--before',
    '2999-01-01',
    '--out',
    'old.ndjson',
    '--yes',
    '--json',
  );
  const listed = await agnes('audit', 'list', '--action', 'audit.truncated', '--json');
  const verified = await agnes('audit', 'verify', '--json');
  await host.stop();
  const offline = await runHost(t, { program: 'audit-verify', dataDir: host.dataDir });

  const lines = (await readFile(join(workspace.cwd, 'old.ndjson'), 'utf8')).trimEnd().split('\n');
  const { statement } = JSON.parse(lines.at(-1) ?? '');
  t.is(exported.code, 0);
  t.is(lines.length - 1, statement.entries);
  t.is(JSON.parse(lines.at(-2) ?? '').hash, statement.last_hash);
  likeWhole(t, JSON.parse(listed.stdout).entries, [{ user_email: admin.email, params: statement }]);
  t.like(JSON.parse(verified.stdout), { ok: true });
  t.is(offline.code, 0);
});
