import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type HostFolders, startBenchHost } from './bench-host.ts';

/** A source of the bench: files in one folder, by table name. */
export interface BenchSource {
  readonly slug: string;
  readonly location: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A temporary folder, real and gone at the end. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(await realpath(tmpdir()), 'agnes-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** A host's folders with all tables of the sources in them, and how long reading them took in milliseconds. */
export const fillHost = async (
  folder: string,
  sources: readonly BenchSource[],
): Promise<HostFolders & { readonly syncMs: number }> => {
  const folders = { config: join(folder, 'instance.yaml'), data: join(folder, 'data') };
  await mkdir(folder, { recursive: true });
  // JSON is YAML, too.
  await writeFile(folders.config, JSON.stringify(configOf(sources)));
  await using host = await startBenchHost(folders);
  // The shapes are those of the host, as in `docs/http-api.md`.
  const { job_id } = (await host.ask('POST', '/api/sync/trigger', {})) as { job_id: string };
  for (;;) {
    const job = (await host.ask('GET', `/api/jobs/${job_id}`)) as Job;
    if (job.status === 'succeeded') return { ...folders, syncMs: elapsed(job) };
    if (job.finished_at !== null) throw new Error(`The first sync failed: ${JSON.stringify(job)}`);
    await pause(100);
  }
};

interface Job {
  readonly status: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

const elapsed = ({ started_at, finished_at }: Job): number =>
  Date.parse(finished_at ?? '') - Date.parse(started_at ?? '');

const configOf = (sources: readonly BenchSource[]): object => ({
  // Questions are asked again and again to measure what they take.
  query: { cache: { max_bytes: 0 } },
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
  files: { roots: sources.map(({ location }) => location) },
  sources: sources.map(({ slug, location, files }) => ({
    slug,
    type: 'files',
    config: { location },
    tables: Object.entries(files).map(([name, source_table]) => ({ name, source_table })),
  })),
});
