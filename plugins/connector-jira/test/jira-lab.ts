import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, PlannedTable } from '@agnes/sdk/connector';
import type { JobContext, JobDone } from '@agnes/sdk/job';
import { type CollectedRead, collectRead } from '@agnes/sdk/testing';
import type { ExecutionContext } from 'ava';
import jira from '../connector.ts';
import type { Pause } from '../fetch/pause.ts';
import { type TableName, tableNames } from '../rows/tables.ts';
import type { Settings } from '../settings.ts';
import { readTables } from '../work/read-tables.ts';
import type { JiraServer } from './support/jira-server.ts';
import { realHttp } from './support/real-http.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a job does, or its entry. */
type Runs = (context: JobContext<Settings>, pause: Pause) => Promise<JobDone>;

/** A source as a host has it: what it keeps, and what readers see of its tables. */
export interface JiraLab {
  readonly kept: string;
  config: Settings;
  /** Milliseconds UTC; moves only when a test moves it. */
  now: number;
  /** Reads for these events and publishes what comes, as the host does. */
  read(deliveries?: readonly Delivery[]): Promise<CollectedRead>;
  /** Starts a job; when it says so, the tables are read. */
  run(job: Runs, params?: Row): Promise<JobDone>;
  /** What a job works with. */
  jobContext(params?: Row): JobContext<Settings>;
  rows(table: TableName): readonly Row[];
  parts(table: TableName): readonly string[];
  /** How long was waited, ms; no test waits that long. */
  readonly pauses: number[];
  /** What publishing forgets when a crash comes before it. */
  states: Map<TableName, unknown>;
}

/** Opens a source of a site, with an empty folder. */
export const jiraLab = async (
  t: ExecutionContext,
  server: JiraServer,
  more: Partial<Settings> = {},
): Promise<JiraLab> => {
  const kept = await mkdtemp(join(tmpdir(), 'agnes-jira-'));
  t.teardown(() => rm(kept, { recursive: true, force: true }));
  const published = new Map<TableName, Map<string, readonly Row[]>>();
  const pauses: number[] = [];
  const pause: Pause = async (ms) => void pauses.push(ms);
  const lab: JiraLab = {
    kept,
    pauses,
    config: { domain: server.url, email: 'robot@acme.example', api_token: 'JIRA_API_TOKEN', ...more },
    now: Date.parse('2026-11-20T10:00:00Z'),
    states: new Map(),
    rows: (table) => [...(published.get(table)?.values() ?? [])].flat(),
    parts: (table) => [...(published.get(table)?.keys() ?? [])].sort(),
    read: (deliveries = []) =>
      inFolder(async (staging) => {
        const result = await collectRead(hasty(pause), {
          config: lab.config,
          tables: tableNames.map((name) => planned(name, lab.states.get(name))),
          deliveries,
          kept,
          staging,
          http: realHttp(staging),
          now: () => lab.now,
        });
        for (const name of tableNames) await publish(result, { name, published, states: lab.states });
        return result;
      }),
    jobContext: (params = {}) => jobContext(lab, params),
    run: async (job, params) => {
      const done = await job(lab.jobContext(params), pause);
      if (done.read) await lab.read();
      return done;
    },
  };
  return lab;
};

const jobContext = (lab: JiraLab, params: Row): JobContext<Settings> => ({
  config: lab.config,
  kept: lab.kept,
  http: realHttp(lab.kept),
  now: () => lab.now,
  log: () => {},
  signal: new AbortController().signal,
  params,
  progress: () => {},
  catalog: [],
  folders: {},
});

/** The connector, which takes no time where it would wait. */
const hasty = (pause: Pause): typeof jira => ({ ...jira, read: (context) => readTables(context, pause) });

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-staging-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const planned = (name: TableName, state: unknown): PlannedTable => ({
  id: name,
  name: `jira_${name}`,
  sourceTable: name,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...(state !== undefined && { state }),
});

interface Publishing {
  readonly name: TableName;
  readonly published: Map<TableName, Map<string, readonly Row[]>>;
  readonly states: Map<TableName, unknown>;
}

/** What the host does with a part: it replaces the one of its name, and one without rows goes. */
const publish = async ({ tables }: CollectedRead, { name, published, states }: Publishing): Promise<void> => {
  const read = tables[name];
  if (!read || read.error || read.unchanged) return;
  const parts = read.mode === 'append' ? new Map(published.get(name)) : new Map<string, readonly Row[]>();
  for (const { path, part = '', format } of read.files) {
    const rows = format.kind === 'ndjson' ? await rowsIn(path) : [];
    if (rows.length > 0) parts.set(part, rows);
    else parts.delete(part);
  }
  for (const part of read.gone) parts.delete(part);
  published.set(name, parts);
  states.set(name, read.state);
};

const rowsIn = async (path: string): Promise<readonly Row[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

let deliveries = 0;

/** An event as the host hands it over. */
export const delivered = (event: string, payload: Row): Delivery => {
  deliveries += 1;
  return { id: `delivery-${deliveries}`, event, payload: { webhookEvent: event, ...payload }, receivedAt: 0 };
};

/** An event about an issue, with its key. */
export const about = (event: string, key: string, fields?: Row): Delivery =>
  delivered(event, { issue: { id: '1', key, ...(fields && { fields }) } });
