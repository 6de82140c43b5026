import { NotFound } from '@agnes/sdk/errors';
import type { Batch, BigQueryAccess, DryRun, ListedTable, TableFacts, TableRef } from './access.ts';
import { call } from './call.ts';
import { type Client, type ClientParts, openClient } from './client.ts';
import { columnsOf, type Field } from './column-types.ts';
import { dryRun } from './dry-run.ts';
import { failureOfCall } from './failure.ts';
import { pageRows, runJob } from './job.ts';
import { rowReader, type WireRow } from './values.ts';

/** BigQuery by way of the client library, which is loaded when it is first needed. */
export const clientAccess = (parts: ClientParts): BigQueryAccess => {
  let opened: Promise<Client> | undefined;
  const client = (): Promise<Client> => {
    opened ??= openClient(parts);
    return opened;
  };
  return {
    datasets: async function* () {
      yield* datasets(await client());
    },
    tables: async function* (dataset) {
      yield* tables(await client(), dataset);
    },
    table: async (ref) => factsOf(await client(), ref),
    dryRun: async (statement): Promise<DryRun> => dryRun(await client(), statement),
    query: async function* (statement, limits) {
      yield* runJob(await client(), statement, limits);
    },
    readTable: async function* (ref, columns) {
      yield* rowsOf(await client(), ref, columns);
    },
    ping: async (signal) => {
      const limits = { labels: { agnes: 'ping' }, timeoutMs: pingMs, signal };
      for await (const _ of runJob(await client(), { sql: 'SELECT 1' }, limits));
    },
  };
};

/** Longest a person waits to hear whether BigQuery answers. */
const pingMs = 10_000;
/** Names of one page of a list. */
const pageNames = 1000;

async function* datasets(client: Client): AsyncGenerator<string> {
  const { data: projectId } = client.projects;
  const list = (pageToken?: string) =>
    told(client, client.bigquery.getDatasets({ projectId, ...pageOf(pageToken) }));
  for (let token: string | undefined; ; ) {
    const [found, next] = await list(token);
    for (const { id } of found) if (id !== undefined) yield id;
    token = tokenIn(next);
    if (token === undefined) return;
  }
}

async function* tables(client: Client, name: string): AsyncGenerator<ListedTable> {
  const dataset = client.bigquery.dataset(name, { projectId: client.projects.data });
  for (let token: string | undefined; ; ) {
    const [found, next] = await told(client, dataset.getTables(pageOf(token)));
    for (const { id, metadata } of found) yield { table: id ?? '', type: String(Object(metadata).type) };
    token = tokenIn(next);
    if (token === undefined) return;
  }
}

const pageOf = (pageToken: string | undefined) => ({
  maxResults: pageNames,
  autoPaginate: false,
  ...(pageToken !== undefined && { pageToken }),
});

const tokenIn = (next: unknown): string | undefined => {
  const { pageToken } = Object(next);
  return typeof pageToken === 'string' && pageToken !== '' ? pageToken : undefined;
};

const factsOf = async (client: Client, { dataset, table }: TableRef): Promise<TableFacts> => {
  const there = client.bigquery.dataset(dataset, { projectId: client.projects.data }).table(table);
  const [metadata] = await told(client, there.getMetadata());
  const { type, schema, numRows, numBytes, timePartitioning, rangePartitioning, clustering } = metadata;
  const partitionedBy = timePartitioning?.field ?? rangePartitioning?.field;
  return {
    type: String(type),
    fields: schema?.fields ?? [],
    ...(numRows !== undefined && { rows: Number(numRows) }),
    ...(numBytes !== undefined && { sizeBytes: Number(numBytes) }),
    ...(partitionedBy !== undefined && { partitionedBy }),
    clusteredBy: clustering?.fields ?? [],
  };
};

/** What the API answers to a question for the rows of a table. */
interface Rows {
  readonly pageToken?: string;
  readonly rows?: readonly WireRow[];
}

async function* rowsOf(
  client: Client,
  { dataset, table }: TableRef,
  wanted: readonly string[] | undefined,
): AsyncGenerator<Batch> {
  const facts = await factsOf(client, { dataset, table });
  const fields = chosen(facts.fields, wanted, table);
  const [columns, read] = [columnsOf(fields), rowReader(fields)];
  const path = `/datasets/${dataset}/tables/${table}/data`;
  const common = {
    maxResults: pageRows,
    'formatOptions.useInt64Timestamp': true,
    ...(wanted && { selectedFields: fields.map(({ name }) => name).join(',') }),
  };
  for (let token: string | undefined; ; ) {
    const query = { ...common, ...(token !== undefined && { pageToken: token }) };
    const page = await told(client, call<Rows>(client, { path, query, projectId: client.projects.data }));
    yield { columns, rows: (page.rows ?? []).map(read) };
    token = tokenIn(page);
    if (token === undefined) return;
  }
}

/** In the order of the table, which is the order of the answer. */
const chosen = (
  fields: readonly Field[],
  wanted: readonly string[] | undefined,
  table: string,
): readonly Field[] => {
  if (!wanted) return fields;
  const missing = wanted.find((name) => !fields.some((field) => field.name === name));
  if (missing !== undefined) throw NotFound({ reason: `"${table}" has no column "${missing}".` });
  return fields.filter(({ name = '' }) => wanted.includes(name));
};

const told = async <T>(client: Client, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    throw failureOfCall(cause, { client });
  }
};
