import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { onTerminal } from './on-terminal.ts';
import { parquetOf } from './parquet.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { json, problem, type StandIn, startStandIn, token } from './stand-in.ts';

const welcome = (content: string) => json({ content });

/** A server with one table, and a machine with an empty folder. */
const start = async (t: ExecutionContext): Promise<{ server: StandIn; machine: Machine }> => {
  t.timeout(300_000);
  const server = await startStandIn(t);
  server.tables.set('orders', { bytes: await parquetOf('SELECT 1 AS n') });
  server.answers.set('GET /api/welcome', welcome('# Data\n\n- `orders`'));
  server.answers.set('GET /marketplace/info', json({ plugins: [] }));
  return { server, machine: await newMachine(t, server.url) };
};

const read = (machine: Machine, ...path: readonly string[]) => readFile(machine.path(...path), 'utf8');

const statesOf = ({ steps }: Record<string, unknown>) =>
  Object.fromEntries(
    (steps as readonly { step: string; state: string }[]).map(({ step, state }) => [step, state]),
  );

test('setup makes a workspace with data, settings and CLAUDE.md; the second time it changes nothing and says so', async (t) => {
  const { machine } = await start(t);

  const first = await machine.json(['setup']);
  const files = ['CLAUDE.md', '.claude/settings.json', '.agnes/workspace.json', '.claude/CLAUDE.local.md'];
  const before = await Promise.all(files.map((file) => read(machine, file)));
  const second = await machine.run(['analyst', 'setup']);

  t.like(first, { ok: true, changed: true, left_for_later: { length: 0 } });
  t.deepEqual(statesOf(first), {
    sign_in: 'unchanged',
    layout: 'changed',
    settings: 'changed',
    claude_md: 'changed',
    marketplace: 'skipped',
    sync: 'changed',
    smoke_query: 'unchanged',
  });
  t.is(second.code, 0);
  t.regex(second.stdout, /Nothing had to be changed[\s\S]*\nNEXT:\n/);
  t.regex(second.stdout, /agnes query 'SELECT count\(\*\) FROM "orders"'/);
  t.deepEqual(await Promise.all(files.map((file) => read(machine, file))), before);
  t.like(await machine.json(['analyst', 'status']), { ok: true, status: 'fresh', tables: 1 });
});

test('settings of a coding agent are added to and never overwritten, also when they cannot be read', async (t) => {
  const { machine } = await start(t);
  await mkdir(machine.path('.claude'), { recursive: true });
  const mine = { hooks: [{ type: 'command', command: 'date' }] };
  const own = {
    model: 'opus',
    permissions: { allow: ['WebFetch'], deny: ['Write'] },
    hooks: { SessionStart: [mine] },
  };
  await writeFile(machine.path('.claude', 'settings.json'), JSON.stringify({ ...own, theme: 'dark' }));

  await machine.run(['setup', '--force']);
  const merged = JSON.parse(await read(machine, '.claude', 'settings.json'));
  await machine.run(['setup']);
  const again = JSON.parse(await read(machine, '.claude', 'settings.json'));
  await writeFile(machine.path('.claude', 'settings.json'), '{ broken');
  const broken = await machine.json(['setup']);

  t.like(merged, { model: 'opus', theme: 'dark' });
  t.deepEqual(merged.permissions, { allow: ['WebFetch', 'Read', 'Bash', 'Grep', 'Glob'], deny: ['Write'] });
  t.deepEqual(merged.hooks.SessionStart[0], mine);
  t.regex(
    merged.hooks.SessionStart[1].hooks[0].command,
    /nohup .* sync --quiet .*2>>\.agnes\/hooks\.log &\)$/,
  );
  t.is(merged.hooks.SessionEnd.length, 1);
  t.deepEqual(again, merged);
  t.is(statesOf(broken)['settings'], 'failed');
  t.is(broken['ok'], true);
  t.is(await read(machine, '.claude', 'settings.json'), '{ broken');
});

/** The first line that a program in the background writes into a file. */
const firstLine = async (path: string): Promise<string> => {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n')) return text.split('\n')[0] ?? '';
    await wait(20);
  }
};

test('the hook of a session comes back at once, syncs in the background and leaves what it says in the log', async (t) => {
  const { server, machine } = await start(t);
  await machine.run(['setup', '--no-claude-md', '--no-marketplace']);
  const { hooks } = JSON.parse(await read(machine, '.claude', 'settings.json'));
  server.tables.set('people', { bytes: await parquetOf('SELECT 2 AS n') });

  const env = { ...machine.env, CLAUDE_PROJECT_DIR: machine.workspace };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', hooks.SessionStart[0].hooks[0].command], {
    env,
  });

  t.is(stdout + stderr, '');
  t.regex(await firstLine(machine.path('.agnes', 'hooks.log')), /^1 downloaded .*, 1 unchanged/);
});

