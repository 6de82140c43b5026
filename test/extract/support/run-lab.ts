import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { Access } from '../../../host/access/access.ts';
import { ExtractFolders } from '../../../host/extract/extract-folder.ts';
import { attachLists, RemotePolicy } from '../../../host/extract/remote/remote-policy.ts';
import { SyncRuns, type SyncRunsDeps } from '../../../host/extract/sync-runs.ts';
import { systemIntent } from '../../../host/http/intent.ts';
import type { Job, JobResult } from '../../../host/jobs/job.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { Lake } from '../../../host/lake/lake.ts';
import { localSource } from '../../../host/registry/local-source.ts';
import { Registry } from '../../../host/registry/registry.ts';
import type { TableDraft } from '../../../host/registry/table.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { shownCode } from '../../../host/store/notice-code.ts';
import { Secrets } from '../../../host/store/secrets/secrets.ts';
import { Deliveries } from '../../../host/webhooks/deliveries.ts';
import { Pace } from '../../../host/webhooks/pace.ts';
import { ManualClock } from '../../jobs/manual-clock.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { pluginFolders, writePlugin } from '../../support/plugin-folders.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { plainRows } from './plain-duckdb.ts';
import { scriptedConnector, scriptedManifest, type TableScript } from './scripted-connector.ts';

/** What taps say in a test; absent: nothing. */
export interface LabHooks {
  readonly leaveOut?: readonly string[];
  readonly maxRows?: number;
  readonly veto?: Error;
  readonly findings?: readonly Finding[];
  /** Real plugins, instead of all that. */
  readonly plugins?: SyncRunsDeps['hooks'];
}

const byHand = { force: false, trigger: 'manual' };

/** Runs of a real connector over real parts. */
export const runLab = async (t: ExecutionContext, folder?: string) => {
  const dataDir = folder ?? (await tempFolder(t));
  const parts = await openParts(t, dataDir);
  const { registry, lake, runs, conditions } = parts;
  await lake.open();
  await runs.resume();
  const events: unknown[] = [];
  const logs: string[] = [];
  const run = async (params: Readonly<Record<string, unknown>> = {}, cancel = never): Promise<JobResult> => {
    // Of a job, a handler reads the id, the attempt and what is asked for.
    const job = { id: 'job-1', attempt: 1, params: { ...byHand, ...params } } as unknown as Job;
    const event = (type: string, data: unknown): void => {
      cancel.onEvent(data);
      if (type === 'table') events.push(data);
      if (type === 'log') logs.push((data as { message: string }).message);
    };
    return runs.handler({ job, signal: cancel.signal, progress: () => {}, event });
  };
  /** Sets what the connector will answer, by table; tables that are new are registered. */
  const script = async (
    tables: Readonly<Record<string, TableScript>>,
    slug = 'shop',
    { host = 'a', ...draft }: Partial<TableDraft> & { readonly host?: string } = {},
  ) => {
    const config = { host, limits: { tables } };
    await registry.ensureSource({ slug, type: 'scripted', config }, systemIntent('test'));
    for (const name of Object.keys(tables)) {
      await registry.ensureTable(
        { name, connection: slug, primaryKey: ['id'], ...draft },
        systemIntent('test'),
      );
    }
  };
  const extract = (slug = 'shop') => join(dataDir, 'extracts', slug, 'extract.duckdb');
  return {
    ...parts,
    dataDir,
    events,
    logs,
    run,
    script,
    extract,
    query: (sql: string) => plainRows(t, sql, lake.current().path),
    queryExtract: (sql: string, slug?: string) => plainRows(t, sql, extract(slug)),
    /** Codes of open conditions, as people see them, with what they are about. */
    open: async () =>
      (await conditions.open()).map(({ code, subjectType }) => `${subjectType} ${shownCode(code)}`).sort(),
  };
};

const openParts = async (t: ExecutionContext, dataDir: string) => {
  const hooks: { current: LabHooks } = { current: {} };
  const clock = { now: Date.UTC(2027, 0, 1) };
  const now = (): number => clock.now;
  const store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const connectors = await scriptedPlugins(t);
  const conditions = new Conditions({ store, now });
  const folders = new ExtractFolders(dataDir);
  const registry = new Registry({
    forgetKept: (slug) => folders.dropKept(slug),
    store,
    now,
    connectors: () => [...connectors.connectors(), localSource],
    access: new Access({ store, now }),
    onChanged: (removed) => lake.remove(removed),
  });
  const shared = { store, registry, conditions, now };
  const lake = new Lake({ ...shared, dataDir, hooks: { afterRebuild: async () => [] } });
  const jobs = new Jobs({ ...shared, timers: new ManualClock(), random: () => 0.5, log: () => {} });
  t.teardown(() => jobs[Symbol.asyncDispose]());
  const deliveries = new Deliveries({
    ...shared,
    folders,
    jobs,
    plugins: connectors,
    pace: new Pace({ now }),
  });
  const runs = new SyncRuns({
    ...shared,
    ...grants(dataDir),
    jobs,
    lake,
    connectors,
    deliveries,
    folders,
    remotePolicy: new RemotePolicy({ lists: attachLists({}), registry, connectors }),
    hooks: hooksThatSay(() => hooks.current),
  });
  return { store, registry, conditions, lake, jobs, runs, hooks, clock, folders, deliveries, connectors };
};

/** What the connectors of a lab may use. */
export const grants = (dataDir: string) => ({
  secrets: new Secrets({ LAB_TOKEN: 'lab-token-value' }, new Set()),
  roots: [dataDir],
  extensions: attachLists({}).extensions,
  privateAllowed: ['127.0.0.1'],
});

const fixtures = fileURLToPath(new URL('../../fixtures/plugins', import.meta.url));

const scriptedPlugins = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'scripted', {
    'agnes.plugin.json': scriptedManifest,
    'connector.ts': scriptedConnector,
  });
  for (const name of ['extracts', 'faulty', 'keeper', 'pushes', 'ways']) {
    await cp(join(fixtures, name), join(folders.bundled, name), { recursive: true });
  }
  return (await startPlugins(t, folders)).plugins;
};

const hooksThatSay = (current: () => LabHooks): SyncRunsDeps['hooks'] => ({
  beforeExtract: async (plan) => {
    const { veto, leaveOut = [], maxRows, plugins } = current();
    if (plugins) return plugins.beforeExtract(plan);
    if (veto) throw veto;
    const tables = plan.tables.filter(({ name }) => !leaveOut.includes(name));
    return {
      ...plan,
      tables: tables.map((table) => ({ ...table, ...(maxRows !== undefined && { maxRows }) })),
    };
  },
  afterExtract: async (table) => {
    const { findings = [], plugins } = current();
    return plugins ? plugins.afterExtract(table) : [{ plugin: 'acme/guard', items: findings }];
  },
});

/** The outcome of each table of a result, by name. */
export const statusesOf = ({ result }: JobResult): Readonly<Record<string, string>> => {
  const { tables } = result as { tables: readonly { name: string; status: string }[] };
  return Object.fromEntries(tables.map(({ name, status }) => [name, status]));
};

const never = { signal: new AbortController().signal, onEvent: (_data: unknown): void => {} };

/** Cancels a run as soon as its connector logs this. */
export const cancelOn = (message: string): typeof never => {
  const cancel = new AbortController();
  return {
    signal: cancel.signal,
    onEvent: (data) => {
      if (JSON.stringify(data).includes(message)) cancel.abort(new Error('not wanted'));
    },
  };
};
