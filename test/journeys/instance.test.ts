import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { configFile } from '../support/host-process.ts';
import { likeWhole } from '../support/like-whole.ts';
import { type CliOptions, newWorkspace, runCli } from '../support/run-cli.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const password = 'a long enough password';
const named = ['setup', 'init', '--name', 'Acme: "data"', '--allowed-domain', 'acme.example'];

const jsonOf = async (t: ExecutionContext, args: readonly string[], options: CliOptions) => {
  const { code, stdout } = await runCli(t, [...args, '--json'], options);
  // A command that follows a job writes a line for each event before the document.
  const document = stdout.trim().split('\n').at(-1) ?? '';
  return { code, answer: JSON.parse(document) as Record<string, unknown> };
};

const secretsIn = async (folder: string): Promise<readonly string[]> => {
  const text = await readFile(join(folder, '.env'), 'utf8');
  return [...text.matchAll(/^(?:[A-Z_]*SECRET[A-Z_]*|SCHEDULER_API_TOKEN)=(.+)$/gm)].map(
    ([, value = '']) => value,
  );
};

test('setup init writes two files on which the host starts, with secrets that only their owner reads', async (t) => {
  const machine = await newWorkspace(t);
  const { code } = await runCli(
    t,
    [...named, '--url', 'https://data.acme.example', '--port', '8123'],
    machine,
  );
  const explained = await jsonOf(t, ['config', 'explain', 'server.url'], machine);
  const checked = await runCli(t, ['server', 'check-config'], machine);

  const yaml = await readFile(join(machine.cwd, 'config/instance.yaml'), 'utf8');
  const env = await readFile(join(machine.cwd, '.env'), 'utf8');
  const secrets = await secretsIn(machine.cwd);
  t.deepEqual([code, checked.code, explained.code], [0, 0, 0]);
  t.regex(yaml, /^ {2}name: "Acme: \\"data\\""$/m);
  t.regex(yaml, /^ {2}url: "https:\/\/data\.acme\.example"$/m);
  t.regex(
    env,
    /^PORT=8123$[\s\S]*^SERVER_URL=https:\/\/data\.acme\.example$[\s\S]*^DOMAIN=data\.acme\.example$/m,
  );
  t.deepEqual(
    [secrets.length, new Set(secrets).size, secrets.every((one) => one.length >= 43)],
    [4, 4, true],
  );
  t.is((await stat(join(machine.cwd, '.env'))).mode & 0o777, 0o600);
});

test('setup init replaces nothing unless it is told to, and then keeps what was there and its secrets', async (t) => {
  const machine = await newWorkspace(t);
  await runCli(t, named, machine);
  const secrets = await secretsIn(machine.cwd);
  const before = await readFile(join(machine.cwd, 'config/instance.yaml'), 'utf8');

  const again = await jsonOf(t, named, machine);
  const untouched = await readFile(join(machine.cwd, 'config/instance.yaml'), 'utf8');
  const forced = await jsonOf(
    t,
    ['instance', ...named.slice(1), '--data-dir', 'elsewhere', '--force'],
    machine,
  );

  const [kept = ''] = (await readdir(join(machine.cwd, 'config'))).filter((name) =>
    name.includes('replaced'),
  );
  t.deepEqual([again.code, untouched], [6, before]);
  t.deepEqual([forced.code, (forced.answer['kept'] as readonly string[]).length], [0, 2]);
  t.is(await readFile(join(machine.cwd, 'config', kept), 'utf8'), before);
  t.deepEqual(await secretsIn(machine.cwd), secrets);
  t.regex(await readFile(join(machine.cwd, 'config/instance.yaml'), 'utf8'), /^data_dir: "elsewhere"$/m);
});

test('setup init asks nobody where nobody is, and writes nothing that the host would refuse', async (t) => {
  const machine = await newWorkspace(t);

  const missing = await jsonOf(t, ['setup', 'init', '--name', 'Acme'], machine);
  const wrong = await jsonOf(t, [...named, '--url', 'ftp://data.acme.example'], machine);
  const stranger = await jsonOf(t, [...named, '--no-hooks'], machine);

  t.deepEqual([missing.code, wrong.code, stranger.code], [2, 2, 2]);
  t.like(missing.answer, { ok: false, error: { code: 'answer_missing' } });
  t.like(stranger.answer, { ok: false, error: { message: "unknown option '--no-hooks'" } });
  t.deepEqual(await readdir(machine.cwd), []);
});

/** A host without administrator that may read a folder with one file, and a machine beside it. */
const newInstance = async (t: ExecutionContext) => {
  const files = await tempFolder(t);
  await writeFile(join(files, 'orders.csv'), 'id,amount\n1,2\n');
  const config = { files: { roots: [files] } };
  const host = await startHost(t, { env: { SEED_ADMIN_EMAIL: '', SEED_ADMIN_PASSWORD: '' }, config });
  const machine = await newWorkspace(t);
  const env = { ...machine.env, AGNES_SERVER: host.url };
  const here = { ...env, AGNES_CONFIG: await configFile(t), DATA_DIR: host.dataDir };
  const { stdout } = await runCli(t, ['server', 'setup-code'], { ...machine, env: here });
  const agnes = (args: readonly string[], input = '') => jsonOf(t, args, { ...machine, env, input });
  return { files, code: stdout.split('\n')[0] ?? '', agnes };
};

test('from the setup code to an instance that is verified, each part is read', async (t) => {
  const { files, code, agnes } = await newInstance(t);
  const bootstrap = ['setup', 'bootstrap', 'ada@example.com', '--stdin'];

  const wrong = await agnes(bootstrap, `not-the-code\n${password}\n`);
  const first = await agnes(bootstrap, `${code}\n${password}\n`);
  const early = await agnes(['setup', 'verify']);
  const none = await agnes(['setup', 'test-connection']);
  const config = JSON.stringify({ location: files });
  await agnes(['admin', 'source', 'add', 'shop', '--type', 'files', '--config', config]);
  const tried = await agnes(['setup', 'test-connection']);
  await agnes(['admin', 'discover-and-register']);
  const synced = await agnes(['setup', 'first-sync']);
  const verified = await agnes(['setup', 'verify']);

  t.deepEqual(
    [wrong.code, first.code, early.code, none.code, synced.code, verified.code],
    [8, 0, 1, 8, 0, 0],
  );
  likeWhole(t, early.answer, { error: { failed: ['data'] } });
  t.like((tried.answer['sources'] as readonly object[])[0], { source: 'shop', ok: true });
  t.deepEqual(
    (verified.answer['checks'] as readonly { check: string; state: string }[]).map(
      ({ check, state }) => `${check} ${state}`,
    ),
    ['server ok', 'auth ok', 'data ok', 'users ok', 'web_ui ok', 'api_docs ok'],
  );
});