test('text around the marks of CLAUDE.md stays, and edits inside them are kept beside it', async (t) => {
  const { server, machine } = await start(t);
  await mkdir(machine.workspace);
  await writeFile(machine.path('CLAUDE.md'), 'My own words.\n');

  await machine.run(['setup', '--force', '--no-hooks', '--no-marketplace']);
  const made = await read(machine, 'CLAUDE.md');
  await writeFile(machine.path('CLAUDE.md'), `${made.replace('# Data', '# Our data')}And after.\n`);
  server.answers.set('GET /api/welcome', welcome('# New <!-- agnes:end -->'));
  await machine.run(['setup']);

  t.regex(made, /^My own words\.\n\n<!-- agnes:begin[^>]*-->\n# Data\n\n- `orders`\n<!-- agnes:end -->\n$/);
  t.regex(
    await read(machine, 'CLAUDE.md'),
    /^My own words\.\n\n<!-- agnes:begin[^>]*-->\n# New <!-- end -->\n<!-- agnes:end -->\nAnd after\.\n$/,
  );
  t.is(await read(machine, 'CLAUDE.md.local-changes'), '# Our data\n\n- `orders`\n');
});

test('a folder with something else in it and a workspace of another server are refused, and left as they are', async (t) => {
  const { machine } = await start(t);
  await mkdir(machine.workspace);
  await writeFile(machine.path('thesis.txt'), 'x');

  const taken = await machine.run(['setup']);
  const forced = await machine.run(['setup', '--force', '--no-claude-md', '--no-hooks', '--no-marketplace']);
  const other = await machine.run(['setup', '--force', '--server-url', 'http://127.0.0.1:9']);

  t.is(taken.code, 2);
  t.regex(taken.stderr, /not empty[\s\S]*thesis\.txt/);
  t.is(forced.code, 0);
  await t.throwsAsync(access(machine.path('CLAUDE.md')), { code: 'ENOENT' });
  t.deepEqual(Object.keys(JSON.parse(await read(machine, '.claude', 'settings.json'))), [
    'model',
    'permissions',
  ]);
  t.is(other.code, 2);
  t.regex(other.stderr, /is a workspace of http/);
});

test('without a token and a terminal setup and onboard end with 7 at once and leave nothing behind', async (t) => {
  const { server, machine } = await start(t);

  for (const command of ['setup', 'onboard']) {
    const { code, stderr } = await machine.run([command], { env: { AGNES_TOKEN: '' } });
    t.is(code, 7, command);
    t.regex(stderr, /agnes auth login/);
  }

  await t.throwsAsync(access(machine.workspace), { code: 'ENOENT' });
  t.deepEqual(server.requests, []);
});

test('a welcome that fails is a line and no failure; a table that does not come is one', async (t) => {
  const { server, machine } = await start(t);
  server.answers.set('GET /api/welcome', problem(503));
  server.answers.set('GET /api/data/orders/download', problem(503));

  const { code, stdout } = await machine.run(['setup', '--json']);
  const missing = await machine.run(['analyst', 'status', '--workspace', '/nowhere']);

  t.is(code, 1);
  const answer = JSON.parse(stdout);
  t.like(answer, { ok: false, error: { code: 'setup_incomplete', hint: 'Run: agnes sync' } });
  t.like(statesOf(answer), {
    claude_md: 'failed',
    sync: 'failed',
    smoke_query: 'skipped',
    layout: 'changed',
  });
  t.is(missing.code, 1);
});

test('onboard on a terminal signs in through the browser and sets up in ~/agnes when the folder is not empty', async (t) => {
  const { server, machine } = await start(t);
  const grant = { device_code: 'd', user_code: 'ABCD', interval: 0, expires_in: 600 };
  server.answers.set('POST /auth/device/code', json({ ...grant, verification_uri: `${server.url}/device` }));
  server.answers.set('POST /auth/device/token', json({ token }));
  const home = machine.env['HOME'] ?? '';
  await writeFile(`${home}/letter.txt`, 'x');
  const env = { AGNES_TOKEN: '', AGNES_LOCAL_DIR: '' };

  const { code, screen } = await onTerminal(machine, ['onboard', '--no-browser'], { env });
  const again = await machine.run(['onboard', '--json'], { env });

  t.is(code, 0, screen);
  t.regex(screen, /confirm the code {2}ABCD/);
  t.regex(screen, /NEXT:\s+cd .*\/agnes\s+claude/);
  t.like(JSON.parse(again.stdout), { ok: true, changed: false, workspace: `${home}/agnes` });
});
