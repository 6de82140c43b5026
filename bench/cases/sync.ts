import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { fillLake, fillLarge } from '../fill-lake.ts';
import { compared, inRounds, type Measured, summaryOf } from '../measured.ts';
import { packedCli } from '../packed-cli.ts';
import { type Watched, watched } from '../watched.ts';

const run = promisify(execFile);
const tables = 2_000;
const mostMs = 300;
const large = { count: 8, rows: 4_000_000 };
const mostRatio = 1.3;
const mostMib = 200;
const parallel = 4;

/** `agnes sync` as laptops have it: when nothing is new, and the first time, against curl. */
export const sync: Case = {
  name: 'sync',
  run: async (bench) => {
    const program = await packedCli(join(bench.folder, 'sync-packed'));
    return [...(await unchanged(bench, program)), ...(await first(bench, program))];
  },
};

const unchanged = async ({ rounds, folder }: Bench, program: string): Promise<readonly Measured[]> => {
  const data = join(folder, 'sync-many');
  await fillLake(data, tables);
  await using host = await hostOf(data);
  const laptop = await laptopOf(join(folder, 'sync-laptop'), host);
  await watched([process.execPath, program, 'sync'], laptop);
  const taken = await inRounds(rounds, async () => ({
    agnes: await watched([process.execPath, program, 'sync'], laptop),
    reference: await watched([process.execPath, '-e', '0'], laptop),
  }));
  const line = compared('node -e 0', taken.map(msOf));
  const target = { text: `< ${mostMs} ms`, met: line.agnes.median < mostMs };
  const name = `sync, none of ${tables} tables changed`;
  return [{ name, unit: 'ms', ...line, target }, memoryOf(name, taken)];
};

const first = async ({ rounds, folder }: Bench, program: string): Promise<readonly Measured[]> => {
  const data = join(folder, 'sync-large');
  const names = await fillLarge(data, large);
  await using host = await hostOf(data);
  const place = join(folder, 'sync-first');
  const [isCurlHere, isOpensslHere] = [await isHere('curl', '--version'), await isHere('openssl', 'version')];
  const taken = await inRounds(rounds, async () => {
    const reference = isCurlHere ? await fetched(await fresh(place, host), host, names) : undefined;
    const verified =
      reference && isOpensslHere ? await hashedAndSynced(await laptopOf(place, host), reference) : undefined;
    const agnes = await watched([process.execPath, program, 'sync'], await fresh(place, host));
    return { agnes, reference, verified };
  });
  const name = `first sync of ${Math.round((large.count * large.rows * 32) / 1e6)} MB in ${large.count} files`;
  return [durationOf(name, taken), ...verifiedOf(name, taken), memoryOf(name, taken)];
};

const isHere = (command: string, ask: string): Promise<boolean> =>
  run(command, [ask]).then(
    () => true,
    () => false,
  );

interface Round {
  readonly agnes: Watched;
  readonly reference: Watched | undefined;
  /** The same files, hashed and synced to disk afterwards. */
  readonly verified: Watched | undefined;
}

/** What a sync has to do and curl does not: one more line, without a target. */
const verifiedOf = (name: string, taken: readonly Round[]): readonly Measured[] => {
  const pairs = taken.flatMap(({ agnes, verified }) =>
    verified ? [msOf({ agnes, reference: verified })] : [],
  );
  if (pairs.length === 0) return [];
  return [{ name: `${name}, verified`, unit: 'ms', ...compared('curl, then SHA-256, then fsync', pairs) }];
};

const durationOf = (name: string, taken: readonly Round[]): Measured => {
  const pairs = taken.flatMap(({ agnes, reference }) => (reference ? [msOf({ agnes, reference })] : []));
  if (pairs.length === 0) {
    const agnes = summaryOf(taken.map(({ agnes: { ms } }) => ms));
    return { name, unit: 'ms', agnes, note: 'no reference: there is no curl on this machine' };
  }
  const line = compared(`curl, ${parallel} at a time`, pairs);
  const target = { text: `≤ ${mostRatio} × curl`, met: line.ratio.median <= mostRatio };
  return { name, unit: 'ms', ...line, target, note: 'curl neither hashes nor syncs to disk' };
};

const memoryOf = (name: string, taken: readonly { readonly agnes: Watched }[]): Measured => {
  const agnes = summaryOf(taken.map(({ agnes: { peak } }) => peak));
  const target = { text: `< ${mostMib} MiB`, met: agnes.median < mostMib };
  return { name: `${name}: peak memory`, unit: 'MiB', agnes, target };
};

const msOf = ({ agnes, reference }: { readonly agnes: Watched; readonly reference: Watched }) => ({
  agnes: agnes.ms,
  reference: reference.ms,
});

const fetched = (laptop: Laptop, { url, token }: BenchHost, names: readonly string[]): Promise<Watched> => {
  const files = names.flatMap((name) => ['-o', `${name}.parquet`, `${url}/api/data/${name}/download`]);
  const common = ['--silent', '--show-error', '--fail', '--parallel', '--parallel-max', String(parallel)];
  return watched(['curl', ...common, '-H', `Authorization: Bearer ${token}`, ...files], laptop);
};

const hashedAndSynced = async (laptop: Laptop, { ms, peak }: Watched): Promise<Watched> => {
  const after = await watched(
    ['sh', '-c', 'openssl dgst -sha256 *.parquet > digests && sync *.parquet'],
    laptop,
  );
  return { ms: ms + after.ms, peak: Math.max(peak, after.peak) };
};

interface Laptop {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const laptopOf = async (cwd: string, { url, token }: BenchHost): Promise<Laptop> => {
  await mkdir(cwd, { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, AGNES_SERVER: url, AGNES_TOKEN: token };
  return { cwd, env: { ...env, AGNES_PARALLEL: String(parallel) } };
};

/** The same with nothing in it. */
const fresh = async (cwd: string, host: BenchHost): Promise<Laptop> => {
  await rm(cwd, { recursive: true, force: true });
  return laptopOf(cwd, host);
};

const hostOf = async (data: string): Promise<BenchHost> => {
  const config = `${data}.yaml`;
  const server = { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 };
  // JSON is YAML, too.
  await writeFile(
    config,
    JSON.stringify({ instance: { name: 'Bench' }, auth: { allowed_domain: '' }, server }),
  );
  return startBenchHost({ config, data });
};
