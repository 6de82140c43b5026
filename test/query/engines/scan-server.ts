import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Column, RemoteLimits, RemoteScan, RemoteTable } from '@agnes/sdk';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { nameOf, scanSql } from './scan-sql.ts';

const rowsPerPage = 5_000;

interface Asked {
  readonly statement: RemoteScan;
  readonly limits: RemoteLimits;
  readonly job: string;
  readonly page: number;
}

/** A server whose tables are asked where they are: a DuckDB behind HTTP, and ways to make it misbehave. */
export class ScanServer {
  url = '';
  /** Every scan that was run, oldest first, and the limits it came with. */
  readonly scans: RemoteScan[] = [];
  readonly limits: RemoteLimits[] = [];
  readonly cancelled: string[] = [];
  /** Bytes of the next statements; below zero: nothing is said of what was billed. */
  bytes = { estimated: 1_000, billed: 1_000 };
  /** What is answered at a path in place of the answer. */
  refusal: { readonly at: string; readonly status: number; readonly text: string } | undefined;
  /** Pages, or descriptions, are held back until it resolves. */
  held: Promise<void> | undefined;
  /** Tables that an estimate says it reads, where those are others than the one asked about. */
  reads: readonly { readonly bucket: string; readonly table: string }[] | undefined;
  readonly #connection: DuckDBConnection;
  readonly #jobs = new Map<string, readonly unknown[][]>();
  #pageAsked = Promise.withResolvers<void>();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Resolves when the next page is asked for. */
  pageAsked(): Promise<void> {
    return this.#pageAsked.promise;
  }

  /** Runs SQL in its database: tables are `<bucket>.<table>`. */
  async sql(text: string): Promise<void> {
    await this.#connection.run(text);
  }

  async answer(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
    if (this.refusal?.at === path) return this.refusal;
    try {
      // The fixture's engine is the only one who asks.
      return {
        status: 200,
        text: JSON.stringify((await this.#answers[path]?.(body as Asked & RemoteTable)) ?? {}),
      };
    } catch (error) {
      return { status: 404, text: String(error) };
    }
  }

  readonly #answers: Readonly<Record<string, (asked: Asked & RemoteTable) => Promise<unknown>>> = {
    '/describe': (table) => this.#describe(table),
    '/estimate': async ({ ...scan }) => {
      const { table } = scan as unknown as RemoteScan;
      return {
        bytes: this.bytes.estimated,
        tables: this.reads ?? [{ bucket: table.bucket, table: table.sourceTable }],
      };
    },
    '/run': ({ statement, limits }) => this.#run(statement, limits),
    '/page': async ({ job, page }) => {
      this.#pageAsked.resolve();
      this.#pageAsked = Promise.withResolvers();
      await this.held;
      return this.#jobs.get(job)?.[page];
    },
    '/cancel': async ({ job }) => this.cancelled.push(job),
  };

  async #describe(table: RemoteTable) {
    await this.held;
    const result = await this.#connection.runAndReadAll(`SELECT * FROM ${nameOf(table)} LIMIT 0`);
    const count = await this.#connection.runAndReadAll(`SELECT count(*) FROM ${nameOf(table)}`);
    const kind = table.sourceTable.startsWith('odd') ? 'other' : 'table';
    const columns = columnsOf(result.columnNames(), result.columnTypes().map(String));
    return { kind, columns, rows: Number(count.value(0, 0)), sizeBytes: 4_096 };
  }

  async #run(statement: RemoteScan, limits: RemoteLimits) {
    this.scans.push(statement);
    this.limits.push(limits);
    const result = await this.#connection.runAndReadAll(scanSql(statement));
    const rows = result.getRowObjectsJson();
    const pages = Array.from({ length: Math.ceil(rows.length / rowsPerPage) }, (_, page) =>
      rows.slice(page * rowsPerPage, (page + 1) * rowsPerPage),
    );
    const job = `job-${this.scans.length}`;
    this.#jobs.set(job, pages);
    const columns = columnsOf(result.columnNames(), result.columnTypes().map(String));
    return { job, columns, pages: pages.length, bytes: this.bytes.billed };
  }
}

/** Starts one whose database begins with these statements. */
export const startScanServer = async (
  t: Pick<ExecutionContext, 'teardown'>,
  ...statements: readonly string[]
): Promise<ScanServer> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const server = new ScanServer(connection);
  for (const statement of ["SET TimeZone = 'UTC'", ...statements]) await server.sql(statement);
  const http = await listening(server);
  t.teardown(() => {
    http.closeAllConnections();
    http.close();
    connection.closeSync();
    instance.closeSync();
  });
  return server;
};

const listening = async (server: ScanServer): Promise<Server> => {
  const http = createServer(async (request, response) => {
    const { status, text } = await server.answer(String(request.url), await bodyOf(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  // It listens on a port, not on a pipe.
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return http;
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

const columnsOf = (names: readonly string[], types: readonly string[]): readonly Column[] =>
  names.map((name, index) => ({
    name,
    type: String(types[index]).replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'),
  }));
