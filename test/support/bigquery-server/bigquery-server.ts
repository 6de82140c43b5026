import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CatalogDesk } from './catalog-desk.ts';
import { errorBody, type GoogleError, Refused } from './google-error.ts';
import { JobDesk } from './job-desk.ts';
import { cut, parsedRow, type Query } from './pages.ts';
import { TokenDesk } from './token-desk.ts';
import { notFound, type Seed, Warehouse } from './warehouse.ts';

/** A request that came in. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userProject: string | undefined;
}

/** A failure to come: of the next requests whose path matches, this many. */
export interface Fault extends GoogleError {
  readonly path: RegExp;
  times: number;
}

/**
 * BigQuery over HTTP as its REST API v2 is: tokens are checked, statements are understood by DuckDB, pages have
 * tokens, jobs are cancelled, and what is wrong is told in Google's own form. It is a metadata service, too.
 */
export class BigQueryServer {
  readonly seen: Seen[] = [];
  readonly faults: Fault[] = [];
  readonly catalog: CatalogDesk;
  readonly jobs: JobDesk;
  readonly tokens: TokenDesk;
  url = '';
  readonly #warehouse: Warehouse;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(warehouse: Warehouse, tokens: TokenDesk) {
    this.#warehouse = warehouse;
    this.catalog = new CatalogDesk(warehouse);
    this.jobs = new JobDesk(warehouse);
    this.tokens = tokens;
  }

  static async start(seeds: readonly Seed[]): Promise<BigQueryServer> {
    const server = new BigQueryServer(await Warehouse.open(seeds), await TokenDesk.open());
    const { promise, resolve } = Promise.withResolvers<void>();
    server.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    // Bound to an address and a port, never to a pipe.
    server.url = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.closeAllConnections();
    this.#server.close(() => resolve());
    await promise;
    this.#warehouse.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, { status: 200, body: await this.#routed(request) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      send(response, { ...error.error, body: errorBody(error.error) });
    }
  }

  async #routed(request: IncomingMessage): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const { method = 'GET', headers } = request;
    const query = Object.fromEntries(searchParams);
    const userProject = headers['x-goog-user-project'];
    this.seen.push({ method, path: pathname, query, userProject: userProject?.toString() });
    this.#fail(pathname);
    if (pathname === '/token') {
      const body = new URLSearchParams(await text(request));
      return this.#token(body, `http://${headers.host}${pathname}`);
    }
    if (pathname.startsWith('/computeMetadata/'))
      return this.tokens.ofMachine(headers['metadata-flavor']?.toString());
    if (!this.tokens.knows(headers.authorization)) throw unauthenticated();
    const [, project = '', path = ''] = /^\/bigquery\/v2\/projects\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const body = method === 'POST' ? JSON.parse((await text(request)) || '{}') : {};
    return await this.#api({ method, project, parts: path.split('/').map(decodeURIComponent), query, body });
  }

  #fail(path: string): void {
    const fault = this.faults.find((each) => each.times > 0 && each.path.test(path));
    if (!fault) return;
    fault.times -= 1;
    throw new Refused(fault);
  }

  #token(body: URLSearchParams, audience: string) {
    return body.has('assertion') ? this.tokens.forAssertion(body, audience) : this.tokens.forRefresh(body);
  }

  async #api({ method, project, parts, query, body }: ApiCall): Promise<unknown> {
    const [kind = '', first = '', second = '', third = '', last = ''] = parts;
    if (kind === 'jobs' && second === 'cancel') return this.jobs.cancel(first);
    if (kind === 'jobs')
      return method === 'POST' ? this.jobs.insert(project, body) : this.jobs.resource(first);
    if (kind === 'queries') return this.#results(first, query);
    if (kind !== 'datasets') throw notFound(`path ${parts.join('/')}`);
    if (first === '') return this.catalog.datasets(project, query);
    if (third === '') return this.catalog.tables(project, first, query);
    const seed = this.#warehouse.table(project, first, third);
    return last === 'data' ? this.catalog.data(seed, query) : this.catalog.table(seed);
  }

  async #results(jobId: string, query: Query) {
    const jobReference = { projectId: this.jobs.job(jobId).project, jobId };
    const job = await this.jobs.results(jobId);
    if (!job) return { kind: 'bigquery#getQueryResultsResponse', jobReference, jobComplete: false };
    const [rows, pageToken] = cut(job.rows, query, this.catalog.pages.rows);
    return {
      kind: 'bigquery#getQueryResultsResponse',
      jobReference,
      jobComplete: true,
      schema: { fields: job.plan.fields },
      totalRows: String(job.rows.length),
      totalBytesProcessed: String(job.plan.bytes),
      rows: rows.map(parsedRow),
      ...(pageToken && { pageToken }),
    };
  }
}

interface ApiCall {
  readonly method: string;
  readonly project: string;
  readonly parts: readonly string[];
  readonly query: Query;
  /** The desk that reads it knows its shape. */
  readonly body: Parameters<JobDesk['insert']>[1];
}

const unauthenticated = () =>
  new Refused({
    status: 401,
    reason: 'authError',
    message: 'Request had invalid authentication credentials. Expected OAuth 2 access token.',
  });

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const send = (response: ServerResponse, { status, body, headers = {} }: Answer): void => {
  const json = { 'content-type': 'application/json; charset=UTF-8', 'metadata-flavor': 'Google' };
  response.writeHead(status, { ...json, ...headers });
  response.end(JSON.stringify(body));
};
