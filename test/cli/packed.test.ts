import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { pack } from '../../cli/pack/pack.ts';
import { PackedFiles } from '../../host/distribution/client/packed-files.ts';
import { fileContext } from '../support/file-context.ts';
import { freePort } from '../support/free-port.ts';
import { HostClient } from '../support/host-client.ts';
import { olderNode } from '../support/older-node.ts';
import { oldestNode } from '../support/oldest-node.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const context = fileContext();
const run = promisify(execFile);
let shared: Awaited<ReturnType<typeof startHandingOut>>;
/** A host that knows its address, what it hands out, and a token of its administrator. */
const startHandingOut = async () => {
  const dist = await tempFolder(context);
  const packed = await readFile(await pack(dist));
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const host = await startHost(context, { env: { PORT: port, SERVER_URL: url, AGNES_CLI_DIST_DIR: dist } });
  const script = await new HostClient(url).send('GET /cli/install.sh');
  return { url, packed, script: script.text, token: await host.token() };
};

/** A laptop with nothing on it but a Node and npm. */
const laptop = async (t: ExecutionContext, node: string) => {
  const home = await tempFolder(t);
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(node, join(bin, 'node'));
  await symlink(await npmPath(), join(bin, 'npm'));
  // The rest of the environment says how this machine reaches the registry of npm.
  const env = { ...process.env, ...unset, HOME: home, PATH: `${bin}:/usr/bin:/bin` };
  return { env, home, path: join(home, 'install.sh') };
};

/** What AVA was started with would lead the program past the Node and the settings of the laptop. */
const unset = {
  ...{ NODE_COMPILE_CACHE: undefined, NODE_OPTIONS: undefined, NODE_ENV: undefined },
  ...{ XDG_CONFIG_HOME: undefined },
};

const npmPath = async (): Promise<string> => (await run('sh', ['-c', 'command -v npm'])).stdout.trim();

test.before(async () => {
  shared = await startHandingOut();
});

test.serial(
  'the packed program is plain JavaScript with one dependency, installs without scripts, and is the same each time',
  async (t) => {
    const folder = await tempFolder(t);

    const [one, other] = [await pack(join(folder, 'one')), await pack(join(folder, 'other'))];
    await run('tar', ['xzf', one, '-C', folder]);

    const { scripts, dependencies, engines, bin } = JSON.parse(
      await readFile(join(folder, 'package/package.json'), 'utf8'),
    );
    const files = await readdir(join(folder, 'package'), { recursive: true });
    t.deepEqual(Object.keys(dependencies), ['@duckdb/node-api']);
    t.deepEqual(
      [scripts, engines, bin],
      [undefined, { node: '>=22' }, { agnes: 'agnes.js', da: 'agnes.js' }],
    );
    t.deepEqual(
      files.filter((name) => name.endsWith('.ts')),
      [],
    );
    t.regex(
      await readFile(join(folder, 'package/LICENSES'), 'utf8'),
      /^commander [\d.]+\n[\s\S]*^yaml [\d.]+\n/m,
    );
    t.deepEqual(await readFile(one), await readFile(other));
  },
);

test.serial(
  'the newest file counts by the order of versions, and none but files of the program are found',
  async (t) => {
    const folder = await tempFolder(t);
    const names = ['agnes-cli-0.9.0.tgz', 'agnes-cli-0.10.0.tgz', 'agnes-cli-0.11.0-rc.1.tgz', 'secret.tgz'];
    await Promise.all(names.map((name) => writeFile(join(folder, name), name)));
    const files = new PackedFiles(folder);

    const candidate = await files.newest();
    await rm(join(folder, 'agnes-cli-0.11.0-rc.1.tgz'));
    const newest = await files.newest();
    await writeFile(newest.path, 'other bytes');
    const changed = await files.find('agnes-cli-0.10.0.tgz');

    t.is(candidate.version, '0.11.0-rc.1');
    t.is(newest.version, '0.10.0');
    t.is(newest.sha256, createHash('sha256').update('agnes-cli-0.10.0.tgz').digest('hex'));
    t.is(changed.sha256, createHash('sha256').update('other bytes').digest('hex'));
    await t.throwsAsync(files.find('secret.tgz'), { code: 'cli_file_not_found' });
    await t.throwsAsync(files.find('../agnes-cli-0.9.0.tgz'), { code: 'cli_file_not_found' });
  },
);

