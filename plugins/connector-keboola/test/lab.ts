import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkerFor } from '@agnes/sdk';
import type { Connector, PlannedTable } from '@agnes/sdk/connector';
import { type CollectedTable, collectRead } from '@agnes/sdk/testing';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import connector from '../connector.ts';
import { sliceSource } from '../duckdb/slice-source.ts';
import type { Settings } from '../settings.ts';
import { KeboolaServer, stackHost } from './support/keboola-server.ts';
import { routedHttp } from './support/routed-http.ts';

export const token = 'canary-storage-token';

/** A stack for all tests of a file. */
export const startStack = async (): Promise<KeboolaServer> => {
  const server = new KeboolaServer(token);
  await server.start();
  return server;
};

/** Settings as the host hands them over, defaults filled in; looks at jobs do not wait. */
export const settings = async (more: object = {}): Promise<Settings> => {
  const manifest = JSON.parse(await readFile(new URL('../agnes.plugin.json', import.meta.url), 'utf8'));
  const [{ config }] = manifest.contributes.connectors;
  const checked = checkerFor(config.schema)({
    stack_url: `https://${stackHost}`,
    job_poll_seconds: 0.001,
    ...more,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  // The schema of the manifest is what the type is written by.
  return checked.value as Settings;
};

/** A folder that is gone when the test is over. */
export const stagingFor = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-keboola-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** What beside its tables a read may have. */
interface Reading {
  readonly config?: object;
  readonly token?: string;
  readonly now?: number;
  /** Milliseconds that pass with every look at the clock. */
  readonly steps?: number;
  readonly driver?: Connector<Settings>;
}

/** Reads tables from the stack. */
export const readFrom = async (
  t: ExecutionContext,
  server: KeboolaServer,
  { tables, ...how }: Reading & { readonly tables: readonly PlannedTable[] },
) => {
  const staging = await stagingFor(t);
  const http = routedHttp({ port: server.port, token: how.token ?? token, staging });
  const { driver = connector, now = Date.UTC(2026, 0, 31, 12), steps = 0 } = how;
  let looks = 0;
  const config = await settings(how.config);
  return {
    staging,
    ...(await collectRead(driver, { config, tables, staging, http, now: () => now + steps * looks++ })),
  };
};

/** A table as the registry would plan it. */
export const planned = (sourceTable: string, more: Partial<PlannedTable> = {}): PlannedTable => ({
  id: sourceTable,
  name: sourceTable,
  bucket: 'in.c-crm',
  sourceTable,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
  ...more,
});

/** The rows of the files that were handed over, in their order, as text. */
export const rowsOf = async (table: CollectedTable | undefined): Promise<readonly (readonly string[])[]> => {
  const files = table?.files ?? [];
  const [first] = files;
  if (!first) return [];
  const slices = files.map(
    ({ path, format }) => ({ path, compression: format.compression === 'gzip' ? 'gzip' : 'none' }) as const,
  );
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`FROM ${sliceSource(first.format.columns ?? [], slices)}`);
  const rows = reader.getRowsJS().map((row) => row.map(String));
  connection.closeSync();
  instance.closeSync();
  return rows;
};
