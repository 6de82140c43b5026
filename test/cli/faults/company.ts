import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { filesSource } from '../../support/files-source.ts';
import type { HostClient } from '../../support/host-client.ts';
import { type StartedHost, startHost } from '../../support/start-host.ts';
import { type Machine, newMachine } from '../run-agnes.ts';
import { sha256 } from '../stand-in.ts';
import { type FaultyProxy, startProxy } from './proxy.ts';

const names = ['orders', 'people'] as const;

/** Rows that do not compress, others for each version. */
const csvOf = (name: string, version: number): string =>
  `id,note\n${Array.from({ length: 6000 }, (_, i) => `${i},${sha256(Buffer.from(`${name}-${version}-${i}`))}`).join('\n')}\n`;

/** A host with two tables, which have just changed, and a workspace that holds what they were before. */
export interface Company {
  readonly host: StartedHost;
  readonly config: Readonly<Record<string, unknown>>;
  /** Digest by table, before and now. */
  readonly before: Readonly<Record<string, string>>;
  readonly now: Readonly<Record<string, string>>;
  /** A new proxy, and a new machine behind it that holds the tables as they were. */
  readonly client: (
    t: ExecutionContext,
  ) => Promise<{ readonly proxy: FaultyProxy; readonly machine: Machine }>;
}

/** Starts such a host. */
export const startCompany = async (context: ExecutionContext): Promise<Company> => {
  const files = Object.fromEntries(names.map((name) => [`${name}.csv`, csvOf(name, 1)]));
  const config = await filesSource(context, files);
  const host = await startHost(context, { config });
  const asAdmin = await host.asAdmin();
  const token = await host.token();
  await asAdmin.sync();
  const before = await digestsOf(asAdmin);
  const synced = await newMachine(context, host.url);
  synced.env['AGNES_TOKEN'] = token;
  await synced.run(['sync']);
  const [root = ''] = (config['files'] as { roots: readonly string[] }).roots;
  for (const name of names) await writeFile(join(root, `${name}.csv`), csvOf(name, 2));
  await asAdmin.sync();
  const client = async (t: ExecutionContext) => {
    const proxy = await startProxy(t, host.url);
    const machine = await newMachine(t, proxy.url);
    machine.env['AGNES_TOKEN'] = token;
    await cp(synced.path('server'), machine.path('server'), { recursive: true });
    return { proxy, machine };
  };
  return { host, config, before, now: await digestsOf(asAdmin), client };
};

const digestsOf = async (asAdmin: HostClient): Promise<Readonly<Record<string, string>>> => {
  const { tables } = await asAdmin.ask('GET /api/sync/manifest');
  const entries = Object.entries(tables as Record<string, { id: string; sha256: string }>);
  return Object.fromEntries(entries.map(([, { id, sha256: digest }]) => [id, digest]));
};

/** Digest by table of what a machine has in place: what queries read. */
export const promoted = async (machine: Machine): Promise<Readonly<Record<string, string>>> => {
  const folder = machine.path('server', 'parquet');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  const digests = files.map(async (name) => [name.slice(0, -8), sha256(await readFile(join(folder, name)))]);
  return Object.fromEntries(await Promise.all(digests));
};
