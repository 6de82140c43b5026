import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { startBackground } from '../query/jobs/support/background.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { npmProgram } from '../support/npm-program.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { overStdio, toolNames } from './support/clients.ts';

type Background = Awaited<ReturnType<typeof startBackground>>;

const context = fileContext();
let background: Background;
let token = '';

test.before(async () => {
  background = await startBackground(context);
  token = await background.root.signIn({ email: 'ada@example.com', password: 'a long enough password' });
});

test('over stdio the official client lists and calls, and a server that refuses is an error', async (t) => {
  const { env, cwd } = await newWorkspace(t);
  const signedIn = { ...env, AGNES_SERVER: background.host.url, AGNES_TOKEN: token };
  const { client, call } = await overStdio(t, signedIn);
  const greeting = { jsonrpc: '2.0', id: 7, method: 'initialize', params: {} };
  const input = `no json\n${JSON.stringify({ jsonrpc: '2.0', method: 'x' })}\n${JSON.stringify(greeting)}\n`;

  const { tools } = await client.listTools();
  const asked = await call('query', { sql: 'SELECT id FROM orders ORDER BY id' });
  const refused = await runCli(t, ['mcp'], { env: { ...signedIn, AGNES_TOKEN: 'no' }, cwd, input });
  const stranger = await runCli(t, ['mcp'], {
    env: { ...env, AGNES_SERVER: background.host.url },
    cwd,
    input,
  });

  t.is(tools.length, toolNames.length);
  likeWhole(t, asked.said, { rows: [[1], [2], [3]] });
  const [first = '', second = ''] = refused.stdout.trim().split('\n');
  t.like(JSON.parse(first), { id: null, error: { code: -32_700 } });
  t.like(JSON.parse(second), { id: 7, error: { code: -32_000 } });
  t.regex(refused.stderr, /token/i);
  t.is(refused.code, 0);
  t.is(stranger.code, 7);
});

test('the Inspector lists the tools and calls one', async (t) => {
  const program = await npmProgram({
    wanted: '@modelcontextprotocol/inspector@2.12.0',
    folder: 'mcp-inspector-2.12.0',
    program: '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
  });
  if (program === undefined) {
    t.log('Left out: the Inspector cannot be had here.');
    t.pass();
    return;
  }
  t.timeout(180_000);
  const inspect = async (...more: readonly string[]) => {
    const server = [`${background.host.url}/mcp`, '--transport', 'http'];
    const header = ['--header', `Authorization: Bearer ${token}`];
    const args = [program, '--cli', ...server, ...header, ...more];
    return (await promisify(execFile)(process.execPath, args)).stdout;
  };

  const listed = await inspect('--method', 'tools/list');
  const asked = await inspect(
    '--method',
    'tools/call',
    '--tool-name',
    'query',
    '--tool-arg',
    'sql=SELECT 6*7 AS n',
  );

  for (const name of toolNames) t.true(listed.includes(`"${name}"`), name);
  t.regex(asked, /42/);
});
