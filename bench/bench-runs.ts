import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BenchHost, startBenchHost } from './bench-host.ts';
import { peakMib, resetPeak } from './process-usage.ts';

/** A source of the configuration file. */
export interface ConfiguredSource {
  readonly slug: string;
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tables: readonly Readonly<Record<string, unknown>>[];
}

/** How a run went. Peaks are of resident memory: the host's own, and the most its children had at one moment. */
export interface BenchRun {
  readonly ms: number;
  readonly hostMib: number;
  readonly runMib: number;
}

/** A host with these sources and the plugins of the bench. */
export interface RunHost extends AsyncDisposable {
  readonly data: string;
  readonly host: BenchHost;
  /** Reads a source and waits for the end of the job. */
  run(slug: string, request?: Readonly<Record<string, unknown>>): Promise<BenchRun>;
}

const plugins = fileURLToPath(new URL('./plugins', import.meta.url));

/** What a host may reach beside its data folder. */
export interface Reach {
  /** Folders its `files` sources read from. */
  readonly roots?: readonly string[];
  /** Addresses of its own network. */
  readonly private?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a host on an empty data folder. */
export const startRunHost = async (
  folder: string,
  sources: readonly ConfiguredSource[],
  { roots = [], private: addresses = [], env = {} }: Reach = {},
): Promise<RunHost> => {
  const folders = { config: join(folder, 'instance.yaml'), data: join(folder, 'data'), env };
  await mkdir(join(folders.data, 'plugins'), { recursive: true });
  await cp(plugins, join(folders.data, 'plugins', 'local'), { recursive: true });
  const config = {
    instance: { name: 'Bench' },
    auth: { allowed_domain: '' },
    server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
    files: { roots },
    egress: { private: addresses },
    sources,
  };
  // JSON is YAML, too.
  await writeFile(folders.config, JSON.stringify(config));
  const host = await startBenchHost(folders);
  return {
    data: folders.data,
    host,
    run: (slug, request = {}) => runOnce(host, { connection: slug, ...request }),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
};

const runOnce = async (host: BenchHost, request: Readonly<Record<string, unknown>>): Promise<BenchRun> => {
  await untilProfiled(host);
  await resetPeak(host.pid);
  // The shapes are those of the host, as in `docs/http-api.md`.
  const { job_id } = (await host.ask('POST', '/api/sync/trigger', request)) as { job_id: string };
  let runMib = 0;
  for (;;) {
    const job = (await host.ask('GET', `/api/jobs/${job_id}`)) as Job;
    runMib = Math.max(runMib, await childrenMib(host.pid));
    if (job.status === 'succeeded') return { ms: elapsed(job), hostMib: await peakMib(host.pid), runMib };
    if (job.finished_at !== null) throw new Error(`The run failed: ${JSON.stringify(job)}`);
    await pause(100);
  }
};

/** What an earlier run has published is put into numbers a few seconds later, which is no part of the next run. */
const untilProfiled = async (host: BenchHost): Promise<void> => {
  for (;;) {
    const { jobs } = (await host.ask('GET', '/api/jobs?kind=table.profile')) as { jobs: readonly Job[] };
    if (jobs.every(({ finished_at: end }) => end !== null)) return;
    await pause(200);
  }
};

interface Job {
  readonly status: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

const elapsed = ({ started_at, finished_at }: Job): number =>
  Date.parse(finished_at ?? '') - Date.parse(started_at ?? '');

/** Query workers wait for questions; everything else that the host has started belongs to the run. */
const childrenMib = async (pid: number): Promise<number> => {
  const listed = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const sizes = await Promise.all(
    listed.filter(Boolean).map(async (child) => {
      const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => 'query-worker');
      if (command.includes('query-worker')) return 0;
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(() => '');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** The published parquet file of a table that is in one file. */
export const publishedFile = async (data: string, slug: string, table: string): Promise<string> => {
  const folder = join(data, 'extracts', slug, 'data');
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${table}.`));
  const newest = files.at(-1);
  if (newest === undefined) throw new Error(`${table} is not published`);
  return join(folder, newest);
};
