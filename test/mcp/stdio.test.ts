import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { endless, startBackground } from '../query/jobs/support/background.ts';
import { compileCache } from '../support/compile-cache.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace } from '../support/run-cli.ts';
import { overHttp, overStdio, toolNames } from './support/clients.ts';

type Background = Awaited<ReturnType<typeof startBackground>>;

const entry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));
const context = fileContext();
let background: Background;
let token = '';

test.before(async () => {
  background = await startBackground(context);
  token = await background.root.signIn({ email: 'ada@example.com', password: 'a long enough password' });
});

const environment = async (t: ExecutionContext) => ({
  ...(await newWorkspace(t)).env,
  AGNES_SERVER: background.host.url,
  AGNES_TOKEN: token,
});

test.serial('every tool is listed and called over stdio as over HTTP', async (t) => {
  const agents = [await overStdio(t, await environment(t)), await overHttp(t, background.host.url, token)];
  for (const { client, call } of agents) {
    const { tools } = await client.listTools();
    const { said } = await call('search_catalog', { q: 'orders' });
    const [{ id } = { id: '' }] = said['tables'] as readonly { readonly id: string }[];
    const started = await call('start_query', { sql: 'SELECT 6 * 7 AS n' });
    const job = { id: String(started.said['job_id']) };
    await background.asAda.untilEvent(job.id, 'end');
    const calls = {
      search_catalog: await call('search_catalog', { q: 'orders' }),
      start_query: started,
      query_status: await call('query_status', job),
      query_result: await call('query_result', job),
      describe_table: await call('describe_table', { id }),
      sample_table: await call('sample_table', { id }),
      query: await call('query', { sql: 'SELECT count(*) AS n FROM orders' }),
      list_skills: await call('list_skills'),
      list_metrics: await call('list_metrics', { q: 'revenue' }),
      search_memory: await call('search_memory', { search: 'orders' }),
      explain_access: await call('explain_access', { id }),
    };

    t.deepEqual(tools.map(({ name }) => name).sort(), toolNames);
    t.deepEqual(Object.keys(calls).sort(), toolNames);
    for (const [name, { isError, said: answer }] of Object.entries(calls))
      t.false(isError, `${name}: ${JSON.stringify(answer)}`);
    likeWhole(t, calls.query.said, { columns: ['n'], rows: [[3]] });
    likeWhole(t, calls.query_result.said, { rows: [[42]] });
  }
});

/** Ticks of a processor that each process of the host has used. */
const used = async (): Promise<ReadonlyMap<string, number>> => {
  const { pid } = background.host;
  const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const ticks = async (one: string) => {
    const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
    return [one, Number(stat.split(') ')[1]?.split(' ')[11] ?? 0)] as const;
  };
  return new Map(await Promise.all(pids.map(ticks)));
};

/** Resolves when a process of the host has worked so much that it can only be at a statement without an end. */
const begun = async (before: ReadonlyMap<string, number>): Promise<void> => {
  for (;;) {
    for (const [pid, ticks] of await used()) if (ticks - (before.get(pid) ?? 0) >= 30) return;
  }
};

/** What the query log says became of the statements with this text; asked until it says something. */
const logged = async (text: string): Promise<readonly string[]> => {
  for (;;) {
    const { queries } = await background.root.ask('GET /api/admin/query-log');
    const found = (queries as readonly { readonly sql: string; readonly status: string }[]).filter(
      ({ sql }) => sql.includes(text),
    );
    if (found.length > 0) return found.map(({ status }) => status);
  }
};

/** A way to end the bridge, and the exit code it has then. */
interface Ending {
  readonly how: string;
  readonly end: (bridge: ChildProcess) => unknown;
  readonly code: number;
}

const endsCleanly = test.macro({
  title: (_, { how }: Ending) => `${how} ends the bridge and the statement under way on the server`,
  async exec(t, { how, end, code }: Ending) {
    const before = await used();
    const env = { PATH: process.env['PATH'] ?? '', ...compileCache, ...(await environment(t)) };
    const child = spawn(process.execPath, [entry, 'mcp'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    t.teardown(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    const answered = once(child.stdout.setEncoding('utf8'), 'data');
    const params = { name: 'query', arguments: { sql: `${endless} /* ${how} */` } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`);
    await begun(before);

    end(child);
    const [text] = await answered;
    await closed;

    t.is(child.exitCode, code);
    const [line = ''] = String(text).split('\n');
    t.like(JSON.parse(line), { id: 1, error: { code: -32_000 } });
    t.regex(line, /Interrupted|Stdin was closed/);
    // There is one worker: it answers again only when it has let go.
    t.deepEqual(await background.root.rows('SELECT 1'), [[1]]);
    t.deepEqual(await logged(how), ['cancelled']);
  },
});

test.serial(endsCleanly, { how: 'Ctrl-C', end: (bridge) => bridge.kill('SIGINT'), code: 130 });
test.serial(endsCleanly, { how: 'SIGTERM', end: (bridge) => bridge.kill('SIGTERM'), code: 143 });
test.serial(endsCleanly, { how: 'Closed stdin', end: (bridge) => bridge.stdin?.end(), code: 0 });
