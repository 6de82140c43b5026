import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, Http, PlannedTable } from '@agnes/sdk/connector';
import { UpstreamError } from '@agnes/sdk/errors';
import type { Job, JobContext, JobDone } from '@agnes/sdk/job';
import { type CollectedRead, collectRead } from '@agnes/sdk/testing';
import type { ExecutionContext } from 'ava';
import connector from '../connector.ts';
import { type TableName, tableNames } from '../rows/tables.ts';
import type { Settings } from '../settings.ts';
import type { JiraServer } from './support/jira-server.ts';

type Row = Readonly<Record<string, unknown>>;

/** A source as a host has it: what it keeps, and what readers see of its tables. */
export interface JiraLab {
  readonly kept: string;
  config: Settings;
  /** Milliseconds UTC; moves only when a test moves it. */
  now: number;
  /** Reads for these events and publishes what comes, as the host does. */
  read(deliveries?: readonly Delivery[]): Promise<CollectedRead>;
  /** Starts a job; when it says so, the tables are read. */
  run(job: Job<Settings>, params?: Row): Promise<JobDone>;
  /** What a job works with. */
  jobContext(params?: Row): JobContext<Settings>;
  rows(table: TableName): readonly Row[];
  parts(table: TableName): readonly string[];
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
  const lab: JiraLab = {
    kept,
    config: { domain: server.url, email: 'robot@acme.example', api_token: 'JIRA_API_TOKEN', ...more },
    now: Date.parse('2026-11-20T10:00:00Z'),
    states: new Map(),
    rows: (table) => [...(published.get(table)?.values() ?? [])].flat(),
    parts: (table) => [...(published.get(table)?.keys() ?? [])].sort(),
    read: async (deliveries = []) => {
      const staging = await mkdtemp(join(tmpdir(), 'agnes-staging-'));
      try {
        const result = await collectRead(connector, {
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
      } finally {
        await rm(staging, { recursive: true });
      }
    },
    jobContext: (params = {}) => ({
      config: lab.config,
      kept,
      http: realHttp(kept),
      now: () => lab.now,
      log: () => {},
      signal: new AbortController().signal,
      params,
      progress: () => {},
      catalog: [],
      folders: {},
    }),
    run: async (job, params) => {
      const done = await job.run(lab.jobContext(params));
      if (done.read) await lab.read();
      return done;
    },
  };
  return lab;
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
  published.set(name, parts);
  states.set(name, read.state);
};

const rowsIn = async (path: string): Promise<readonly Row[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Sends what a connector asks for, with the credentials the broker would add. */
const realHttp = (folder: string): Http => {
  const send: typeof fetch = async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (cause) {
      throw UpstreamError({ reason: `The request to "${url}" failed.` }, { cause });
    }
  };
  const ask = (
    url: string,
    { method = 'GET', headers = {}, body, timeoutMs = 5_000 }: Parameters<Http['fetch']>[1] = {},
  ) =>
    send(url, {
      method,
      headers: { ...headers, authorization },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body }),
    });
  let downloads = 0;
  return {
    fetch: async (url, request) => {
      const response = await ask(url, request);
      const text = await response.text().catch((cause: unknown) => {
        throw UpstreamError({ reason: `The answer of "${url}" was cut short.` }, { cause });
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), text };
    },
    download: async (url, request) => {
      const response = await ask(url, request);
      const bytes = Buffer.from(await response.arrayBuffer());
      downloads += 1;
      const path = join(folder, `download-${downloads}`);
      await writeFile(path, bytes);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        path,
        bytes: bytes.length,
      };
    },
  };
};

const authorization = `Basic ${Buffer.from('robot@acme.example:jira-token-canary').toString('base64')}`;

let deliveries = 0;

/** An event as the host hands it over. */
export const delivered = (event: string, payload: Row): Delivery => {
  deliveries += 1;
  return { id: `delivery-${deliveries}`, event, payload: { webhookEvent: event, ...payload }, receivedAt: 0 };
};

/** An event about an issue, with its key. */
export const about = (event: string, key: string, fields?: Row): Delivery =>
  delivered(event, { issue: { id: '1', key, ...(fields && { fields }) } });
