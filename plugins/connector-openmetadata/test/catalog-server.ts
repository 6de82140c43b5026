import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Http } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';

type Entity = Readonly<Record<string, unknown>>;

/** What the server holds, and how it behaves; a test may change it while it runs. */
export interface World {
  tables: Record<string, Entity>;
  metrics: Entity[];
  /** Metrics on one page of a listing. */
  pageSize: number;
  /** By path without its query, or `*` for every one: what is answered in place of the truth. */
  trouble: Map<string, Trouble>;
  /** True: every page of a listing names the same next one. */
  isEndless: boolean;
}

/** `strange`: a page that is not OpenMetadata's. `after` so many requests of the path; absent: always. */
export type Trouble =
  | 'cut'
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly strange?: true;
      readonly after?: number;
    };

const token = 'canary-of-the-bot';

/** A server that speaks the parts of OpenMetadata's REST API that are used here, as its reference says. */
export const startCatalogServer = async (
  t: Pick<ExecutionContext, 'teardown'>,
  given: Partial<World> = {},
) => {
  const world: World = {
    tables: {},
    metrics: [],
    pageSize: 2,
    trouble: new Map(),
    isEndless: false,
    ...given,
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(`${url.pathname}${url.search}`);
    const times = asked.filter((path) => path.split('?')[0] === url.pathname).length;
    if (request.headers.authorization !== `Bearer ${token}`)
      send(response, 401, { code: 401, message: 'Not authorized' });
    else if (!troubled(world, { path: url.pathname, times }, response)) answer(world, url, response);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, world, asked, token };
};

/** Answers in place of the truth, where there is trouble. */
const troubled = (
  { trouble }: World,
  { path, times }: { readonly path: string; readonly times: number },
  response: ServerResponse,
): boolean => {
  const found = trouble.get(path) ?? trouble.get('*');
  if (found === undefined) return false;
  if (found === 'cut') cut(response);
  else if (times <= (found.after ?? 0)) return false;
  else if (found.strange) response.writeHead(found.status).end('<h1>Not here</h1>');
  else fail(response, found);
  return true;
};

const answer = (world: World, url: URL, response: ServerResponse): void => {
  const [, kind, name] = /^\/api\/v1\/(tables|metrics)\/name\/([^/]+)$/.exec(url.pathname) ?? [];
  if (kind !== undefined && name !== undefined) byName(world, { kind, name }, response);
  else if (url.pathname === '/api/v1/metrics') listed(world, url, response);
  else if (url.pathname === '/api/v1/search/query') found(world, url, response);
  else send(response, 404, { code: 404, message: 'HTTP 404 Not Found' });
};

const byName = (
  world: World,
  { kind, name }: { readonly kind: string; readonly name: string },
  response: ServerResponse,
): void => {
  const fqn = decodeURIComponent(name);
  const entity =
    kind === 'tables'
      ? world.tables[fqn]
      : world.metrics.find(({ fullyQualifiedName }) => fullyQualifiedName === fqn);
  if (entity) send(response, 200, entity);
  else send(response, 404, { code: 404, message: `${kind} instance for ${fqn} not found` });
};

const listed = ({ metrics, pageSize, isEndless }: World, url: URL, response: ServerResponse): void => {
  const from = Number(Buffer.from(url.searchParams.get('after') ?? '', 'base64').toString() || 0);
  const next = isEndless ? 0 : from + pageSize;
  send(response, 200, {
    data: metrics.slice(from, from + pageSize),
    paging: {
      total: metrics.length,
      ...(next < metrics.length && { after: Buffer.from(String(next)).toString('base64') }),
    },
  });
};

const found = ({ metrics }: World, url: URL, response: ServerResponse): void => {
  const from = Number(url.searchParams.get('from'));
  const size = Number(url.searchParams.get('size'));
  const hits = metrics
    .slice(from, from + size)
    .map(({ metricExpression: _, ...known }) => ({ _source: known }));
  send(response, 200, { hits: { total: { value: metrics.length }, hits } });
};

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const fail = (response: ServerResponse, { status, headers = {} }: Exclude<Trouble, 'cut'>): void => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(response, status, { code: status });
};

const cut = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"data": [{"name": "rev');
};

/** Requests over the network, with the header that the host's broker adds. */
export const brokered = (secret = token): Http => ({
  fetch: async (url, { headers } = {}) => {
    const response = await fetch(url, { headers: { ...headers, authorization: `Bearer ${secret}` } });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  },
  download: async () => Promise.reject(new Error('nothing is downloaded')),
});