test.serial('what could not be hashed once is hashed when it is asked for again', async (t) => {
  const folder = await tempFolder(t);
  const path = join(folder, 'agnes-cli-1.0.0.tgz');
  const [files, at] = [new PackedFiles(folder), new Date(0)];
  // A folder cannot be read; the file in its place differs in neither name, size nor time.
  await mkdir(path);
  await utimes(path, at, at);
  const { size } = await stat(path);
  await t.throwsAsync(files.newest());
  await rm(path, { recursive: true });
  await writeFile(path, 'x'.repeat(size));
  await utimes(path, at, at);

  t.is((await files.newest()).sha256, createHash('sha256').update('x'.repeat(size)).digest('hex'));
});

test.serial('a host hands out what is packed, by name and the newest, with its digest', async (t) => {
  const { url, packed } = shared;
  const anybody = new HostClient(url);

  const latest = await anybody.ask('GET /cli/latest');
  const file = await fetch(`${url}${latest['download_url_path']}`);
  const newest = await fetch(`${url}/cli/download`);

  const sha256 = createHash('sha256').update(packed);
  const digest = sha256.copy().digest('base64');
  t.like(latest, { version: '0.1.0', wheel_filename: 'agnes-cli-0.1.0.tgz' });
  t.like((latest['artifacts'] as readonly object[])[0], {
    ...{ filename: 'agnes-cli-0.1.0.tgz', platform: 'any', size: packed.length },
    sha256: sha256.digest('hex'),
    url: `${url}/cli/wheel/agnes-cli-0.1.0.tgz`,
  });
  t.is(file.headers.get('repr-digest'), `sha-256=:${digest}:`);
  t.is(file.headers.get('content-encoding'), null);
  t.deepEqual(Buffer.from(await file.arrayBuffer()), packed);
  t.regex(newest.headers.get('content-disposition') ?? '', /^attachment; filename="agnes-cli-0.1.0.tgz"$/);
  t.deepEqual(Buffer.from(await newest.arrayBuffer()), packed);
  t.is((await anybody.send('GET /cli/wheel/agnes-cli-9.9.9.tgz')).status, 404);
});

test.serial('bytes that are not the promised ones are not installed', async (t) => {
  const { script } = shared;
  const node = await oldestNode();
  if (node === undefined) return t.log('skipped: Node 22 cannot be had from npm here');
  const { env, home, path } = await laptop(t, node);

  await writeFile(path, script.replace(/^sha256='.{4}/m, "sha256='0000"));
  const refused = await t.throwsAsync<Error & { stderr: string }>(run('sh', [path], { env }));

  t.regex(refused.stderr, /agnes-cli-0\.1\.0\.tgz is not what http:\S+ promised: nothing was installed/);
  await t.throwsAsync(readdir(join(home, '.local')), { code: 'ENOENT' });
});

test.serial(
  'the script of a host installs a program that knows its server, signs in, syncs and asks, on the oldest Node',
  async (t) => {
    t.timeout(300_000);
    const { url, token, script } = shared;
    const node = await oldestNode();
    if (node === undefined) return t.log('skipped: Node 22 cannot be had from npm here');
    const { env, home, path } = await laptop(t, node);
    const config = join(home, '.config/agnes/config.yaml');

    await writeFile(path, script);
    const { stdout } = await run('sh', [path], { env });
    t.regex(stdout, /^Installed agnes 0\.1\.0 in \S+\.local\/bin\.\nNext: export PATH=/);
    t.is(await readFile(config, 'utf8'), `server: "${url}"\n`);

    const signedIn = { env: { ...env, AGNES_TOKEN: token }, cwd: home };
    const agnes = async (...args: readonly string[]) =>
      JSON.parse((await run(join(home, '.local/bin/agnes'), [...args, '--json'], signedIn)).stdout);
    t.like(await agnes('auth', 'whoami'), { ok: true, email: 'admin@example.com', server: url });
    t.like(await agnes('sync'), { ok: true, errors: [] });
    t.deepEqual((await agnes('query', '--local', 'SELECT 6 * 7 AS answer'))['rows'], [[42]]);
    t.deepEqual((await agnes('query', '--remote', 'SELECT 6 * 7 AS answer'))['rows'], [[42]]);

    await writeFile(config, 'server: "https://other.example.com"\n');
    const again = await run('sh', [path], { env });
    t.regex(again.stdout, /^Kept \S+config\.yaml as it was\./);
    t.true(again.stdout.endsWith(`agnes onboard --server ${url}\n`));
  },
);

test.serial('a Node that is too old is told before anything is downloaded', async (t) => {
  const older = await olderNode(process.env['PATH'] ?? '');
  if (older === undefined) return t.log('skipped: no older Node on this machine');
  const { script } = shared;
  const { env, path } = await laptop(t, older);
  await writeFile(path, script);

  const refused = await t.throwsAsync<Error & { stderr: string }>(run('sh', [path], { env }));

  t.regex(refused.stderr, /^agnes: Node\.js 22 or newer is needed, with npm: https:/);
});
